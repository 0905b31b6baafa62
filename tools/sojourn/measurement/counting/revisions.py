"""How counts settle with time: what each rule counted in a period, as it was known at successive cut-off dates.

A cut-off takes what was observed by then, and nothing later: crossings after it are not there, and answers that need more
days are open. The records are those that the whole run uses; late corrections of records are not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sojourn.measurement.counting.summary import DIRECTIONS, PERIODS, VERDICTS, Cube, Table, period_of
from sojourn.model.errors import UsageError
from sojourn.model.message import message

# Rule, cut-off as a day number, period, direction, answer.
Key = tuple[str, int, str, int, int]
Settled = Counter[Key]
# The number of ends of years, quarters or months where no dates are given.
LAST = 8
MOST = 60


def cut_offs(given: Sequence[str], until: int) -> list[int]:
    """The cut-off dates as day numbers: dates as given, or for `year`, `quarter`, `month` the last ends of such periods.

    Raises UsageError for what is neither, and for more than can be looked at.

    >>> [date.fromordinal(day).isoformat() for day in cut_offs(["quarter"], date(2020, 3, 31).toordinal())][-2:]
    ['2019-12-31', '2020-03-31']
    """
    out: set[int] = set()
    for text in given:
        if text in PERIODS:
            out.update(_ends(text, until))
            continue
        try:
            day = date.fromisoformat(text).toordinal()
        except ValueError as error:
            advice = message("error-cutoff-forms", periods=", ".join(PERIODS))
            raise UsageError(message("error-no-cutoff", text=text), "", advice) from error
        if day > until:
            raise UsageError(
                message("error-cutoff-not-observed", text=text),
                message("error-records-end", date=date.fromordinal(until)),
                message("error-give-earlier"),
            )
        out.add(day)
    if len(out) > MOST:
        raise UsageError(
            message("error-cutoffs-many", n=len(out)),
            message("error-run-of-its-own"),
            message("error-give-up-to", n=MOST),
        )
    return sorted(out)


def _ends(period: str, until: int) -> Iterator[int]:
    """The last days of the last periods that are over."""
    found, day = 0, until
    while found < LAST and day > 1:
        if period_of(day, period) != period_of(day + 1, period):
            yield day
            found += 1
        day = (date.fromordinal(day).replace(day=1) - timedelta(days=1)).toordinal()


def settled_on(found: Cube, period: str, cut_off: int) -> Settled:
    """The counts of a run that ends on the cut-off date."""
    out: Settled = Counter()
    for rule, counter in zip(found.rules[: found.asked], found.each[: found.asked], strict=True):
        for (day, direction, _, _, answer, _), n in counter.items():
            out[rule, cut_off, period_of(day, period), direction, answer] += n
    return out


def revisions(found: Settled, rules: Sequence[str]) -> Table:
    """As a table: each period of each rule, as it was known on each cut-off date."""
    keys = {(rule, period, direction, day) for rule, day, period, direction, _ in found}
    order = sorted(keys, key=lambda key: (rules.index(key[0]), key[1], -key[2], key[3]))
    rows: list[dict[str, Any]] = []
    for rule, period, direction, day in order:
        verdicts = {word: found[rule, day, period, direction, code] for code, word in VERDICTS.items()}
        known_on = date.fromordinal(day).isoformat()
        rows.append(
            {"rule": rule, "period": period, "direction": DIRECTIONS[direction], "known_on": known_on, **verdicts}
        )
    return rows
