"""Read one YAML file safely: YAML 1.2, no duplicate keys, no aliases, text in UTF-8, bounded size and depth."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.loading.reading import yaml12
from sojourn.loading.reading.telling import finding
from sojourn.loading.reading.value_checks import character_finding, value_findings
from sojourn.model.finding import Finding
from sojourn.model.message import message

MAX_BYTES = 1_000_000
# yaml-rs expands aliases itself; content needs none, so the first anchor or alias is refused before it is parsed.
_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])[&*][A-Za-z0-9_-]+(?=[\s,\]}]|$)", re.MULTILINE)
_LINE = re.compile(r"line (\d+)")
_DUPLICATE = re.compile(r"duplicate mapping key: '(.*)'")
_SEVERAL = re.compile(r"^---(?=\s|$)", re.MULTILINE)
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its path relative to the glossary's parent folder, its kind, text and data."""

    file: str
    kind: str
    text: str
    data: Any


def read_document(path: Path, file: str, kind: str) -> Document | Finding:
    """Read `path`; `file` is the name that messages use. Never raises for what is in the file."""
    raw = read_bytes(path, file)
    if isinstance(raw, Finding):
        return raw
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return finding("error", "encoding", file, message("file-not-utf"), message("do-save-as-utf"), line)
    return parse_text(text, file, kind)


def read_bytes(path: Path, file: str) -> bytes | Finding:
    """The bytes of a file, if it is one and not too large: a pipe or device would be waited for for ever."""
    try:
        if fault := _no_file(path, file):
            return fault
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except OSError as error:
        said = message("file-unreadable", reason=str(error.strerror))
        return finding("error", "file", file, said, message("do-check-the-file"))
    if len(raw) > MAX_BYTES:
        said = message("file-too-large", bytes=f"{MAX_BYTES:,}")
        return finding("error", "file-size", file, said, message("do-split-the-file"))
    return raw


def _no_file(path: Path, file: str) -> Finding | None:
    """What keeps a path from being read as a content file."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        what = "folder" if stat.S_ISDIR(mode) else "pipe" if stat.S_ISFIFO(mode) else "device"
        return finding("error", "file", file, message("file-is-none", what=what), message("do-replace-by-a-file"))
    target = os.path.realpath(path)
    if path.suffix in SUFFIXES and not target.endswith(SUFFIXES):
        return finding("error", "file", file, message("link-to-no-yaml"), message("do-copy-the-file"))
    return None


def parse_text(text: str, file: str, kind: str) -> Document | Finding:
    """Parse YAML text with all guards; the first fault is returned as a finding."""
    if control := character_finding(text, file):
        return control
    if alias := _first_alias(text):
        said = message("yaml-alias", name=alias[1])
        return finding("error", "yaml-alias", file, said, message("do-write-the-text-out"), alias[0])
    try:
        data = yaml12.loads(text)
    except yaml12.YamlError as error:
        return _syntax_finding(str(error), text, file)
    except (ValueError, RecursionError, OverflowError) as error:
        return finding("error", "yaml-syntax", file, message("yaml-unreadable", reason=str(error)))
    if extra := _second_document(text):
        todo = message("do-keep-one-document")
        return finding("error", "yaml-syntax", file, message("yaml-several-documents"), todo, extra)
    if faults := value_findings(data, text, file):
        return faults[0]
    return Document(file, kind, text, data)


def _second_document(text: str) -> int | None:
    """Line of the mark that begins a second document."""
    for mark in _SEVERAL.finditer(text):
        before = text[: mark.start()]
        if any(line.strip() and not line.lstrip().startswith(("#", "%")) for line in before.split("\n")):
            return before.count("\n") + 1
    return None


def _first_alias(text: str) -> tuple[int, str] | None:
    """Line and name of the first anchor or alias; the cheap search first, the exact event stream only on suspicion."""
    if not _ANCHOR.search(text):
        return None
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            anchor = getattr(event, "anchor", None)
            if anchor:
                return int(event.start_mark.line) + 1 if event.start_mark else 1, anchor
    except yaml.YAMLError:
        return None  # yaml-rs has read it; PyYAML's YAML 1.1 differs in details that are no alias
    return None


def _syntax_finding(error: str, text: str, file: str) -> Finding:
    if duplicate := _DUPLICATE.search(error):
        key = duplicate.group(1)
        said, todo = message("yaml-key-twice", key=key), message("do-keep-one-of-the-two")
        return finding("error", "yaml-duplicate", file, said, todo, _duplicate_line(text, key), key)
    found = _LINE.search(error)
    said, todo = message("yaml-unreadable", reason=error.strip().splitlines()[-1].strip()), message("do-check-the-yaml")
    if "recursion limit" in error:
        said, todo = message("yaml-too-deep"), message("do-fewer-levels")
    return finding("error", "yaml-syntax", file, said, todo, int(found.group(1)) if found else None)


def _duplicate_line(text: str, key: str) -> int | None:
    """Line of the second `key` in one map, found on the node tree (only for a file that failed)."""
    from sojourn.loading.reading.positions import duplicate_line

    return duplicate_line(text, key)
