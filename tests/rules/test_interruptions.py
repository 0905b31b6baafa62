"""Breaks that do not interrupt a stay (RULES.md, section 8.1): laws, real texts, and what is refused."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.model.rule import (
    DAY_CONVENTIONS,
    NONE,
    Bound,
    Interruptions,
    Limb,
    Not,
    Stated,
    Window,
    rule_from_dict,
    rule_to_dict,
)
from sojourn.model.traveller import Traveller
from sojourn.rules import History, apply, compare, counted, evaluate, history_from_dict, satisfiable
from sojourn.rules.logic.calendar import CYCLE_DATES
from sojourn.rules.logic.expand import limbs_of
from tests.rules.agreement import no_traveller_contradicts
from tests.rules.generate import edges, kind_of, random_pair_with_filled_breaks, random_traveller
from tests.rules.written import UNBROKEN
from tests.support import rounds

PAIRS = rounds(28)
SEED = os.environ.get("SOJOURN_SEED", "1")
ALLOWED = ("equal", "broader")
LIMB = Limb(
    event="arrival",
    measure="stay",
    threshold=Bound(12, "month", ">="),
    upper_bound=NONE,
    accumulation="continuous",
    window=Window(None, None, "arrival", "forward"),
    basis="actual",
    prior="none",
    day_convention="nights",
)


def tolerating(value: int, unit: str = "day", sign: str = "<=", purposes: tuple[str, ...] = ()) -> Limb:
    return replace(LIMB, interruptions=Interruptions(Bound(value, unit, sign), purposes))


def test_the_content_form_is_read_and_written_without_loss() -> None:
    for written in (
        "none",
        {"tolerated": {"value": 3, "unit": "week", "comparison": "<"}},
        {"purposes": ["leisure", "work"]},
        {"tolerated": {"value": 1, "unit": "month"}, "purposes": ["leisure"]},
    ):
        rule = rule_from_dict({"event": "arrival", "interruptions": written})
        assert rule_to_dict(rule) == {"event": "arrival", "interruptions": written}


@settings(max_examples=40, deadline=None)
@given(few=st.integers(1, 60), more=st.integers(0, 60), months=st.integers(1, 14))
def test_tolerating_more_never_narrows_a_minimum_and_never_widens_a_maximum(few: int, more: int, months: int) -> None:
    least = Bound(months, "month", ">=")
    one, other = (replace(tolerating(n), threshold=least) for n in (few, few + more))
    assert compare(other, one, witnesses=False).relation in ALLOWED
    most = Bound(months, "month", "<")
    one, other = (replace(tolerating(n), threshold=NONE, upper_bound=most) for n in (few, few + more))
    assert compare(one, other, witnesses=False).relation in ALLOWED


def test_a_break_shorter_than_a_day_is_no_break_at_all() -> None:
    assert compare(tolerating(1, sign="<"), replace(LIMB, interruptions=NONE)).relation == "equal"


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (tolerating(14), replace(LIMB, interruptions=NONE), "broader"),
        (tolerating(30), tolerating(14), "broader"),
        (tolerating(1, "month"), tolerating(1, "month", "<"), "broader"),
        (tolerating(3, "month"), tolerating(80), "broader"),
        (tolerating(30, purposes=("leisure",)), tolerating(30), "narrower"),
        (tolerating(30, purposes=("leisure", "work")), tolerating(30, purposes=("leisure",)), "broader"),
        (tolerating(30, purposes=("leisure",)), tolerating(30, purposes=("work",)), "overlapping"),
        (
            replace(LIMB, interruptions=Interruptions(None, ("leisure",))),
            tolerating(30, purposes=("leisure",)),
            "broader",
        ),
        (replace(tolerating(14), threshold=Bound(6, "month", ">=")), replace(LIMB, interruptions=NONE), "broader"),
        # A stay of less than three months, with short breaks left out of account, is never one of twelve.
        (replace(tolerating(14), threshold=NONE, upper_bound=Bound(3, "month", "<")), tolerating(14), "disjoint"),
    ],
)
def test_the_relation_of_texts_that_tolerate_breaks(a: Limb, b: Limb, relation: str) -> None:
    assert compare(a, b).relation == relation


def test_where_one_text_names_breaks_and_the_other_does_not_it_is_asked() -> None:
    found = compare(LIMB, tolerating(14))
    assert (found.relation, found.as_stated) == ("undetermined", "equal")
    assert set(found.possible) == {"equal", "narrower"}
    assert [unknown.facet for unknown in found.unknown] == ["interruptions"]
    # Where neither says anything there is nothing to ask.
    assert compare(LIMB, replace(LIMB, threshold=Bound(6, "month", ">="))).relation == "narrower"


def test_a_holiday_of_a_fortnight_does_not_end_a_residence() -> None:
    """The reading that no methodologist would accept: a fortnight away ends a stay of years."""
    stays = ((date(2020, 1, 1), date(2020, 8, 1)), (date(2020, 8, 15), None))
    person = Traveller("arrival", date(2020, 1, 1), stays)
    assert not evaluate(replace(LIMB, interruptions=NONE), person)
    assert evaluate(tolerating(14), person)
    assert not evaluate(tolerating(13), person)


SIX_MONTHS = {
    **UNBROKEN,
    "threshold": {"value": 6, "unit": "month", "comparison": ">"},
    "interruptions": {"tolerated": {"value": 3, "unit": "week", "comparison": "<="}},
}


@pytest.mark.parametrize(
    ("stays", "counted"),
    [
        ([["2001-10-01", "2001-12-15"], ["2002-01-05", "2002-04-01"]], False),
        ([["2001-10-01", "2001-12-15"], ["2002-01-05", "2002-04-02"]], True),
        ([["2001-10-01", "2001-12-15"], ["2002-01-05", "2002-04-03"]], True),
        ([["2001-10-01", "2001-12-15"], ["2002-03-20", "2002-04-10"]], False),
    ],
)
def test_the_german_tax_code_counts_short_interruptions_in(stays: list[list[str]], counted: bool) -> None:
    """Section 9 of the Abgabenordnung: more than six months; 1 October to 1 April with three weeks at home ends with 1 April.

    Source: Littmann/Bitz/Pust, § 1 EStG, Rn. 93; Schwarz/Pahlke, § 9, Rz. 9.
    """
    person = history_from_dict({"id": "x", "stays": stays, "initial_status": "non-resident"})
    assert apply(rule_from_dict(SIX_MONTHS), person)[0].migration is counted


def test_a_break_whose_end_nobody_saw_leaves_the_case_open() -> None:
    person = history_from_dict(
        {
            "id": "x",
            "stays": [["2001-10-01", "2001-12-15"]],
            "initial_status": "non-resident",
            "observed_until": "2001-12-30",
        }
    )
    assert apply(rule_from_dict(SIX_MONTHS), person)[0].migration is None


def test_a_purpose_of_breaks_that_nobody_told_leaves_the_case_open() -> None:
    rule = rule_from_dict({**SIX_MONTHS, "interruptions": {"purposes": ["leisure"]}})
    told = {
        "id": "x",
        "stays": [["2001-10-01", "2001-12-15"], ["2002-01-05", "2002-09-01"]],
        "initial_status": "non-resident",
    }
    assert apply(rule, history_from_dict(told))[0].migration is None
    for purpose, meets in (("leisure", True), ("work", False)):
        person = history_from_dict({**told, "attributes": {"break_purpose": purpose}})
        assert apply(rule, person)[0].migration is meets


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 40), min_size=2, max_size=7),
    tolerated=st.integers(1, 30),
    least=st.integers(1, 120),
    away=st.booleans(),
)
def test_one_person_is_decided_as_the_day_by_day_reading_says(
    lengths: list[int], tolerated: int, least: int, away: bool
) -> None:
    """The decision engine against the oracle, which shares no code with it: visits in an absence as well."""
    limb = replace(
        tolerating(tolerated),
        threshold=Bound(least, "day", ">="),
        event="departure" if away else "arrival",
        measure="absence" if away else "stay",
        window=Window(None, None, "departure" if away else "arrival", "forward"),
    )
    day, marks = date(2021, 3, 1), [date(2021, 3, 1)]
    for length in lengths:
        marks.append(day := day + timedelta(days=length))
    stays = [(marks[i], marks[i + 1] if i + 1 < len(marks) else None) for i in range(0, len(marks), 2)]
    person = history_from_dict(
        {
            "id": "x",
            "stays": [[str(came), left and str(left)] for came, left in stays],
            "initial_status": "non-resident",
        }
    )
    for decision in apply(Not(Not(limb)) if least % 2 else limb, person):
        if decision.direction == limb.event:
            meets = evaluate(limb, Traveller(limb.event or "", decision.crossing, tuple(stays)))
            assert decision.migration in (meets, False)
            # A crossing that meets the rule is no migration only where the status does not change by it.
            assert decision.migration == meets or decision.status_before == decision.status_after


def test_a_limit_that_nobody_can_keep_is_a_contradiction() -> None:
    assert satisfiable(tolerating(400))
    impossible = replace(tolerating(5), threshold=Bound(12, "month", ">"), upper_bound=Bound(6, "month", "<"))
    assert not satisfiable(impossible)


def filling(rng: random.Random) -> Limb:
    """A limb about a date in which breaks are filled in where days add up, are weighed, or surround the date."""
    tolerated = Bound(rng.randint(1, 5), "day", rng.choice(("<", "<=")))
    bound = Bound(rng.randint(2, 9), "day", rng.choice((">", ">=")))
    most = Bound(rng.randint(2, 9), "day", rng.choice(("<", "<=")))
    least = rng.random() < 0.7
    limb = Limb(
        "reference-date",
        rng.choice(("stay", "absence")),
        bound if least else NONE,
        NONE if least else most,
        "cumulative",
        Window(rng.randint(6, 12), "day", "reference-date", rng.choice(("backward", "forward"))),
        Interruptions(rng.choice((tolerated, tolerated, None))),
        basis="actual",
        day_convention=rng.choice(DAY_CONVENTIONS),
    )
    way = rng.random()
    if way < 0.3:
        return replace(limb, accumulation="continuous", window=Window(None, None, "reference-date", "around"))
    if way < 0.45:
        years = Window(2, "calendar-year", "reference-date", "backward")
        return replace(limb, accumulation="weighted", weights=(Fraction(1), Fraction(1, 3)), window=years)
    return limb


def test_breaks_are_filled_in_for_one_person_where_days_add_up_or_surround_a_date() -> None:
    rng = random.Random(f"filled breaks {SEED}")
    seen: Counter[tuple[str | None, bool]] = Counter()
    for _ in range(4 * PAIRS):
        rule, anchor = filling(rng), rng.choice(CYCLE_DATES)
        person = random_traveller(rng, "reference-date", anchor, edges(rule, anchor))
        found = counted(rule, History("x", person.stays), anchor).counted
        assert found == evaluate(rule, person), (rule, person)
        seen[rule.accumulation, bool(found)] += 1
    assert all(seen[way, answer] for way in ("cumulative", "continuous") for answer in (True, False)), seen


def test_breaks_of_what_was_lived_stay_filled_in_where_plans_are_taken_to_come_true() -> None:
    rng = random.Random(f"filled breaks come true {SEED}")
    without = 0
    for _ in range(PAIRS):
        rule, anchor = filling(rng), rng.choice(CYCLE_DATES)
        person = random_traveller(rng, "reference-date", anchor, edges(rule, anchor))
        history = History("x", person.stays)
        lived, assumed = (counted(rule, history, anchor, assume_intentions_come_true=x).counted for x in (False, True))
        assert assumed == lived, (rule, person)
        without += lived != evaluate(replace(rule, interruptions=NONE), person)
    assert without


def test_of_unseen_days_it_is_open_whether_a_break_is_filled_in() -> None:
    rng = random.Random(f"open breaks {SEED}")
    answers: Counter[bool | None] = Counter()
    for _ in range(2 * PAIRS):
        rule, anchor = filling(rng), rng.choice(CYCLE_DATES)
        person = random_traveller(rng, "reference-date", anchor, edges(rule, anchor))
        until = anchor + timedelta(days=rng.randint(-3, 6))
        stays = tuple(stay for stay in person.stays if stay[0] is None or stay[0] <= until)
        cut = tuple((came, None if left is not None and left > until else left) for came, left in stays)
        found = counted(rule, History("x", cut, observed_until=until), anchor).counted
        answers[found] += 1
        if found is not None:
            # Whatever is decided holds for what really came after.
            assert found == evaluate(rule, person), (rule, person, until)
    assert answers[None] > PAIRS // 10
    assert answers[True] + answers[False] > PAIRS // 4


@pytest.mark.parametrize("event", ["arrival", "departure", "reference-date"])
def test_no_traveller_contradicts_a_relation_of_rules_that_count_breaks_as_days(event: str) -> None:
    rng = random.Random(f"{event} filled breaks travellers {SEED}")
    pairs = [random_pair_with_filled_breaks(rng, event, depth=rng.choice((0, 0, 1))) for _ in range(PAIRS // 2)]
    few = [pair for pair in pairs if "weighted" not in {kind_of(limb) for rule in pair for limb in limbs_of(rule)}]
    assert no_traveller_contradicts(few, event, rng, list(range(1461))) > PAIRS // 2


NINE_OF_TWELVE = replace(
    LIMB,
    threshold=Bound(9, "month", ">="),
    accumulation="cumulative",
    window=Window(12, "month", "arrival", "forward"),
    interruptions=NONE,
)
AROUND_A_DATE = replace(
    LIMB,
    event="reference-date",
    threshold=Bound(6, "month", ">="),
    window=Window(None, None, "reference-date", "around"),
    interruptions=NONE,
)
WEIGHTED = replace(
    AROUND_A_DATE,
    threshold=Bound(183, "day", ">="),
    accumulation="weighted",
    weights=(Fraction(1), Fraction(1, 3), Fraction(1, 6)),
    window=Window(3, "calendar-year", "reference-date", "backward"),
)
UP_TO_THREE_WEEKS = Interruptions(Bound(3, "week", "<="))
UP_TO_THREE_MONTHS = Interruptions(Bound(3, "month", "<="))


@pytest.mark.parametrize("rule", [NINE_OF_TWELVE, AROUND_A_DATE, WEIGHTED])
def test_breaks_that_count_as_days_make_more_people_of_a_minimum(rule: Limb) -> None:
    weeks, months = (replace(rule, interruptions=kind) for kind in (UP_TO_THREE_WEEKS, UP_TO_THREE_MONTHS))
    for more, fewer in ((weeks, rule), (months, weeks)):
        found = compare(more, fewer)
        assert found.relation == "broader"
        assert found.a_not_b is not None
        assert found.a_not_b.stays[1:]
    most = replace(rule, threshold=NONE, upper_bound=Bound(60, "day", "<="))
    assert compare(replace(most, interruptions=UP_TO_THREE_WEEKS), most).relation == "narrower"


def test_an_unbroken_stay_with_breaks_is_one_of_days_that_add_up_with_the_same_breaks() -> None:
    tolerant, adding = (replace(x, interruptions=UP_TO_THREE_WEEKS) for x in (LIMB, NINE_OF_TWELVE))
    assert compare(tolerant, adding).relation == "narrower"
    # Two days of twelve months, 21 days after each other, and so on: nine months by breaks alone.
    found = compare(adding, replace(NINE_OF_TWELVE, threshold=Bound(30, "day", ">=")))
    assert found.relation == "overlapping"


@pytest.mark.parametrize("way", ["cumulative", "weighted"])
def test_what_cannot_be_decided_is_said_and_not_guessed(way: str) -> None:
    strange = replace(LIMB, accumulation=way, interruptions=Interruptions(Bound(14, "day", "<=")))
    found = compare(strange, LIMB)
    assert found.relation == "undetermined"
    assert found.reason
    assert isinstance(replace(LIMB, interruptions=NONE).interruptions, Stated)
