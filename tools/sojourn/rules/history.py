"""A traveller's observed history: stays, when observation ended, and what is known of the days of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sojourn.rules.errors import RuleError
from sojourn.rules.evaluator import Stay

STATUSES = ("resident", "non-resident")


@dataclass(frozen=True, slots=True)
class History:
    """Stays in the country by the dates of their crossings, in order.

    None as arrival = there before observation began; None as departure = no later crossing. Crossings on the day
    `observed_until` are still seen; None = nothing is missing. `attributes` are the person's, for rules that ask.
    """

    id: str
    stays: tuple[Stay, ...]
    initial_status: str | None = None
    observed_until: date | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing of the border."""

    day: date
    direction: str


def history_from_dict(data: Mapping[str, Any]) -> History:
    """Read a history from its content form (`id`, `stays: [{from, to}]`, ...). Raises RuleError for nonsense."""
    name = str(data.get("id", "traveller"))
    stays: list[Stay] = []
    for item in data.get("stays") or []:
        first, last = (item.get("from"), item.get("to")) if isinstance(item, Mapping) else item
        stays.append((_as_date(first, name), _as_date(last, name)))
    status = data.get("initial_status")
    if status is not None and status not in STATUSES:
        raise _error(name, f"`initial_status: {status}` is neither resident nor non-resident.")
    history = History(
        name,
        tuple(stays),
        status,
        _as_date(data.get("observed_until"), name),
        {str(k): str(v) for k, v in (data.get("attributes") or {}).items()},
    )
    check_history(history)
    return history


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
        raise _error(name, f"`{value}` is no date of the form 2020-12-31.") from error


def _error(name: str, detail: str) -> RuleError:
    return RuleError(
        "history makes no sense",
        f"{name}: {detail}",
        "Give stays in order of time, `from` before `to`, without overlaps.",
    )


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
        raise _error(history.id, f"a crossing ({max(seen)}) lies after `observed_until` ({history.observed_until}).")


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
    assert history.observed_until is not None
    morrow = history.observed_until + timedelta(days=1)
    stays = history.stays
    inside = bool(stays) and stays[-1][1] is None
    crossed = (*stays[:-1], (stays[-1][0], morrow)) if inside else (*stays, (morrow, None))
    return replace(history, observed_until=None), replace(history, stays=crossed, observed_until=None)
