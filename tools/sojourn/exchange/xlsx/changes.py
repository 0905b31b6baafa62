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
from sojourn.exchange.xlsx.kinds import FILE_KINDS, RULED, entries_of, file_id, file_of
from sojourn.exchange.xlsx.layout import sheets
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
        if document.file not in tables.base or document.kind not in FILE_KINDS:
            continue
        made = there.get((document.kind, file_id(document.kind, document.file, document.data)))
        for sheet, id in _gone(document, made):
            tables.report(CellPlace(sheet), message("row-deleted", id=id), message("do-deprecate"))


def _gone(document: Document, made: Assembled | None) -> Iterator[tuple[str, str]]:
    """The entries of a file that the workbook no longer has, each with its sheet; not those inside of one that is gone."""
    form = FILE_KINDS[document.kind]
    new = {item["id"]: item for item in entries_of(document.kind, made.data) if "id" in item} if made else {}
    for entry in entries_of(document.kind, document.data):
        if entry["id"] not in new:
            yield form.sheet, entry["id"]
            continue
        for name in form.nested:
            ids = {item.get("id") for item in new[entry["id"]].get(name, ())}
            yield from ((name, item["id"]) for item in entry.get(name, ()) if item["id"] not in ids)


def _change(content: Content, tables: Tables, made: Assembled) -> FileChange | None:
    """What changes in the file of an entry, if anything does; a file that somebody else changed is left alone."""
    old = next(
        (d for d in content.documents if d.kind == made.kind and file_id(d.kind, d.file, d.data) == made.id), None
    )
    file = old.file if old else f"{content.root.name}/{file_of(made.kind, made.id, made.data)}"
    data = in_old_order(old.data if old else None, made.data)
    if old is not None and tables.base.get(old.file) == data_hash(data):
        return None
    if old is None and file in tables.base:
        tables.report(made.row, message("file-of-row-is-gone", file=file), message("do-export-again"))
        return None
    if old is not None and made.kind == "sources" and old.file not in tables.base:
        data = _added(tables, old, made)
    elif old is not None and tables.base.get(old.file) != data_hash(old.data):
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
    return FileChange(file, text, written, values, tuple(_rules(made.kind, old.data if old else None, data)))


def _added(tables: Tables, old: Document, made: Assembled) -> list[Any]:
    """A file of the bibliography that the workbook was not made from, with new sources after those that it has."""
    known = {item["id"] for item in old.data}
    for item in made.data:
        if item["id"] in known:
            place = made.place(f"[{item['id']}]")
            tables.report(place, message("source-is-there", id=item["id"], file=old.file), message("do-only-cite"))
    return [*old.data, *(item for item in made.data if item["id"] not in known)]


def _rules(kind: str, old: Any, new: Any) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The definitions or reference rules whose rule is another one, with both."""
    if old is None:
        return
    for name in (name for name in FILE_KINDS[kind].nested if name in RULED):
        before = {item["id"]: item["rule"] for item in old.get(name, ())}
        for item in new.get(name, ()):
            if item["id"] in before and "rule" in item and item["rule"] != before[item["id"]]:
                yield item["id"], before[item["id"]], item["rule"]


def in_old_order(old: Any, new: Any) -> Any:
    """Entries in the order that they had, new ones after them: sorting a sheet changes nothing."""
    if isinstance(new, dict):
        before = old if isinstance(old, dict) else {}
        return {key: in_old_order(before.get(key), value) for key, value in new.items()}
    if not isinstance(new, list) or not all(isinstance(item, dict) and "id" in item for item in new):
        return new
    had = {item["id"]: (place, item) for place, item in enumerate(old or ()) if isinstance(item, dict) and "id" in item}
    ordered = sorted(new, key=lambda item: had[item["id"]][0] if item["id"] in had else len(had))
    return [in_old_order(had[item["id"]][1] if item["id"] in had else None, item) for item in ordered]


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
    place = f"{one.file}: {one.key}" if one.key else one.file
    said = message("said-of-a-place", place=place, said=one.said or one.message)
    told = f"{place}: {one.message}"
    return replace(one, file=name, line=None, key=str(made.place(one.key)), message=told, said=said)
