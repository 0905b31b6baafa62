"""A traveller's observed history: stays, when observation ended, and what is known of the days of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sojourn.model.rule import ATTRIBUTE_LISTS
from sojourn.rules.errors import RuleError
from sojourn.rules.evaluation.evaluator import Stay

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
STATUSES = ("resident", "non-resident")
# Attributes of a person, besides those that a population may require: `group:` and a code of the list `group` says
# whether the person is one of them, `counted_by_` and an attribute whether it makes the person count where a rule
# goes by it without naming values.
YES_NO = ("yes", "no")
ATTRIBUTES = (*ATTRIBUTE_LISTS, "registered", *(f"counted_by_{name}" for name in ATTRIBUTE_LISTS if name != "purpose"))


@dataclass(frozen=True, slots=True)
class History:
    """Stays in the country by the dates of their crossings, in order.

    None as arrival = there before observation began; None as departure = no later crossing. Crossings on the day
    `observed_until` are still seen; None = nothing is missing. `attributes` are the person's, for rules that ask: what
    is not given is unknown (but nobody is taken to be in a group that the history does not name).
    """

    id: str
    stays: tuple[Stay, ...]
    initial_status: str | None = None
    observed_until: date | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def there(self) -> bool:
        """Whether the person is in the country after the last crossing."""
        return bool(self.stays) and self.stays[-1][1] is None

    @property
    def morrow(self) -> date:
        """The first day that was not seen; only for a history that is missing something."""
        assert self.observed_until is not None
        return self.observed_until + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing of the border."""

    day: date
    direction: str


def history_from_dict(data: Mapping[str, Any]) -> History:
    """Read a history from its content form (`id`, `stays: [{from, to}]`, ...). Raises RuleError for nonsense."""
    name = str(data.get("id", "traveller"))
    stays = [_stay(item, place, name) for place, item in enumerate(_listed(data.get("stays"), name), 1)]
    status = data.get("initial_status")
    if status is not None and status not in STATUSES:
        advice = "Write resident or non-resident, or leave it out if it is not known."
        raise _error(name, f"`initial_status: {status}` is neither resident nor non-resident.", advice)
    history = History(
        name,
        tuple(stays),
        status,
        _as_date(data.get("observed_until"), name),
        _attributes(data.get("attributes"), name),
    )
    check_history(history)
    return history


def _listed(stays: object, name: str) -> list[Any]:
    if stays is None:
        return []
    if not isinstance(stays, (list, tuple)):
        raise _error(name, f"`stays: {stays}` is no list.", "Write stays: [{from: 2017-01-01, to: 2017-09-08}]")
    return list(stays)


def _stay(item: object, place: int, name: str) -> Stay:
    form = (
        "Write each stay as {from: 2017-01-01, to: 2017-09-08}; null = there before observation began, or still there."
    )
    if isinstance(item, (list, tuple)) and len(item) == 2:
        item = {"from": item[0], "to": item[1]}
    if not isinstance(item, Mapping):
        raise _error(name, f"stay {place} ({item}) has no `from` and `to`.", form)
    for key in item:
        if key not in ("from", "to"):
            raise _error(name, f"stay {place} has the key `{key}`, which is neither `from` nor `to`.", form)
    if not item:
        raise _error(name, f"stay {place} is empty.", form)
    return _as_date(item.get("from"), name), _as_date(item.get("to"), name)


def _attributes(given: object, name: str) -> dict[str, str]:
    """The person's attributes. An unknown name would silently leave cases open, so it is refused."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise _error(
            name, f"`attributes: {given}` is no map.", "Write attributes: {citizenship: foreign, purpose: work}"
        )
    known = f"The attributes are {', '.join(ATTRIBUTES)}, and group: with a code of the list `group` behind it."
    out: dict[str, str] = {}
    for key, value in given.items():
        attribute, text = str(key), {True: "yes", False: "no"}.get(value, str(value))
        if attribute not in ATTRIBUTES and not attribute.startswith("group:"):
            raise _error(name, f"`{attribute}` is no attribute of a person.", known)
        if attribute not in ATTRIBUTE_LISTS and text not in YES_NO:
            raise _error(name, f"`{attribute}: {value}` is neither yes nor no.", "Write yes, no, or leave it out.")
        out[attribute] = text
    return out


def _as_date(value: object, name: str) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        if DATE.fullmatch(str(value)):
            raise _error(name, f"`{value}` is no date: there is no such day.", "Write year-month-day.") from error
        raise _error(name, f"`{value}` is no date of the form 2020-12-31.", "Write year-month-day.") from error


def _error(
    name: str, detail: str, advice: str = "Give stays in order of time, `from` before `to`, without overlaps."
) -> RuleError:
    return RuleError("history makes no sense", f"{name}: {detail}", advice)


def check_history(history: History) -> None:
    """Raise RuleError for stays out of order, overlapping, or open where only the first or last may be."""
    for i, (came, left) in enumerate(history.stays):
        if came is None and i > 0:
            raise _error(history.id, f"stay {i + 1} has no `from`; only the first one may.")
        if left is None and i < len(history.stays) - 1:
            raise _error(history.id, f"stay {i + 1} has no `to`; only the last one may.")
        if came is not None and left is not None and left < came:
            raise _error(history.id, f"stay {i + 1} ends ({left}) before it begins ({came}).")
        before = history.stays[i - 1][1] if i else None
        if before is not None and came is not None and came < before:
            raise _error(history.id, f"stay {i + 1} begins ({came}) before the one before it ends ({before}).")
    seen = [day for stay in history.stays for day in stay if day is not None]
    if history.observed_until is not None and seen and max(seen) > history.observed_until:
        advice = "Leave crossings after it out, or give the day on which observation really ended."
        raise _error(
            history.id, f"a crossing ({max(seen)}) lies after `observed_until` ({history.observed_until}).", advice
        )


def crossings(history: History) -> tuple[Crossing, ...]:
    """The crossings in order of time."""
    out: list[Crossing] = []
    for came, left in history.stays:
        if came is not None:
            out.append(Crossing(came, "arrival"))
        if left is not None:
            out.append(Crossing(left, "departure"))
    return tuple(out)


def gone_on(history: History) -> tuple[History, History]:
    """The history as it goes on if nobody crosses again, and if the next crossing is on the next day and the last one."""
    stays, morrow = history.stays, history.morrow
    crossed = (*stays[:-1], (stays[-1][0], morrow)) if history.there else (*stays, (morrow, None))
    return replace(history, observed_until=None), replace(history, stays=crossed, observed_until=None)
