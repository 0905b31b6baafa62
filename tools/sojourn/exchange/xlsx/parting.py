"""A file of the glossary taken apart to rows of several sheets, and rows put together to such a file again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.exchange.xlsx.kinds import FILE, FILE_KINDS, RULED, called, entries_of, file_id
from sojourn.exchange.xlsx.layout import COMPOSED, FIELD, OF, PART, N, Sheet
from sojourn.exchange.xlsx.rows import Row, to_row
from sojourn.loading.reading.reader import Document

ORIGINS = ("label_origin", "definition_origin", "summary_origin")
ROOT = "."


def rows_of(document: Document, sheets: Mapping[str, Sheet], languages: tuple[str, ...]) -> Iterator[tuple[str, Row]]:
    """All rows of a file, each with the name of its sheet."""
    kind = FILE_KINDS[document.kind]
    keys = {FILE: file_id(document.kind, document.file, document.data)} if sheets[kind.sheet].keys else {}
    for entry in entries_of(document.kind, document.data):
        yield from _entry(kind.sheet, entry, keys, sheets, languages)
        for place, item in enumerate(entry.get("distinguished_from", ()), 1):
            yield "distinctions", {OF: entry["id"], N: place, **to_row(sheets["distinctions"], item, languages)}
        for name, holder in kind.nested.items():
            for item in entry.get(name, ()):
                yield from _entry(name, item, {holder: entry["id"]}, sheets, languages)


def _entry(
    name: str,
    entry: Mapping[str, Any],
    keys: Mapping[str, str],
    sheets: Mapping[str, Sheet],
    languages: tuple[str, ...],
) -> Iterator[tuple[str, Row]]:
    """The row of an entry, and those of what it has several of."""
    rule = entry.get("rule", {}) if name in RULED else {}
    composed = is_composed(rule)
    plain = {key: value for key, value in entry.items() if key != "rule" or not composed}
    yield name, {**keys, **to_row(sheets[name], plain, languages)}
    of = called(name, entry, next(iter(keys.values()), ""))
    if composed:
        for part, limb in _limbs(rule, ()):
            yield "limbs", {OF: of, PART: part, **to_row(sheets["limbs"], limb, languages)}
    for field in ORIGINS:
        for place, item in enumerate(entry.get(field, ()), 1):
            yield "origins", {OF: of, FIELD: field, N: place, **to_row(sheets["origins"], item, languages)}
    for place, item in enumerate(entry.get("citations", ()), 1):
        yield "citations", {OF: of, N: place, **to_row(sheets["citations"], item, languages)}


def is_composed(rule: Mapping[str, Any]) -> bool:
    """Whether a rule is made of other rules."""
    return any(key in rule for key in COMPOSED)


def _limbs(rule: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The limbs of a rule with their places: `any.1`, `all.2.not`; of what is composed, only what stands beside its parts."""
    own = {key: value for key, value in rule.items() if key not in COMPOSED}
    if own:
        yield ".".join(path) or ROOT, own
    for key in COMPOSED:
        inner = rule.get(key)
        if isinstance(inner, list):
            for place, part in enumerate(inner, 1):
                yield from _limbs(part, (*path, key, str(place)))
        elif inner is not None:
            yield from _limbs(inner, (*path, key))


@dataclass(frozen=True, slots=True)
class LimbPart:
    """A limb read from a row, with its place in the rule (`("any", 1, "not")`)."""

    path: tuple[str | int, ...]
    limb: dict[str, Any]


class PartError(ValueError):
    """Places of limbs that do not make one rule; `path` is the place that does not fit."""

    def __init__(self, path: tuple[str | int, ...]) -> None:
        super().__init__(path)
        self.path = path


def part_path(text: str) -> tuple[str | int, ...] | None:
    """`any.1.not` as a path; None if it is no place of a limb."""
    if text == ROOT:
        return ()
    out: list[str | int] = []
    steps = iter(text.split("."))
    for step in steps:
        if step not in COMPOSED:
            return None
        out.append(step)
        if step != "not":
            place = next(steps, "")
            if not place.isdecimal() or not 1 <= int(place) <= 999:
                return None
            out.append(int(place))
    return tuple(out)


def joined(parts: Sequence[LimbPart]) -> dict[str, Any]:
    """The rule of its limbs; numbers only order them. Raises PartError where two limbs have one place."""
    own = [part.limb for part in parts if not part.path]
    if len(own) > 1:
        raise PartError(())
    rule: dict[str, Any] = {}
    for key in COMPOSED:
        inner = [part for part in parts if part.path and part.path[0] == key]
        if inner and key == "not":
            rule[key] = _below(inner, 1, ())
        elif inner:
            places = sorted({int(part.path[1]) for part in inner})
            rule[key] = [_below([p for p in inner if p.path[1] == at], 2, (key, at)) for at in places]
    return {**rule, **(own[0] if own else {})}


def _below(parts: Sequence[LimbPart], steps: int, at: tuple[str | int, ...]) -> dict[str, Any]:
    try:
        return joined([LimbPart(part.path[steps:], part.limb) for part in parts])
    except PartError as error:
        raise PartError((*at, *error.path)) from error
