"""A user's own cases: a rule, travellers, and what the rule must decide of each; run, and told where it decides otherwise.

A file of cases is a map with a `rule` (facets, or the id of an entry) and `cases`: histories in the form of `apply`, each
with `expect`. For a rule about crossings `expect` has one entry a crossing, for a rule about a date one entry a date (`on`).
An entry names any of the keys that the JSON output of `apply` has, with the value that it must have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sojourn.loading.forms.rule_form import Codes
from sojourn.loading.reading.positions import line_of
from sojourn.loading.reading.reader import Document, read_document
from sojourn.lookup.registry import Registry
from sojourn.model.errors import SojournError, UsageError, Where
from sojourn.model.finding import Finding, refused
from sojourn.model.message import message
from sojourn.model.suggestion import suggestion
from sojourn.rules import Counted, Decision, Flows, Stocks, history_from_dict
from sojourn.rules.logic.expand import expand
from sojourn.rules.logic.normal_form import events_of
from sojourn.service.decide import check_codes
from sojourn.service.given import codes_of, given_rule

FORM = message("error-write-cases")
# What a decision says that is of no use to expect: it is longer than a line, or an explanation.
_NOT_EXPECTED = ("why_message", "trace")
_DATE = "on"
Item = Decision | Counted


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A key of an entry of `expect` that was decided otherwise; `place` counts the entries from 1."""

    place: int
    about: str
    key: str
    expected: Any
    found: Any
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "entry": self.place,
            "about": self.about,
            "key": self.key,
            "expected": self.expected,
            "found": self.found,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: where it stands, and what was decided otherwise than expected (nothing, if it passed)."""

    id: str
    where: Where
    differences: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """Whether all was decided as expected."""
        return not self.differences

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        found = [difference.to_dict() for difference in self.differences]
        return {"id": self.id, "where": self.where.to_dict(), "passed": self.passed, "differences": found}


def case_files(path: Path) -> list[Path]:
    """The files of cases at a path: itself, or all YAML files of a folder. Raises UsageError where there are none."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.suffix in (".yaml", ".yml"))
    if not found:
        raise UsageError(message("error-no-cases"), "", FORM, Where(str(path)))
    return found


def run_cases(registry: Registry, path: Path) -> Iterator[CaseResult]:
    """The cases of one file, run. Raises UsageError (or SojournError) with the line for a file that holds none.

    >>> import sojourn, tempfile
    >>> text = "rule: nzl-obm-arrival\\ncases: [{id: a, stays: [], expect: []}]"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "cases.yaml"
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     [case.passed for case in run_cases(sojourn.load(), path)]
    [True]
    """
    document = _read(path)
    data = document.data
    try:
        rule = given_rule(registry, data["rule"], "rule").rule
        expanded = expand(rule, registry.rule_of)
        on_dates = events_of(expanded) <= {"reference-date"}
        ready: Stocks | Flows = (Stocks if on_dates else Flows)(rule, resolve=registry.rule_of)
    except SojournError as error:
        error.where = Where(document.file, line_of(document.text, ("rule",)), error.where.key or "rule")
        raise
    for place, case in enumerate(data["cases"]):
        yield _run(document, place, case, ready, codes_of(registry))


def _read(path: Path) -> Document:
    read = read_document(path, str(path), "cases")
    if isinstance(read, Finding):
        raise refused(read)
    data = read.data
    if not isinstance(data, dict):
        raise UsageError(message("error-cases-map"), "", FORM, Where(read.file, 1))
    for key in data:
        if key not in ("rule", "cases"):
            where = Where(read.file, line_of(read.text, (key,)), key)
            raise UsageError(
                message("error-no-cases-key", key=str(key)), "", suggestion(str(key), ["rule", "cases"], "keys"), where
            )
    for key in ("rule", "cases"):
        if key not in data:
            raise UsageError(message("error-cases-without", key=key), "", FORM, Where(read.file, 1))
    if not isinstance(data["cases"], list) or not all(isinstance(case, dict) for case in data["cases"]):
        raise UsageError(message("error-cases-no-list"), "", FORM, Where(read.file, line_of(read.text, ("cases",))))
    return read


def _run(document: Document, place: int, case: Mapping[str, Any], ready: Stocks | Flows, codes: Codes) -> CaseResult:
    id = str(case.get("id", place + 1))
    where = Where(document.file, line_of(document.text, ("cases", place)), f"cases[{id}]")
    expect = case.get("expect")
    if not isinstance(expect, list) or not all(isinstance(entry, dict) for entry in expect):
        raise UsageError(message("error-no-expectation", id=id), message("error-expect-no-list"), FORM, where)
    try:
        history = history_from_dict(case)
        check_codes(history, codes)
        decided: list[Item]
        if isinstance(ready, Stocks):
            decided = list(ready.decide(history, [_day(entry, where) for entry in expect]))
        else:
            decided = list(ready.decide(history))
    except UsageError:
        raise
    except SojournError as error:
        raise UsageError(*error.parts, where) from error
    if len(decided) != len(expect):
        said = message("error-expects-number", id=id, n=len(expect), crossings=len(decided))
        raise UsageError(said, "", message("error-entry-a-crossing"), where)
    found = tuple(
        difference
        for number, (item, entry) in enumerate(zip(decided, expect, strict=True), 1)
        for difference in _differences(number, item, entry, where)
    )
    return CaseResult(id, where, found)


def _day(entry: Mapping[str, Any], where: Where) -> date:
    value = entry.get(_DATE)
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        said = message("error-expect-no-date") if value is None else message("error-no-date", text=str(value))
        raise UsageError(said, message("error-rule-about-date"), message("error-write-on"), where) from error


def _differences(place: int, item: Item, entry: Mapping[str, Any], where: Where) -> Iterator[Mismatch]:
    found = item.to_dict()
    known = [key for key in found if key not in _NOT_EXPECTED]
    about = str(found[_DATE]) if isinstance(item, Counted) else f"{item.crossing} {item.direction}"
    for key, value in entry.items():
        if key not in known:
            raise UsageError(
                message("error-decision-says-no", key=str(key)), "", suggestion(str(key), known, "keys"), where
            )
        expected = _plain(value)
        if expected != found[key]:
            yield Mismatch(place, about, key, expected, found[key], item.why)


def _plain(value: Any) -> Any:
    """A value of YAML as JSON has it: dates as texts."""
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(each) for each in value] if isinstance(value, list) else value
