"""Dates on the command line: one, or a range with a step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.rules.decision.observed.history import FIRST_YEAR, LAST_YEAR
from sojourn.rules.logic.calendar import add_months

FORM = message("error-write-date-or-range")
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
                raise UsageError(
                    message("error-too-many-dates", n=MOST),
                    message("error-step-too-small", text=text),
                    message("error-longer-step"),
                )
    return sorted(found)


def _dates(text: str) -> Iterator[date]:
    if ".." not in text:
        yield a_date(text)
        return
    found = _RANGE.fullmatch(text)
    if found is None:
        raise UsageError(message("error-no-range", text=text), "", FORM)
    first, last = a_date(found["first"]), a_date(found["last"])
    number, unit = int(found["number"] or 1), found["unit"] or "day"
    if last < first or number < 1:
        raise UsageError(message("error-range-empty", text=text), message("error-range-reason"), FORM)
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
        raise UsageError(message("error-no-date", text=text), str(reason), FORM) from reason
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UsageError(
            message("error-date-out-of-reach", text=text),
            message("error-years-told", first=FIRST_YEAR, last=LAST_YEAR),
            FORM,
        )
    return found
