"""Read one YAML file safely: YAML 1.2, no duplicate keys, no aliases, text in UTF-8, bounded size and depth."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.loading import yaml12
from sojourn.loading.value_checks import character_finding, value_findings
from sojourn.model.finding import Finding

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
        return Finding("error", "encoding", file, "the file is not UTF-8.", "Save it as UTF-8.", line)
    return parse_text(text, file, kind)


def read_bytes(path: Path, file: str) -> bytes | Finding:
    """The bytes of a file, if it is one and not too large: a pipe or device would be waited for for ever."""
    try:
        if fault := _no_file(path, file):
            return fault
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except OSError as error:
        advice = "Check that it exists, is a file and may be read."
        return Finding("error", "file", file, f"the file cannot be read: {error.strerror}.", advice)
    if len(raw) > MAX_BYTES:
        advice = "Split the file; one entry never needs this much."
        return Finding("error", "file-size", file, f"the file has more than {MAX_BYTES:,} bytes.", advice)
    return raw


def _no_file(path: Path, file: str) -> Finding | None:
    """What keeps a path from being read as a content file."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device"
        return Finding("error", "file", file, f"this is {what}, not a file.", "Replace it by a file.")
    target = os.path.realpath(path)
    if path.suffix in SUFFIXES and not target.endswith(SUFFIXES):
        return Finding(
            "error", "file", file, "the link leads to a file that is no YAML file.", "Copy the file instead."
        )
    return None


def parse_text(text: str, file: str, kind: str) -> Document | Finding:
    """Parse YAML text with all guards; the first fault is returned as a finding."""
    if control := character_finding(text, file):
        return control
    if alias := _first_alias(text):
        advice = "Write the text out; copies by '&' and '*' are not used in the glossary. Quote a text that begins so."
        return Finding("error", "yaml-alias", file, f"'{alias[1]}' is a YAML anchor or alias.", advice, alias[0])
    try:
        data = yaml12.loads(text)
    except yaml12.YamlError as error:
        return _syntax_finding(str(error), text, file)
    except (ValueError, RecursionError, OverflowError) as error:
        return Finding("error", "yaml-syntax", file, f"the YAML cannot be read: {error}.")
    if extra := _second_document(text):
        advice = "Keep one: what stands behind the line '---' belongs into a file of its own."
        return Finding("error", "yaml-syntax", file, "the file holds more than one YAML document.", advice, extra)
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


def _syntax_finding(message: str, text: str, file: str) -> Finding:
    if duplicate := _DUPLICATE.search(message):
        key = duplicate.group(1)
        advice = "Keep one of the two; only one value can be meant."
        return Finding(
            "error",
            "yaml-duplicate",
            file,
            f"the key '{key}' stands twice in one map.",
            advice,
            _duplicate_line(text, key),
            key,
        )
    found = _LINE.search(message)
    reason = message.strip().splitlines()[-1].strip()
    advice = "Check the indentation, and quote texts that hold ': ' or begin with one of > | [ { & * ! % @ #."
    if "recursion limit" in reason:
        reason, advice = "it is nested too deep", "Write it with fewer levels; no entry needs hundreds of them."
    return Finding(
        "error",
        "yaml-syntax",
        file,
        f"the YAML cannot be read: {reason}.",
        advice,
        int(found.group(1)) if found else None,
    )


def _duplicate_line(text: str, key: str) -> int | None:
    """Line of the second `key` in one map, found on the node tree (only for a file that failed)."""
    from sojourn.loading.positions import duplicate_line

    return duplicate_line(text, key)
