"""Histories read from their content form (`id`, `stays: [{from, to}]`, ...), with an error for what makes no sense."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sojourn.model.message import Joined, Message, message
from sojourn.model.rule import ATTRIBUTE_LISTS
from sojourn.model.traveller import Stay
from sojourn.rules.decision.observed.history import (
    FIRST_YEAR,
    LAST_YEAR,
    STATUSES,
    AttributePeriod,
    History,
    HistoryError,
    Range,
    Stated,
    check_history,
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")
# What registers write for "still there"; read as no later crossing.
OPEN_END = date(9999, 12, 31)
# Attributes of a person, besides those that a population may require: `group:` and a code of the list `group` says
# whether the person is one of them, `counted_by_` and an attribute whether it makes the person count where a rule
# goes by it without naming values.
YES_NO = ("yes", "no")
_TEXTS = (*ATTRIBUTE_LISTS, "break_purpose")
ATTRIBUTES = (*_TEXTS, "registered", *(f"counted_by_{name}" for name in ATTRIBUTE_LISTS if name != "purpose"))
Ranges = dict[tuple[int, str], Range]
# What a stay may say besides its two crossings: at which of them it was meant or permitted, and which of the two it is.
PLANNED = {
    "intended_until": ("from", "intended"),
    "permitted_until": ("from", "granted"),
    "away_until": ("to", "intended"),
}


def history_from_dict(data: Mapping[str, Any], *, merge: bool = False) -> History:
    """Read a history from its content form (`data`: id, stays, and what else is known).

    Raises HistoryError (a RuleError) for nonsense.

    With `merge`, stays out of order are sorted and those that overlap are made one; `History.notes` says which.

    >>> history_from_dict({"id": "x", "stays": [{"from": "2017-03", "to": None}]}).ranges
    {(0, 'from'): (datetime.date(2017, 3, 1), datetime.date(2017, 3, 31))}
    """
    name = str(data.get("id", "traveller"))
    listed = _listed(data.get("stays"), name, "stays")
    given = [_stay(item, place, name) for place, item in enumerate(listed, 1)]
    planned = {side: stated for n, item in enumerate(listed) for side, stated in _planned(item, n, name)}
    notes: tuple[Message, ...] = ()
    if merge:
        before, (given, notes) = given, _merged(given)
        planned = _moved(planned, before, given)
    ranges: Ranges = {}
    stays = tuple(_plain(stay, place, ranges) for place, stay in enumerate(given))
    fixed, periods = _attributes(data.get("attributes"), name)
    history = History(
        name,
        stays,
        _status(data.get("initial_status"), name, "initial_status"),
        _day(data.get("observed_until"), name, "observed_until"),
        fixed,
        _day(data.get("observed_from"), name, "observed_from"),
        tuple(_gap(item, name) for item in _listed(data.get("unobserved"), name, "unobserved")),
        tuple(sorted(_known(item, name) for item in _listed(data.get("status"), name, "status"))),
        periods,
        ranges,
        notes,
        planned,
    )
    check_history(history)
    return history


def _listed(found: object, name: str, key: str) -> list[Any]:
    if found is None:
        return []
    if not isinstance(found, (list, tuple)):
        form = {"stays": "[{from: 2017-01-01, to: 2017-09-08}]", "status": "[{on: 2017-01-01, is: resident}]"}
        wanted = form.get(key, "[{from: 2017-01-01, to: 2017-09-08}]")
        no_list = message("history-no-list", key=key, written=str(found))
        raise HistoryError(name, no_list, message("history-write-list", key=key, form=wanted))
    return list(found)


def _with_keys(
    item: object, keys: tuple[str, ...], name: str, what: Message, form: Message, more: Collection[str] = ()
) -> Mapping[str, Any]:
    if not isinstance(item, Mapping):
        named = Joined(tuple(f"`{key}`" for key in keys))
        raise HistoryError(name, message("history-without-keys", what=what, item=str(item), keys=named), form)
    for key in item:
        if key not in keys and key not in more:
            first, second = keys
            other = message("history-other-key", what=what, key=str(key), first=first, second=second)
            raise HistoryError(name, other, form)
    if not item:
        raise HistoryError(name, message("history-empty", what=what), form)
    return item


# -- stays ---------------------------------------------------------------------------------------------------------------

_Side = date | Range | None
_Given = tuple[_Side, _Side]


def _stay(item: object, place: int, name: str) -> _Given:
    form = message("history-do-stay")
    if isinstance(item, (list, tuple)) and len(item) == 2:
        item = {"from": item[0], "to": item[1]}
    found = _with_keys(item, ("from", "to"), name, message("history-what-stay", n=place), form, PLANNED)
    came, left = (_crossing(found.get(side), name) for side in ("from", "to"))
    if came == OPEN_END:
        raise HistoryError(name, message("history-begins-at-end", n=place, came=str(came)), form, (place,))
    return came, None if left == OPEN_END else left


def _planned(item: object, number: int, name: str) -> Iterator[tuple[tuple[int, str], Stated]]:
    """What a stay says of plans: the crossing at which each was made, and until when it goes."""
    found: dict[str, list[tuple[str, date]]] = {}
    for key, (side, obj) in PLANNED.items():
        until = _as_date(item.get(key), name) if isinstance(item, Mapping) else None
        if until is not None:
            found.setdefault(side, []).append((obj, until))
    for side, stated in found.items():
        if side == "to" and isinstance(item, Mapping) and item.get("to") is None:
            raise HistoryError(name, message("history-away-still-there", n=number + 1), message("history-do-plan"))
        yield (number, side), tuple(stated)


def _moved(
    planned: dict[tuple[int, str], Stated], before: list[_Given], after: list[_Given]
) -> dict[tuple[int, str], Stated]:
    """Plans by the stays as they were put in order: each stays with the crossing at which it was made, if that is left."""
    out: dict[tuple[int, str], Stated] = {}
    for (number, side), stated in planned.items():
        made = before[number][side == "to"]
        place = next((n for n, stay in enumerate(after) if stay[side == "to"] == made), None)
        if place is not None:
            out[place, side] = stated
    return out


def _crossing(value: object, name: str) -> _Side:
    """The day of a crossing, or from when to when it may be; None for no crossing."""
    text = str(value)
    found = _MONTH.fullmatch(text) if value is not None and not isinstance(value, date) else None
    if found is None:
        return _as_date(value, name)
    year, month = int(found[1]), int(found[2] or 0)
    if month > 12 or (found[2] and not month):
        raise HistoryError(name, message("history-no-month", written=text), message("history-do-write-month"))
    first = _in_reach(year, month or 1, 1, name)
    return first, _in_reach(year, month or 12, calendar.monthrange(year, month or 12)[1], name)


def _in_reach(year: int, month: int, day: int, name: str) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise HistoryError(
            name,
            message("history-year-out-of-reach", year=f"{year:04}", first=str(FIRST_YEAR), last=str(LAST_YEAR)),
            message("history-do-leave-empty"),
        )
    return date(year, month, day)


def _plain(stay: _Given, place: int, ranges: Ranges) -> Stay:
    """The stay by the first day of each side; what is a range is noted."""
    out: list[date | None] = []
    for side, found in zip(("from", "to"), stay, strict=True):
        if isinstance(found, tuple):
            ranges[place, side] = found
            found = found[0]
        out.append(found)
    return out[0], out[1]


def _merged(given: list[_Given]) -> tuple[list[_Given], tuple[Message, ...]]:
    """Stays in order, those that overlap as one, and what was done. Ranges are left alone: nobody knows their order."""
    if any(isinstance(side, tuple) for stay in given for side in stay):
        return given, ()

    def key(numbered: tuple[int, _Given]) -> tuple[date, date]:
        came, left = numbered[1]
        assert not isinstance(came, tuple)
        assert not isinstance(left, tuple)
        return came or date.min, left or date.max

    ordered = sorted(enumerate(given, 1), key=key)
    notes = [message("history-sorted")] if [place for place, _ in ordered] != list(range(1, len(given) + 1)) else []
    out: list[tuple[int, _Given]] = []
    for place, stay in ordered:
        (_, last), (first, _) = key(out[-1]) if out else (date.min, date.min), key((place, stay))
        if out and first < last:
            kept, (came, left) = out[-1]
            out[-1] = kept, (came, left if key((place, stay))[1] <= last else stay[1])
            notes.append(message("history-merged", first=kept, second=place))
        else:
            out.append((place, stay))
    return [stay for _, stay in out], tuple(notes)


# -- the rest ------------------------------------------------------------------------------------------------------------


def _status(value: object, name: str, key: str) -> str | None:
    if value is not None and value not in STATUSES:
        neither = message("history-no-status", key=key, written=str(value))
        raise HistoryError(name, neither, message("history-do-status"))
    return None if value is None else str(value)


def _gap(item: object, name: str) -> Range:
    form = message("history-do-gap")
    found = _with_keys(item, ("from", "to"), name, message("history-what-gap"), form)
    sides = [_crossing(found.get(key), name) for key in ("from", "to")]
    first, last = (side[i] if isinstance(side, tuple) else side for i, side in enumerate(sides))
    if first is None or last is None:
        raise HistoryError(name, message("history-gap-open"), form)
    return first, last


def _known(item: object, name: str) -> tuple[date, str]:
    form = message("history-do-known")
    found = _with_keys(item, ("on", "is"), name, message("history-what-status"), form)
    day, status = _day(found.get("on"), name, "on"), _status(found.get("is"), name, "is")
    if day is None or status is None:
        raise HistoryError(name, message("history-status-open"), form)
    return day, status


def _attributes(given: object, name: str) -> tuple[dict[str, str], tuple[AttributePeriod, ...]]:
    """The person's attributes, fixed or by periods. An unknown name would silently leave cases open, so it is refused."""
    if given is None:
        return {}, ()
    if isinstance(given, (list, tuple)):
        return {}, _periods(list(given), name)
    if not isinstance(given, Mapping):
        raise HistoryError(
            name, message("history-attributes-no-map", written=str(given)), message("history-do-attributes")
        )
    return dict(_attribute(key, value, name) for key, value in given.items()), ()


def _periods(given: list[Any], name: str) -> tuple[AttributePeriod, ...]:
    form = message("history-do-periods")
    out: list[AttributePeriod] = []
    for item in given:
        if not isinstance(item, Mapping):
            raise HistoryError(name, message("history-no-period", written=str(item)), form)
        sides = [_crossing(item.get(key), name) for key in ("from", "to")]
        # Of a range only what is sure: from its last day, to its first.
        first, last = (side[1 - i] if isinstance(side, tuple) else side for i, side in enumerate(sides))
        if first is not None and last is not None and last < first:
            early = message("history-period-ends-early", last=str(last), first=str(first))
            raise HistoryError(name, early, form)
        for key, value in item.items():
            if key not in ("from", "to"):
                out.append(AttributePeriod(*_attribute(key, value, name), first, last))
    for i, one in enumerate(out):
        for other in out[:i]:
            if one.name == other.name and one.value != other.value and _overlap(one, other):
                detail = message("history-two-values", name=one.name, other=other.value, one=one.value)
                raise HistoryError(name, detail, message("history-do-not-overlap"))
    return tuple(out)


def _overlap(one: AttributePeriod, other: AttributePeriod) -> bool:
    latest = max(one.first or date.min, other.first or date.min)
    return latest <= min(one.last or date.max, other.last or date.max)


def _attribute(key: object, value: object, name: str) -> tuple[str, str]:
    attribute, written = str(key), str(value)
    if isinstance(value, (list, tuple, Mapping)):
        several = message("history-no-value", name=attribute, written=written)
        raise HistoryError(name, several, message("history-do-one-value"))
    text = {True: "yes", False: "no"}.get(value, written) if isinstance(value, bool) else written
    if attribute not in ATTRIBUTES and not attribute.startswith("group:"):
        known = message("history-attributes-are", names=", ".join(ATTRIBUTES))
        raise HistoryError(name, message("history-no-attribute", name=attribute), known)
    if attribute not in _TEXTS and text not in YES_NO:
        neither = message("history-no-yes", name=attribute, written=written)
        raise HistoryError(name, neither, message("history-do-yes"))
    return attribute, text


def _day(value: object, name: str, key: str) -> date | None:
    found = _as_date(value, name)
    return None if key == "observed_until" and found == OPEN_END else found


def _as_date(value: object, name: str) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        if not _DATE.fullmatch(str(value)):
            raise HistoryError(name, message("history-date-form", written=str(value)), message("history-do-write-date"))
        try:
            value = date.fromisoformat(str(value))
        except ValueError as error:
            detail = message("no-such-day", written=str(value))
            raise HistoryError(name, detail, message("history-do-write-date")) from error
    return value if value == OPEN_END else _in_reach(value.year, value.month, value.day, name)
