"""What a release leaves in the glossary: its record, and its line in `releases.yaml`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sojourn.loading.glossary.content import Content
from sojourn.loading.glossary.releases import FOLDER, Recorded, latest, step, write_record
from sojourn.loading.reading.reader import Document
from sojourn.loading.writing.normal import normal_form
from sojourn.model.content_hash import content_hash, own_data, rule_hash
from sojourn.model.errors import UsageError, Where
from sojourn.model.message import message
from sojourn.model.rule import Rule
from sojourn.rules import compare
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.expand import expand
from sojourn.versions.snapshot import recordable, release_content

LIST = "releases.yaml"


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, for comparing. Raises UsageError for what is none.

    >>> number("0.10.0") > number("0.9.1")
    True
    """
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise UsageError(message("error-is-no-version", text=version), "", message("error-write-version"))
    return tuple(int(part) for part in parts)


def check_number(content: Content) -> None:
    """Raise UsageError if the number in scheme.yaml was released already, or is not above the last one."""
    version = str(content.scheme["version"])
    number(version)
    if content.releases and number(version) <= number(content.releases[-1].version):
        last = content.releases[-1].version
        advice = message("error-raise-version")
        where = Where(f"{content.root.name}/scheme.yaml", None, "version")
        raise UsageError(message("error-version-not-above", version=version, last=last), "", advice, where)


def record_release(content: Content, date: str, program: str, summary: dict[str, str]) -> list[Path]:
    """Record the content as the release whose number scheme.yaml has; gives the files that were written.

    Raises UsageError for a number that was released already or is not above the last one.
    """
    check_number(content)
    version = str(content.scheme["version"])
    packed = write_record(changed_entries(content))
    folder = content.root / FOLDER
    folder.mkdir(exist_ok=True)
    record = folder / f"{version}.jsonl.gz"
    record.write_bytes(packed)
    line = {"version": version, "date": date, "program": program, "record": hashlib.sha256(packed).hexdigest()}
    line |= {"summary": summary} if summary else {}  # type: ignore[dict-item]
    listed = content.root / LIST
    before = next((document for document in content.documents if document.kind == "releases"), None)
    data = [*(before.data if before else ()), line]
    text = before.text if before else "# The releases of the content; `sojourn release` adds to it, nobody edits it.\n"
    listed.write_text(normal_form(Document(LIST, "releases", text, data), content.schemas), "utf-8", newline="\n")
    return [record, listed]


def changed_entries(content: Content) -> Iterator[Recorded]:
    """The entries that are new or changed since the last release, each with what was done to it.

    An entry whose rule refers to a rule that means something else now is changed too.
    """
    before = latest(content.releases)
    old = release_content(content, content.releases[-1].version) if content.releases else None
    for entry in recordable(content):
        last = before.get((entry.kind, entry.id))
        data = own_data(entry.data)
        same = last is not None and content_hash(own_data(last.data)) == content_hash(data)
        what, fields = step(own_data(last.data) if last else None, data)
        relation = None
        if old is not None and last is not None and "rule" in data:
            was, now = whole_rule(old, entry.id), whole_rule(content, entry.id)
            if was is not None and now is not None and rule_hash(was) != rule_hash(now):
                relation = compare(now, was, witnesses=False).relation
                fields = fields if "rule" in fields else (*fields, "rule")
        if not same or relation is not None:
            yield replace(entry, what=what, fields=fields, relation=relation)


def whole_rule(content: Content, id: str) -> Rule | None:
    """The rule of a definition or reference rule with what it refers to; None for a rule without a meaning."""
    try:
        return expand(content.rule(id), content.rule)
    except (RuleError, KeyError):
        return None
