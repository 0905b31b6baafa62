"""The releases of the content: `releases.yaml` lists them, and `releases/VERSION.jsonl.gz` records each.

A record holds the entries that are new in a release or changed since the one before, one JSON object a line, with what
changed; an entry as it was in a release is its newest line up to that release. It is kept with the content, and not
taken from git: an archive of the sources, a shallow clone and an installed package have no history of commits, and all
of them must give the same pages. Records are never edited; `releases.yaml` has their digests.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sojourn.loading.reading.telling import finding
from sojourn.model.content_hash import changed_fields, content_hash, own_data
from sojourn.model.finding import Finding
from sojourn.model.message import message

FOLDER = "releases"
# Records of more bytes than this are none of ours.
MAX_RECORD = 200_000_000
ADDED, CHANGED, RETIRED, RESTORED = "added", "changed", "retired", "restored"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as a release has it: what was done to it, which of its keys changed, and how the meaning of its rule did.

    `data` is the content of the entry, with ids in place of the entries that it holds. `relation` says how the new rule
    stands to the old one, for a rule that changed in the release.
    """

    kind: str
    id: str
    parent: str | None
    data: Mapping[str, Any]
    what: str
    fields: tuple[str, ...] = ()
    relation: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As a line of a record."""
        out: dict[str, Any] = {"kind": self.kind, "id": self.id, "parent": self.parent, "what": self.what}
        out |= {"fields": list(self.fields)} if self.fields else {}
        out |= {"relation": self.relation} if self.relation else {}
        return {**out, "data": self.data}

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Recorded:
        """From a line of a record."""
        return cls(
            line["kind"], line["id"], line["parent"], line["data"], line["what"],
            tuple(line.get("fields", ())), line.get("relation"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its number, date, the number of the program, its summary, and what it recorded."""

    version: str
    date: str
    program: str
    summary: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[Key, Recorded] = field(default_factory=dict)


def read_releases(
    root: Path, listed: Sequence[Mapping[str, Any]], file: str, findings: list[Finding]
) -> tuple[Release, ...]:
    """The releases of a glossary, oldest first; a record that is missing or was edited is an error."""
    out = []
    for item in listed:
        path = root / FOLDER / f"{item['version']}.jsonl.gz"
        try:
            packed = path.read_bytes()
            if hashlib.sha256(packed).hexdigest() != item["record"]:
                raise ValueError("its digest is another one")
            entries = read_record(packed)
        except (OSError, ValueError, KeyError, TypeError, EOFError, zlib.error) as error:
            said = message("record-unusable", version=item["version"], reason=str(error))
            findings.append(finding("error", "releases", file, said, message("do-restore-the-record")))
            continue
        out.append(Release(item["version"], item["date"], item["program"], item.get("summary", {}), entries))
    return tuple(out)


def read_record(packed: bytes) -> dict[Key, Recorded]:
    """The entries of a record. Raises ValueError (and what gzip raises) for what is none."""
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
        text = stream.read(MAX_RECORD + 1)
    if len(text) > MAX_RECORD:
        raise ValueError("it is too large")
    entries = (Recorded.of(json.loads(line)) for line in text.decode("utf-8").splitlines())
    return {(entry.kind, entry.id): entry for entry in entries}


def write_record(entries: Iterable[Recorded]) -> bytes:
    """A record of entries, the same bytes each time."""
    ordered = sorted(entries, key=lambda entry: (entry.kind, entry.id))
    lines = [json.dumps(entry.to_dict(), ensure_ascii=False) for entry in ordered]
    return gzip.compress("".join(f"{line}\n" for line in lines).encode("utf-8"), mtime=0)


def latest(releases: Sequence[Release]) -> dict[Key, Recorded]:
    """Every entry as the last of the releases has it."""
    return {key: entry for release in releases for key, entry in release.entries.items()}


def history(
    releases: Sequence[Release], version: str, kind: str, id: str, data: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What was done to an entry, oldest first: `{"version", "date", "what", "fields", "relation"}`.

    `data` is the entry as it is now; what is not released yet stands last, without a date.
    """
    out: list[dict[str, Any]] = []
    last: Recorded | None = None
    for release in releases:
        found = release.entries.get((kind, id))
        if found is not None:
            last = found
            out.append(_told(release.version, release.date, found.what, found.fields, found.relation))
    if releases and (last is None or content_hash(own_data(last.data)) != content_hash(data)):
        what, fields = step(own_data(last.data) if last else None, data)
        out.append(_told(version if version != releases[-1].version else None, None, what, fields, None))
    return out


def step(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What was done to an entry between two states, and which of its keys changed."""
    if old is None:
        return ADDED, ()
    gone, was = bool(new.get("deprecated")), bool(old.get("deprecated"))
    what = RETIRED if gone and not was else RESTORED if was and not gone else CHANGED
    return what, changed_fields(old, new)


def _told(
    version: str | None, date: str | None, what: str, fields: Sequence[str], relation: str | None
) -> dict[str, Any]:
    out: dict[str, Any] = {"version": version, "date": date, "what": what}
    return out | ({"fields": list(fields)} if fields else {}) | ({"relation": relation} if relation else {})


def lost(releases: Sequence[Release], known: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Key, str]]:
    """Identifiers of releases that are no longer there, each with the version that had them last."""
    had = {key: release.version for release in releases for key in release.entries}
    yield from (
        ((kind, id), version) for (kind, id), version in sorted(had.items()) if kind in known and id not in known[kind]
    )
