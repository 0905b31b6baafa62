"""The rows of a workbook put together to files of the glossary, each value with the cell that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sojourn.exchange.xlsx.cells import CellError
from sojourn.exchange.xlsx.kinds import FILE, FILE_KINDS, RULED, called, is_file_name
from sojourn.exchange.xlsx.layout import COMPOSED, FIELD, OF, OTHER, PART, N, Sheet
from sojourn.exchange.xlsx.parting import ORIGINS, LimbPart, PartError, joined, part_path
from sojourn.exchange.xlsx.reading import CellPlace, Line, Tables
from sojourn.exchange.xlsx.rows import column_of, from_row
from sojourn.loading.reading.positions import key_of
from sojourn.model.message import message
from sojourn.model.suggestion import suggestion

DISTINCTIONS, CITATIONS = "distinguished_from", "citations"
Steps = tuple[str | int, ...]


@dataclass(slots=True)
class Made:
    """An entry made from a row, with the cells of its values by their path in it; parts of it come from other rows."""

    line: Line
    data: dict[str, Any]
    cells: dict[Steps, CellPlace]
    order: int = 0
    inner: dict[str, list[Made]] = field(default_factory=dict)
    parts: list[tuple[LimbPart, Line]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the entry; an empty text where the cell is empty."""
        return str(self.data.get("id", ""))


@dataclass(frozen=True, slots=True)
class Assembled:
    """A file as the workbook has it: its kind, name (`file_id`) and data, and where each value stands, by key (`label.en`)."""

    kind: str
    id: str
    data: Any
    places: Mapping[str, CellPlace]
    row: CellPlace

    def place(self, key: str | None) -> CellPlace:
        """The cell of a key, or of the part of the entry that holds it."""
        while key:
            if key in self.places:
                return self.places[key]
            key = key[: max(key.rfind("."), key.rfind("["))] if "." in key or "[" in key else ""
        return self.row


def assembled(tables: Tables, layout: Mapping[str, Sheet]) -> list[Assembled]:
    """The files that a workbook has entries of; rows that belong nowhere are findings."""
    made = {name: [_made(tables, layout[name], line) for line in lines] for name, lines in tables.lines.items()}
    # Sources have ids of their own, and no parts.
    holders: dict[str, Made] = {}
    sources: dict[str, Made] = {}
    tops = {
        kind: list(_named(tables, made.get(form.sheet, ()), sources if kind == "sources" else holders))
        for kind, form in FILE_KINDS.items()
    }
    for kind, form in FILE_KINDS.items():
        there = {entry.id: entry for entry in tops[kind]}
        for name, column in form.nested.items():
            for entry in _named(tables, made.get(name, ()), sources if name == "sources" else holders, column):
                if holder := _holder(tables, entry.line, column, there, column):
                    holder.inner.setdefault(name, []).append(entry)
    for entry in made.get("limbs", ()):
        _take_limb(tables, entry, holders)
    for name in ("distinctions", "origins", "citations"):
        for entry in made.get(name, ()):
            _take_part(tables, name, entry, holders)
    return [file for kind, entries in tops.items() for file in _files(tables, kind, entries)]


def _files(tables: Tables, kind: str, entries: Sequence[Made]) -> Iterator[Assembled]:
    """The files of a kind: each entry is one, or lists of them are."""
    if not FILE_KINDS[kind].listed:
        yield from (_file(tables, kind, entry.id, [entry]) for entry in entries)
        return
    lists: dict[str, list[Made]] = {}
    for entry in entries:
        name = str(entry.line.cells.get(FILE, "")).strip() if kind == "sources" else kind
        if is_file_name(name):
            lists.setdefault(name, []).append(entry)
        else:
            tables.report(entry.line.place(FILE), message("row-without-file", shown=name), message("do-name-a-file"))
    yield from (_file(tables, kind, name, found) for name, found in lists.items())


def _made(tables: Tables, sheet: Sheet, line: Line) -> Made:
    def report(column: str, error: CellError) -> None:
        tables.report(line.place(column), error.said, error.todo)

    data = from_row(sheet, line.cells, report)
    cells: dict[Steps, CellPlace] = {}
    for name in line.cells:
        found = column_of(sheet, name)
        if found is not None:
            column, lang = found
            tags = (lang,) if lang not in (None, OTHER) else ()
            cells[(*column.path, *tags)] = line.place(name)
    return Made(line, data, cells)


def _named(
    tables: Tables, entries: Iterable[Made], known: dict[str, Made], column: str | None = None
) -> Iterator[Made]:
    """The entries that have an id of their own; `column` names their holder."""
    for entry in entries:
        name = called(entry.line.sheet, entry.data, _cell(entry.line, column) if column else "")
        if not entry.id:
            tables.report(entry.line.place(), message("row-without-id"), message("do-write-an-id"))
        elif name in known:
            first = str(known[name].line.place("id"))
            tables.report(
                entry.line.place("id"), message("row-twice", id=entry.id, first=first), message("do-keep-one")
            )
        else:
            known[name] = entry
            yield entry


def _cell(line: Line, column: str) -> str:
    return str(line.cells.get(column, "")).strip()


def _holder(tables: Tables, line: Line, column: str, known: Mapping[str, Made], what: str) -> Made | None:
    """The entry that a row belongs to."""
    id = _cell(line, column)
    if id in known:
        return known[id]
    said = message("row-of-nothing", id=id, what=what) if id else message("row-without-holder", column=column)
    tables.report(line.place(column), said, suggestion(id, list(known), "ids") if id else message("do-write-an-id"))
    return None


def _take_limb(tables: Tables, entry: Made, holders: Mapping[str, Made]) -> None:
    holder = _holder(tables, entry.line, OF, holders, "entry")
    written = _cell(entry.line, PART)
    path = part_path(written) if written else None
    if path is None:
        tables.report(
            entry.line.place(PART), message("limb-without-place", shown=written), message("do-place-the-limb")
        )
    elif holder is not None and holder.line.sheet not in RULED:
        tables.report(entry.line.place(OF), message("limb-of-no-definition", id=holder.id))
    elif holder is not None:
        holder.parts.append((LimbPart(path, entry.data), entry.line))
        holder.cells.update({("limb", written, *steps): place for steps, place in entry.cells.items()})


def _take_part(tables: Tables, name: str, entry: Made, holders: Mapping[str, Made]) -> None:
    holder = _holder(tables, entry.line, OF, holders, "entry")
    key = {"distinctions": DISTINCTIONS, "citations": CITATIONS}.get(name) or str(entry.line.cells.get(FIELD, ""))
    if name == "origins" and key not in ORIGINS:
        tables.report(entry.line.place(FIELD), message("origin-of-nothing", shown=key), message("do-name-the-field"))
        return
    place = entry.line.cells.get(N)
    if place is not None and (isinstance(place, bool) or not isinstance(place, int | float)):
        tables.report(entry.line.place(N), message("cell-no-number", shown=str(place)), message("do-whole-number"))
        return
    if holder is not None:
        entry.order = int(place) if isinstance(place, int | float) else 1_000_000
        holder.inner.setdefault(key, []).append(entry)


def _file(tables: Tables, kind: str, name: str, tops: Sequence[Made]) -> Assembled:
    """The data of a file, and the places of its values by key."""
    steps: dict[Steps, CellPlace] = {}
    listed = FILE_KINDS[kind].listed
    entries = [_whole(tables, top, (at,) if listed else (), steps) for at, top in enumerate(tops)]
    data = entries if listed else entries[0]
    places = {key_of(data, path): place for path, place in steps.items()}
    return Assembled(kind, name, data, places, tops[0].line.place("id"))


def _whole(tables: Tables, entry: Made, at: Steps, steps: dict[Steps, CellPlace]) -> dict[str, Any]:
    """An entry with all its parts; the places of its values are added to `steps`."""
    data = dict(entry.data)
    if at:
        steps[at] = entry.line.place("id" if "id" in data else "")
    steps.update({(*at, *path): place for path, place in entry.cells.items() if path[0] != "limb"})
    if entry.parts:
        _add_rule(tables, entry, data, at, steps)
    for key, inner in entry.inner.items():
        ordered = sorted(inner, key=lambda part: part.order)
        data[key] = [_whole(tables, part, (*at, key, place), steps) for place, part in enumerate(ordered)]
    return data


def _add_rule(tables: Tables, entry: Made, data: dict[str, Any], at: Steps, steps: dict[Steps, CellPlace]) -> None:
    first = entry.parts[0][1]
    if "rule" in data:
        tables.report(first.place(PART), message("rule-in-two-sheets", id=entry.id), message("do-empty-one"))
        return
    try:
        data["rule"] = joined([part for part, _ in entry.parts])
    except PartError:
        tables.report(first.place(PART), message("limbs-in-one-place", id=entry.id), message("do-place-the-limb"))
        return
    for part, line in entry.parts:
        path = _counted(part.path, [other.path for other, _ in entry.parts])
        steps[(*at, "rule", *path)] = line.place(PART)
        written = str(line.cells[PART]).strip()
        own = {steps_[2:]: place for steps_, place in entry.cells.items() if steps_[:2] == ("limb", written)}
        steps.update({(*at, "rule", *path, *inner): place for inner, place in own.items()})


def _counted(path: Steps, others: list[Steps]) -> Steps:
    """A path of a limb with the places that its parts have in their lists."""
    out: list[str | int] = []
    for depth, step in enumerate(path):
        if step in COMPOSED or isinstance(step, str):
            out.append(step)
        else:
            beside = {int(other[depth]) for other in others if other[:depth] == path[:depth] and len(other) > depth}
            out.append(sorted(beside).index(step))
    return tuple(out)
