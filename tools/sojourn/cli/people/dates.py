"""Dates on the command line: one, or a range with a step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from sojourn.model.errors import UsageError
from sojourn.rules.decision.history import FIRST_YEAR, LAST_YEAR
from sojourn.rules.logic.calendar import add_months

FORM = "Write 2015-06-30, or a range with a step such as 2020-01-01..2020-12-31/month (day, week, month, year, 7days)"
MOST = 10_000
_RANGE = re.compile(r"(?P<first>[\d-]+)\.\.(?P<last>[\d-]+)(?:/(?P<number>\d*)(?P<unit>day|week|month|year)s?)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def dates(written: tuple[str, ...]) -> list[date]:
    """The dates of `--on`, in order and each once. Raises UsageError for what is no date, and for too many."""
    found: dict[date, None] = {}
    for text in written:
        for day in _dates(text):
            found[day] = None
            if len(found) > MOST:
                raise UsageError(f"more than {MOST} dates", f"'{text}' has too small a step", "Give a longer step")
    return sorted(found)


def _dates(text: str) -> Iterator[date]:
    if ".." not in text:
        yield a_date(text)
        return
    found = _RANGE.fullmatch(text)
    if found is None:
        raise UsageError(f"'{text}' is no range of dates", "", FORM)
    first, last = a_date(found["first"]), a_date(found["last"])
    number, unit = int(found["number"] or 1), found["unit"] or "day"
    if last < first or number < 1:
        raise UsageError(f"'{text}' holds no date", "it ends before it begins, or its step is nothing", FORM)
    step, day = 0, first
    while day <= last:
        yield day
        step += number
        # Each step is counted from the first day, so that the last day of a month stays one.
        day = _later(first, step, unit)


def _later(day: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    return add_months(day, number * (12 if unit == "year" else 1))


def a_date(text: str) -> date:
    """One date. Raises UsageError for what is none."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError("it has not the form year-month-day")
        found = date.fromisoformat(text)
    except ValueError as reason:
        raise UsageError(f"'{text}' is no date", str(reason), FORM) from reason
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UsageError(f"'{text}' is out of reach", f"years from {FIRST_YEAR} to {LAST_YEAR} can be told", FORM)
    return found
