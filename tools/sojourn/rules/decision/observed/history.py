"""A traveller's observed history: stays, when observation began and ended, what is known of the person on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sojourn.model.containment import BY_COUNTRY, Containment, Resolver
from sojourn.model.message import Message, message
from sojourn.model.traveller import Stay
from sojourn.rules.errors import RuleError

STATUSES = ("resident", "non-resident")
ORDER = message("history-order")
# Dates as early or as late as this are no dates of crossings; lengths of up to 140 years are added to them.
FIRST_YEAR, LAST_YEAR = 1000, 8999
# A date of which only the month or the year is known: from when to when it may be.
Range = tuple[date, date]
# What was meant (`intended`) or permitted (`granted`) at a crossing: until which day.
Stated = tuple[tuple[str, date], ...]


class HistoryError(RuleError):
    """What is wrong with a history; `stays` are the numbers (from 1) of the stays that are meant."""

    def __init__(
        self, name: str, detail: Message | str, advice: Message | str = ORDER, stays: tuple[int, ...] = ()
    ) -> None:
        super().__init__(message("history-no-sense"), message("history-detail", id=name, detail=detail), advice)
        self.stays = stays


@dataclass(frozen=True, slots=True)
class AttributePeriod:
    """An attribute of the person from one day to another (both included; None = without a limit)."""

    name: str
    value: str
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class History:
    """Stays in the country by the dates of their crossings, in order.

    None as arrival = there before observation began; None as departure = no later crossing. Crossings on the days
    `observed_from` and `observed_until` are still seen; None = nothing is missing on that side. Nothing is known of
    what lies before and after, nor of the days of `unobserved` (both ends included).

    `attributes` are the person's, for rules that ask: what is not given is unknown (but nobody is taken to be in a group
    that the history does not name). `periods` are attributes that change. `status` is the resident status that is known
    after the crossings of a day. `ranges` are the crossings of which only the month or year is known, by the number of
    the stay and its side; `stays` hold the first day of each. `plans` are what was meant or permitted at a crossing: to stay
    until a day (side `from`), or to stay away until one (`to`).

    >>> History("x", ((date(2017, 1, 1), None),)).there
    True
    """

    id: str
    stays: tuple[Stay, ...]
    initial_status: str | None = None
    observed_until: date | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    observed_from: date | None = None
    unobserved: tuple[Range, ...] = ()
    status: tuple[tuple[date, str], ...] = ()
    periods: tuple[AttributePeriod, ...] = ()
    ranges: Mapping[tuple[int, str], Range] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    plans: Mapping[tuple[int, str], Stated] = field(default_factory=dict)

    @property
    def there(self) -> bool:
        """Whether the person is in the country after the last crossing."""
        return bool(self.stays) and self.stays[-1][1] is None

    @property
    def morrow(self) -> date:
        """The first day that was not seen; only for a history that is missing something."""
        assert self.observed_until is not None
        return self.observed_until + timedelta(days=1)

    def attribute(self, name: str, day: date) -> str | None:
        """The person's attribute on a day; None if it is not known."""
        given = self.attributes.get(name)
        if given is not None:
            return given
        return next((p.value for p in self.periods if p.name == name and p.covers(day)), None)

    def known_by(self, resolve: object, vague: Mapping[str, frozenset[str]]) -> History:
        """The history with the countries that stand for others, and without values that are `vague` to a rule.

        A country that joined or left a group stands for different ones over time: an attribute that changes.
        """
        if not isinstance(resolve, Resolver):
            return self
        contained, fixed, periods = resolve.contained, dict[str, str](), list[AttributePeriod]()
        for name, value in self.attributes.items():
            found = list(_over_time(AttributePeriod(name, value), contained, vague))
            if len(found) == 1:
                fixed[name] = found[0].value
            else:
                periods += found
        periods += (each for period in self.periods for each in _over_time(period, contained, vague))
        return replace(self, attributes=fixed, periods=tuple(periods))

    @property
    def groups(self) -> frozenset[str]:
        """The groups of which the history says whether the person is one of them."""
        named = [*self.attributes, *(period.name for period in self.periods)]
        return frozenset(name[6:] for name in named if name.startswith("group:"))


def _over_time(
    period: AttributePeriod, contained: Containment, vague: Mapping[str, frozenset[str]]
) -> Iterator[AttributePeriod]:
    """A period with the country that stands for its value or, if that changes, one for each time; none if it is vague."""
    if period.value in vague.get(period.name, ()):
        return
    if period.name not in BY_COUNTRY:
        yield period
        return
    first = period.first
    for text, value in contained.past.get(period.value, ()):
        last = date.fromisoformat(text)
        if period.last is not None and period.last <= last:
            yield replace(period, value=value, first=first)
            return
        if first is None or first <= last:
            yield replace(period, value=value, first=first, last=last)
            first = last + timedelta(days=1)
    yield replace(period, value=contained.country(period.value), first=first)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing of the border; between `day` and `latest` where only the month or the year is known.

    `side` is where it stands in the history: the number of the stay, and `from` or `to`.
    """

    day: date
    direction: str
    latest: date
    side: tuple[int, str]


def crossings(history: History) -> tuple[Crossing, ...]:
    """The crossings in order of time."""
    out: list[Crossing] = []
    for i, (came, left) in enumerate(history.stays):
        for day, side, direction in ((came, "from", "arrival"), (left, "to", "departure")):
            if day is not None:
                out.append(Crossing(day, direction, history.ranges.get((i, side), (day, day))[1], (i, side)))
    return _in_order(out) if history.ranges else tuple(out)


def _in_order(moves: list[Crossing]) -> tuple[Crossing, ...]:
    """No crossing before the one ahead of it, and none after the one behind it: what ranges leave of each other."""
    for i in range(1, len(moves)):
        if moves[i].day < moves[i - 1].day:
            moves[i] = replace(moves[i], day=moves[i - 1].day)
    for i in range(len(moves) - 2, -1, -1):
        if moves[i].latest > moves[i + 1].latest:
            moves[i] = replace(moves[i], latest=moves[i + 1].latest)
    return tuple(moves)


def check_history(history: History) -> None:
    """Raise HistoryError for stays out of order, overlapping, or open where only the first or last may be."""
    before: date | None = None
    for i, (came, left) in enumerate(history.stays):
        if came is None and i > 0:
            raise HistoryError(history.id, message("history-no-from", n=i + 1), stays=(i + 1,))
        if left is None and i < len(history.stays) - 1:
            raise HistoryError(history.id, message("history-no-to", n=i + 1), stays=(i + 1,))
        ended = left if left is None else history.ranges.get((i, "to"), (left, left))[1]
        began = came if came is None else history.ranges.get((i, "from"), (came, came))[1]
        if came is not None and ended is not None and ended < came:
            detail = message("history-ends-early", n=i + 1, left=str(left), came=str(came))
            raise HistoryError(history.id, detail, stays=(i + 1,))
        if before is not None and began is not None and began < before:
            detail = message("history-begins-early", n=i + 1, came=str(came), before=str(before))
            raise HistoryError(history.id, detail, stays=(i, i + 1))
        before = left
    for (number, side), stated in history.plans.items():
        made = history.stays[number][side == "to"]
        for _, until in stated:
            if made is not None and until <= made:
                detail = message("history-plan-early", n=number + 1, until=str(until), made=str(made))
                raise HistoryError(history.id, detail, message("history-do-plan"), (number + 1,))
    _check_observation(history)


def _check_observation(history: History) -> None:
    seen = [day for move in crossings(history) for day in (move.day, move.latest)]
    start, end = history.observed_from, history.observed_until
    if end is not None and seen and max(seen) > end:
        late = message("history-after-observation", day=str(max(seen)), end=str(end))
        raise HistoryError(history.id, late, message("history-do-observed-until"))
    if start is not None and seen and min(seen) < start:
        early = message("history-before-observation", day=str(min(seen)), start=str(start))
        raise HistoryError(history.id, early, message("history-do-observed-from"))
    if start is not None and end is not None and end < start:
        raise HistoryError(
            history.id, message("error-until-before-from", end=end, start=start), message("error-turn-them")
        )
    for first, last in history.unobserved:
        if last < first:
            raise HistoryError(
                history.id, message("error-gap-turned", last=last, first=first), message("error-turn-it")
            )
        for move in crossings(history):
            if first <= move.day and move.latest <= last:
                advice = message("error-gap-without-crossing")
                raise HistoryError(
                    history.id, message("error-crossing-in-gap", day=move.day, first=first, last=last), advice
                )


def narrowed(history: History, move: Crossing, day: date) -> History:
    """The history as it is if a crossing, of which only a range was known, was on a day."""
    place, side = move.side
    came, left = history.stays[place]
    stay: Stay = (day, left) if side == "from" else (came, day)
    ranges = {key: found for key, found in history.ranges.items() if key != move.side}
    return replace(history, stays=(*history.stays[:place], stay, *history.stays[place + 1 :]), ranges=ranges)


def gone_on(history: History) -> tuple[History, History]:
    """The history as it goes on if nobody crosses again, and if the next crossing is on the next day and the last one."""
    stays, morrow = history.stays, history.morrow
    crossed = (*stays[:-1], (stays[-1][0], morrow)) if history.there else (*stays, (morrow, None))
    return replace(history, observed_until=None), replace(history, stays=crossed, observed_until=None)
