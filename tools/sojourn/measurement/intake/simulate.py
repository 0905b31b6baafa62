"""Synthetic travellers of several kinds, for tests, teaching and exercises: the same seed gives the same people.

Each kind has stated parameters (`KINDS`): how long its stays and absences last, how often it comes back, and whether it stays
for good. All numbers are invented; the mix is no picture of any country.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sojourn.model.errors import UsageError
from sojourn.model.message import message


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of traveller: lengths in days as (shortest, longest), and chances from 0 to 1.

    `there` is the chance to live in the country when observation begins; `last` the chance that a stay is the last one, and
    has no end.
    """

    share: float
    stay: tuple[int, int]
    absence: tuple[int, int]
    trips: tuple[int, int]
    there: float = 0.0
    last: float = 0.0
    ages: tuple[int, int] = (15, 75)


KINDS: Mapping[str, Kind] = {
    "visitor": Kind(0.46, (1, 60), (100, 1500), (1, 3)),
    "seasonal-worker": Kind(0.10, (90, 240), (120, 270), (2, 8), ages=(18, 60)),
    "circular-worker": Kind(0.07, (150, 420), (30, 200), (2, 6), ages=(20, 60)),
    "student": Kind(0.12, (200, 330), (20, 80), (2, 6), last=0.08, ages=(17, 32)),
    "settler": Kind(0.13, (400, 2500), (10, 45), (1, 4), last=0.7),
    "cross-border-commuter": Kind(0.02, (0, 1), (1, 4), (60, 220), ages=(18, 65)),
    "returner": Kind(0.04, (200, 1200), (380, 1500), (1, 3), there=1.0, last=0.3),
    "traveller-from-here": Kind(0.06, (60, 900), (3, 40), (1, 6), there=1.0, last=0.9),
}
CITIZENSHIPS = ("national", "foreign")
COLUMNS = ("person", "date", "direction", "kind", "sex", "age_group", "citizenship")
Row = tuple[int, date, str, str, str, str, str]


def travellers(
    count: int, *, seed: int = 1, first: date = date(2015, 1, 1), last: date = date(2022, 12, 31),
    shares: Mapping[str, float] | None = None,
) -> Iterator[Row]:  # fmt: skip
    """The crossings of so many persons from `first` to `last`, person by person.

    `shares` replace the shares of some kinds. Raises UsageError for a kind that is none, or dates the wrong way round.

    >>> rows = list(travellers(3, seed=7))
    >>> rows == list(travellers(3, seed=7))
    True
    """
    if last <= first:
        raise UsageError(
            message("error-last-not-after"),
            message("error-from-to", first=first, last=last),
            message("error-turn-both"),
        )
    kinds = _kinds(shares or {})
    names, weights = list(kinds), [kind.share for kind in kinds.values()]
    for person in range(1, count + 1):
        # Each person has numbers of their own: more people do not change those who were there.
        rng = random.Random(seed * 1_000_003 + person)  # noqa: S311
        name = rng.choices(names, weights)[0]
        yield from _person(rng, person, name, kinds[name], first, last)


def _kinds(shares: Mapping[str, float]) -> dict[str, Kind]:
    for name, share in shares.items():
        if name not in KINDS:
            raise UsageError(
                message("error-no-traveller-kind", name=name),
                "",
                message("error-traveller-kinds", kinds=", ".join(KINDS)),
            )
        if not 0 <= share <= 1_000_000:
            raise UsageError(message("error-share-number", share=str(share)), "", message("error-share-from-zero"))
    kinds = {name: replace(kind, share=shares.get(name, kind.share)) for name, kind in KINDS.items()}
    if not any(kind.share for kind in kinds.values()):
        raise UsageError(message("error-shares-zero"), "", message("error-give-a-share"))
    return kinds


def _person(rng: random.Random, person: int, name: str, kind: Kind, first: date, last: date) -> Iterator[Row]:
    age = rng.randint(*kind.ages)
    low = age // 15 * 15
    who = (name, rng.choice(("female", "male")), f"{low}-{low + 14}", "national" if kind.there else "foreign")
    there = rng.random() < kind.there
    day = first + timedelta(days=rng.randint(0, max((last - first).days - 1, 1)))
    for trip in range(rng.randint(*kind.trips)):
        if not there or trip:
            if day > last:
                return
            yield person, day, "arrival", *who
            if rng.random() < kind.last:
                return
            day += timedelta(days=rng.randint(*kind.stay))
        if day > last:
            return
        yield person, day, "departure", *who
        day += timedelta(days=rng.randint(*kind.absence))
