"""Rolling windows without a period: one meaning for `compare`, `apply`, `counted` and the words (RULES.md, 8.3).

On a date they are the windows that end by it, from the person's first arrival on; at a crossing those that end on a day of
the stay (absence) at the crossing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sojourn.model.rule import NONE, AllOf, Bound, Limb, Rule, Window
from sojourn.prose.rules import condition
from sojourn.rules import History, Traveller, apply, compare, counted, evaluate
from sojourn.rules.comparison.relation import known_relation

NINETY_OF_180 = Limb(
    "arrival",
    "stay",
    NONE,
    Bound(90, "day", "<="),
    "cumulative",
    Window(180, "day", "rolling"),
    basis="actual",
    prior="non-resident",
    day_convention="nights",
)
AWAY_180 = replace(
    NINETY_OF_180,
    event="reference-date",
    measure="absence",
    upper_bound=Bound(180, "day", "<="),
    window=Window(365, "day", "rolling"),
    prior=None,
)


def on_the_date(measure: str, lower: Bound | None, upper: Bound | None, days: int, **window: object) -> Limb:
    frame = Window(days, "day", "reference-date", **window)  # type: ignore[arg-type]
    return replace(AWAY_180, measure=measure, threshold=lower or NONE, upper_bound=upper or NONE, window=frame)


def stay_of(least: int) -> Limb:
    unbroken = Window(None, None, "arrival", "forward")
    wanted = Bound(least, "day", ">=")
    return replace(NINETY_OF_180, threshold=wanted, upper_bound=NONE, accumulation="continuous", window=unbroken)


# -- at a crossing ---------------------------------------------------------------------------------------------------------


def test_a_stay_that_kept_the_limit_is_counted_whatever_later_stays_are_like() -> None:
    """`compare` looked at the whole life, and said that nobody counted ever stays too long; `apply` looks at the stay."""
    stays = ((date(2023, 1, 1), date(2023, 3, 1)), (date(2024, 1, 1), date(2024, 12, 1)))
    decisions = apply(NINETY_OF_180, History("x", stays, "non-resident"))
    assert [d.migration for d in decisions if d.direction == "arrival"] == [True, False]
    assert evaluate(NINETY_OF_180, Traveller("arrival", stays[0][0], stays, {}, {"status_before": "non-resident"}))
    later = replace(
        on_the_date("stay", Bound(300, "day", ">="), None, 700, direction="forward"),
        event="arrival",
        window=Window(700, "day", "arrival", "forward"),
    )
    found = compare(NINETY_OF_180, later)
    assert (found.relation, found.both is not None) == ("overlapping", True)


def test_days_before_the_stay_count_in_the_windows_that_end_in_it() -> None:
    before = on_the_date("stay", Bound(60, "day", ">="), None, 100)
    before = replace(before, event="arrival", window=Window(100, "day", "arrival", "backward"))
    # 60 days in the 100 before, and 60 days of stay, all lie in the 180 days that end with the 60th: more than 90.
    assert known_relation(NINETY_OF_180, stay_of(91)) == "disjoint"
    assert known_relation(NINETY_OF_180, stay_of(60)) == "overlapping"
    assert not somebody(NINETY_OF_180, before, stay_of(60))
    assert somebody(NINETY_OF_180, before, stay_of(30))


def somebody(*rules: Rule) -> bool:
    """Whether some person is counted by all of the rules."""
    return compare(AllOf(rules[:-1]), rules[-1]).both is not None


def test_at_a_departure_it_is_the_absence_that_begins() -> None:
    away = replace(AWAY_180, event="departure")
    stays = ((None, date(2023, 1, 1)), (date(2023, 3, 1), date(2024, 1, 1)), (date(2024, 12, 1), None))
    decisions = [d.migration for d in apply(away, History("x", stays, "resident")) if d.direction == "departure"]
    assert decisions == [True, False]
    answers = [evaluate(away, Traveller("departure", day, stays)) for day in (date(2023, 1, 1), date(2024, 1, 1))]
    assert answers == decisions


# -- on a date -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("years", [1, 3])
def test_who_goes_away_for_good_after_the_date_was_within_the_limit_on_it(years: int) -> None:
    """`compare` looked beyond the date, and found that nobody within the limit is ever away for longer."""
    gone = on_the_date("absence", Bound(360 * years, "day", ">="), None, 365 * years, direction="forward")
    assert known_relation(AWAY_180, gone) == "overlapping"
    person = ((date(2015, 1, 1), date(2023, 1, 1)),)
    assert counted(AWAY_180, History("x", person), date(2023, 1, 1)).counted is True
    assert evaluate(AWAY_180, Traveller("reference-date", date(2023, 1, 1), person))
    assert evaluate(gone, Traveller("reference-date", date(2023, 1, 1), person))


def test_who_came_two_months_ago_was_not_away_before_that() -> None:
    """The time before the first arrival was ten months of absence for `compare`, and none for `counted`."""
    new = on_the_date("stay", Bound(1, "day", ">="), Bound(60, "day", "<="), 365, direction="backward")
    assert known_relation(AWAY_180, new) == "overlapping"
    person, on = ((date(2022, 11, 15), None),), date(2023, 1, 1)
    assert counted(AWAY_180, History("x", person), on).counted is True
    assert evaluate(AWAY_180, Traveller("reference-date", on, person))
    # Who came longer ago, and was there on 60 days of the last year, was away for too long.
    there = on_the_date("stay", None, None, 365, direction="backward", at=True)
    assert not somebody(AWAY_180, new, there)


def test_a_minimum_in_every_window_is_not_met_before_there_is_one() -> None:
    most = Bound(100, "day", ">=")
    rule = replace(AWAY_180, measure="stay", threshold=most, upper_bound=NONE)
    nobody, new, old = (), ((date(2022, 12, 1), None),), ((date(2020, 1, 1), None),)
    for stays, expected in ((nobody, False), (new, False), (old, True)):
        on = date(2023, 1, 1)
        assert counted(rule, History("x", stays), on).counted is expected
        assert evaluate(rule, Traveller("reference-date", on, stays)) is expected
    there = on_the_date("stay", Bound(100, "day", ">="), None, 365, direction="backward")
    assert known_relation(rule, there) == "narrower"


def test_somebody_who_never_came_was_never_away_for_too_long() -> None:
    never = on_the_date("stay", None, Bound(0, "day", "<="), 3_000, direction="backward")
    assert somebody(AWAY_180, never)
    assert counted(AWAY_180, History("x", ()), date(2023, 1, 1)).counted is True
    assert evaluate(AWAY_180, Traveller("reference-date", date(2023, 1, 1), ()))


# -- in words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limb", "english", "french"),
    [
        (NINETY_OF_180, "that ends during that stay", "qui se termine pendant ce séjour"),
        (replace(AWAY_180, event="departure"), "that ends during that absence", "qui se termine pendant cette absence"),
        (AWAY_180, "up to then, from the first arrival on", "jusque-là, à compter de la première arrivée"),
    ],
)
def test_the_words_say_which_windows_are_looked_at(limb: Limb, english: str, french: str) -> None:
    assert english in condition(limb, lambda kind, code: code, "en")
    assert french in condition(limb, lambda kind, code: code, "fr")
