"""What a workbook would change: files held against what is there, checked as a whole, and written all or not at all."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sojourn.exchange.xlsx.assembling import Assembled, assembled
from sojourn.exchange.xlsx.layout import sheets
from sojourn.exchange.xlsx.parting import LISTS
from sojourn.exchange.xlsx.reading import CellPlace, Tables, read_workbook
from sojourn.exchange.xlsx.rows import in_order_of
from sojourn.exchange.xlsx.writing import data_hash
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.content import Content
from sojourn.loading.reading.positions import key_of
from sojourn.loading.reading.reader import Document
from sojourn.loading.writing.normal import normal_form
from sojourn.loading.writing.replacing import replace_together
from sojourn.model.errors import SojournError
from sojourn.model.finding import Finding, finding_order
from sojourn.model.message import message


@dataclass(frozen=True, slots=True)
class CellChange:
    """A value that changes: its key, before and after (None: not there), and its cell."""

    key: str
    old: Any
    new: Any
    place: CellPlace

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {"key": self.key, "old": self.old, "new": self.new, "cell": str(self.place)}


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that changes, or is new (`old` is empty): its text before and after, value by value.

    `rules` has the definitions whose rule is another one, with the rule before and after as content.
    """

    file: str
    old: str
    new: str
    values: tuple[CellChange, ...]
    rules: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = ()

    def lines(self) -> list[str]:
        """The change of the text, as `diff -u` shows it."""
        before = f"a/{self.file}" if self.old else "/dev/null"
        found = difflib.unified_diff(
            self.old.splitlines(), self.new.splitlines(), before, f"b/{self.file}", lineterm="", n=2
        )
        return list(found)

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        values = [value.to_dict() for value in self.values]
        return {"file": self.file, "new": not self.old, "values": values, "diff": self.lines()}


@dataclass(slots=True)
class Plan:
    """What a workbook asks for: the files that change, and what is wrong, with the cell of each finding that has one."""

    root: Path
    tables: Tables
    files: list[FileChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether it may be written."""
        return not any(finding.severity == "error" for finding in self.findings)

    def write(self) -> None:
        """Write all files, or none of them. Raises SojournError if that cannot be done."""
        assert self.ok
        replace_together({self.root.parent / change.file: change.new for change in self.files})

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {
            "files": [change.to_dict() for change in self.files],
            "findings": [finding.to_dict() for finding in self.findings],
        }


def planned(content: Content, path: Path) -> Plan:
    """What the workbook at `path` would change in the glossary. Raises SojournError for a file that is no workbook."""
    layout = sheets(content.schemas)
    tables = read_workbook(path, layout)
    plan = Plan(content.root, tables)
    found = assembled(tables, layout)
    _check_deleted(content, tables, found)
    changed: dict[str, Assembled] = {}
    for made in found:
        if change := _change(content, tables, made):
            plan.files.append(change)
            changed[change.file] = made
    plan.findings = list(tables.findings)
    if plan.ok and plan.files:
        plan.findings += _checked(content, tables.name, plan.files, changed)
    plan.findings.sort(key=finding_order)
    return plan


def _check_deleted(content: Content, tables: Tables, found: list[Assembled]) -> None:
    """Identifiers never disappear: rows that are gone are reported, not followed."""
    there = {(made.kind, made.id): made for made in found}
    for document in content.documents:
        if document.file not in tables.base or document.kind not in ("country", "term"):
            continue
        made = there.get((document.kind, document.data["id"]))
        sheet = "countries" if document.kind == "country" else "terms"
        if made is None:
            tables.report(CellPlace(sheet), message("row-deleted", id=document.data["id"]), message("do-deprecate"))
            continue
        for name in LISTS if document.kind == "country" else ():
            ids = {item["id"] for item in made.data.get(name, ())}
            for item in document.data.get(name, ()):
                if item["id"] not in ids:
                    tables.report(CellPlace(name), message("row-deleted", id=item["id"]), message("do-deprecate"))


def _change(content: Content, tables: Tables, made: Assembled) -> FileChange | None:
    """What changes in the file of an entry, if anything does; a file that somebody else changed is left alone."""
    old = next((d for d in content.documents if d.kind == made.kind and d.data["id"] == made.id), None)
    file = old.file if old else _new_file(content, made)
    data = _sorted_lists(old.data if old else {}, made.data)
    if old is not None and tables.base.get(old.file) == data_hash(data):
        return None
    if old is None and file in tables.base:
        tables.report(made.row, message("file-of-row-is-gone", file=file), message("do-export-again"))
        return None
    if old is not None and tables.base.get(old.file) != data_hash(old.data):
        told = "file-changed-since" if old.file in tables.base else "file-is-there"
        tables.report(made.row, message(told, file=old.file), message("do-export-again"))
        return None
    data = in_order_of(old.data, data) if old else data
    text = old.text if old else ""
    try:
        written = normal_form(Document(file, made.kind, text, data), content.schemas)
    except SojournError as error:
        tables.findings.append(
            Finding("error", "fmt", tables.name, f"{file}: {error.title}.", error.advice, None, str(made.row))
        )
        return None
    values = tuple(_values(old.data if old else None, data, made))
    return FileChange(file, text, written, values, tuple(_rules(old.data if old else {}, data)))


def _rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    before = {item["id"]: item["rule"] for item in old.get("definitions", ())}
    for item in new.get("definitions", ()):
        if item["id"] in before and "rule" in item and item["rule"] != before[item["id"]]:
            yield item["id"], before[item["id"]], item["rule"]


def _new_file(content: Content, made: Assembled) -> str:
    folder = "countries" if made.kind == "country" else f"terms/{made.data.get('domain', '')}"
    return f"{content.root.name}/{folder}/{made.id}.yaml"


def _sorted_lists(old: Mapping[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Entries in the order that they had, new ones after them: sorting a sheet changes nothing."""
    out = dict(new)
    for name in LISTS:
        places = {item["id"]: place for place, item in enumerate(old.get(name, ()))}
        if name in out:
            out[name] = sorted(out[name], key=lambda item: places.get(item["id"], len(places)))
    return out


def _values(old: Any, new: Any, made: Assembled) -> Iterator[CellChange]:
    """The values that differ, each as small as it can be told."""
    yield from (
        CellChange(key, before, after, made.place(key)) for key, before, after in differences(old, new, (), old, new)
    )


def differences(
    old: Any, new: Any, path: tuple[str | int, ...], old_root: Any, new_root: Any
) -> Iterator[tuple[str, Any, Any]]:
    """Keys whose values differ, with both values; entries of a list with an `id` are held against each other by it."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from differences(old.get(key), new.get(key), (*path, key), old_root, new_root)
    elif isinstance(old, list) and isinstance(new, list) and all(isinstance(i, dict) and "id" in i for i in old + new):
        before = {item["id"]: item for item in old}
        for place, item in enumerate(new):
            yield from differences(before.get(item["id"]), item, (*path, place), old_root, new_root)
    else:
        yield key_of(new_root, path), old, new


def _checked(content: Content, name: str, files: list[FileChange], changed: Mapping[str, Assembled]) -> list[Finding]:
    """What `check` finds in the changed glossary: warnings in the changed files, new errors anywhere; each with its cell."""
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / content.root.name
        shutil.copytree(content.root, staged)
        for change in files:
            target = staged.parent / change.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(change.new, "utf-8", newline="\n")
        found = checked_content(staged).findings
    inside = [one for one in found if one.file in changed and one.severity != "info"]
    outside = [one for one in found if one.file not in changed and one.severity == "error"]
    if outside:
        known = set(checked_content(content.root).findings)
        outside = [one for one in outside if one not in known]
    return [*(_at_cell(one, name, changed[one.file]) for one in inside), *outside]


def _at_cell(one: Finding, name: str, made: Assembled) -> Finding:
    """A finding about a file as one about the cell that the value comes from."""
    told = f"{one.file}: {one.key}: {one.message}" if one.key else f"{one.file}: {one.message}"
    return replace(one, file=name, line=None, key=str(made.place(one.key)), message=told, said=None)
