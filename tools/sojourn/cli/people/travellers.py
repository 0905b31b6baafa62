"""Traveller histories from YAML and CSV files, with errors that name the file, the line and what to write instead."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sojourn.cli.people.tables import TextTable, decoded, is_table, read_table, with_dates
from sojourn.loading.reading.positions import line_of
from sojourn.loading.reading.reader import Document, parse_text, read_document
from sojourn.model.errors import UsageError, Where
from sojourn.model.finding import Finding, refused
from sojourn.model.message import message
from sojourn.model.suggestion import suggestion
from sojourn.rules import History, HistoryError, RuleError, history_from_dict
from sojourn.rules.decision.observed.history_form import ATTRIBUTES, PLANNED
from sojourn.service.decide import check_codes

NEEDED = ("id", "from", "to")
ONCE = ("initial_status", "observed_from", "observed_until")
# Columns that hold dates.
DATED = ("from", "to", *PLANNED, "observed_from", "observed_until")
KEYS = ("id", "stays", *ONCE, "unobserved", "status", "attributes")
# What test cases hold besides the history.
OTHER_KEYS = ("expect",)
FORM = message("error-write-a-list")
# A table of travellers is read whole (about a million crossings); `sojourn measure` takes any number of them.
MAX_TABLE = 100_000_000
# The codes of a controlled list, by the list's name.
Codes = Callable[[str], list[str]]


def read_histories(path: Path, codes: Codes, *, merge: bool = False) -> list[History]:
    """Histories from a YAML or CSV file (`-`: either of them from standard input). Raises UsageError for what is wrong in it.

    With `merge`, stays are sorted, and those that overlap are made one.
    """
    name = "standard input" if str(path) == "-" else str(path)
    if str(path) == "-":
        text = sys.stdin.read(MAX_TABLE + 1)
        _refuse_large(len(text), name)
        table = is_table(text, NEEDED)
    else:
        table = path.suffix.lower() in (".csv", ".tsv", ".txt")
        text = ""
        if table or path.is_fifo():
            with path.open("rb") as file:
                raw = file.read(MAX_TABLE + 1)
            _refuse_large(len(raw), name)
            text = decoded(raw, name)
    if table:
        found = _from_table(text, name)
    else:
        piped = str(path) == "-" or path.is_fifo()
        found = _from_yaml(parse_text(text, name, "history") if piped else read_document(path, name, "history"), name)
    return [_history(item, where, codes, merge) for item, where in found]


def _refuse_large(length: int, name: str) -> None:
    if length > MAX_TABLE:
        raise UsageError(message("table-too-large", name=name, bytes=f"{MAX_TABLE:,}"), "", message("do-measure"))


# Where a traveller begins, and the line of each stay of the traveller (by its number, from 1).
Place = tuple[Where, Callable[[int], int | None]]


def _history(item: Mapping[str, Any], place: Place, codes: Codes, merge: bool) -> History:
    where, line_of_stay = place
    try:
        history = history_from_dict(item, merge=merge)
        check_codes(history, codes)
    except HistoryError as error:
        named = [line for number in error.stays if (line := line_of_stay(number)) is not None]
        title, detail, advice = error.parts
        if named:
            where = Where(where.file, named[-1], where.key)
        if len(named) > 1:
            detail = message("error-in-two-lines", detail=detail, first=named[0], last=named[-1])
        if len(error.stays) > 1:
            advice = message("error-or-merge-stays", advice=advice)
        raise UsageError(title, detail, advice, where) from error
    except RuleError as error:
        raise UsageError(*error.parts, where) from error
    return history


# -- YAML --------------------------------------------------------------------------------------------------------------


def _from_yaml(read: Document | Finding, name: str) -> Iterator[tuple[Mapping[str, Any], Place]]:
    seen: dict[str, int] = {}
    if isinstance(read, Finding):
        raise refused(read)
    if not isinstance(read.data, list):
        raise UsageError(message("error-history-list"), "", FORM, Where(name, 1))
    for place, item in enumerate(read.data):
        if not isinstance(item, Mapping):
            raise UsageError(
                message("error-no-traveller", n=place + 1), message("error-it-is", shown=f"{item!r}"), FORM, Where(name)
            )
        where = Where(name, line_of(read.text, (place,)), f"[{item.get('id', place + 1)}]")
        if "id" in item and seen.setdefault(str(item["id"]), place) != place:
            title = message("error-traveller-twice", id=str(item["id"]))
            raise UsageError(title, "", message("error-own-id-each"), where)
        for key in item:
            if key not in (*KEYS, *OTHER_KEYS):
                raise UsageError(
                    message("error-no-traveller-key", key=str(key)), "", suggestion(str(key), list(KEYS), "keys"), where
                )
        yield item, (where, partial(_line_of_stay, read, place))


def _line_of_stay(document: Document, place: int, number: int) -> int | None:
    return line_of(document.text, (place, "stays", number - 1))


# -- CSV ---------------------------------------------------------------------------------------------------------------


def _from_table(text: str, name: str) -> Iterator[tuple[Mapping[str, Any], Place]]:
    """One row a stay; the rows of one id are one traveller. Columns that are no stay's are attributes of the person."""
    table = with_dates(read_table(text, name, NEEDED), DATED)
    columns = _columns(table)
    people: dict[str, tuple[dict[str, Any], Place]] = {}
    lines: dict[str, list[int]] = {}
    for row in table.rows:
        where, id = Where(name, row.line), row.values["id"]
        if not id:
            raise UsageError(message("error-row-no-id"), "", message("error-name-each-traveller"), where)
        empty: dict[str, Any] = {"id": id, "stays": [], "attributes": {}}
        person, _ = people.setdefault(id, (empty, (where, partial(_nth, lines.setdefault(id, [])))))
        lines[id].append(row.line)
        stay = {key: value for key in PLANNED if (value := row.values.get(key))}
        person["stays"].append({"from": row.values["from"] or None, "to": row.values["to"] or None, **stay})
        for key in columns:
            _note(person if key in ONCE else person["attributes"], key, row.values[key], id, where)
    if not people:
        raise UsageError(message("error-no-rows"), "", message("error-row-a-stay"), Where(name, 2))
    yield from people.values()


def _nth(lines: list[int], number: int) -> int | None:
    return lines[number - 1] if 0 < number <= len(lines) else None


def _columns(table: TextTable) -> list[str]:
    """The columns besides those of a stay, checked."""
    known = [*NEEDED, *PLANNED, *ONCE, *ATTRIBUTES]
    for column in table.columns:
        if column not in known and not column.startswith("group:"):
            where = Where(table.name, 1, column)
            raise UsageError(
                message("error-no-history-column", column=column), "", suggestion(column, known, "columns"), where
            )
    return [column for column in table.columns if column not in (*NEEDED, *PLANNED)]


def _note(person: dict[str, Any], key: str, value: str, id: str, where: Where) -> None:
    """Note what belongs to the person; it may stand in one of the rows or in all of them."""
    if not value:
        return
    if person.setdefault(key, value) != value:
        detail = message("error-earlier-row", id=id, before=person[key], here=value)
        raise UsageError(message("error-two-values", key=key), detail, message("error-of-the-person"), where)
