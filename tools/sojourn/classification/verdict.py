"""The verdict: in one value, how a definition stands to a reference rule, or one definition to another.

`KINDS` is the closed set, the closest first; the message `verdict-<kind>` names each and `verdict-when-<kind>` says when
it is given. The verdict follows from what the comparison found, so that no two parts of a result can contradict each
other. What it rests on is kept apart: `certain` verdicts hold however silent facets are read, all others as far as the
sources go, with the number of open questions.

A direction (narrower, broader) is given only between rules whose tests all state a length, and never where a text
counts people abroad whom the reference does not name: such a text and a rule on stays leave each other's people out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sojourn.classification.lengths import asked, joined, rounded
from sojourn.classification.unions import parts_of
from sojourn.model.message import Coded, Message, message
from sojourn.model.rule import AllOf, AnyOf, Bound, Duration, Limb, Rule, Share, Stated
from sojourn.rules.comparison.relation import BROADER, DISJOINT, EQUAL, INCOMPARABLE, NARROWER, UNDETERMINED
from sojourn.rules.comparison.result import Comparison
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA

SAME, OPTION, PART, OTHER_EVIDENCE, SAME_LENGTH = "same", "option", "part", "other-evidence", "same-length"
SHORTER, LONGER = "shorter", "longer"
NO_MINIMUM, ANOTHER_TEST, ANOTHER_THING = "no-minimum", "another-test", "another-thing"
KINDS = (SAME, OPTION, PART, OTHER_EVIDENCE, NARROWER, BROADER, SAME_LENGTH, SHORTER, LONGER,
         NO_MINIMUM, ANOTHER_TEST, ANOTHER_THING)  # fmt: skip
# Kinds that say that the same people are meant.
CONFORMING = (SAME, OPTION)
# Groups of people who are not in the country, though a population may count them.
ABROAD = frozenset({
    "students-abroad", "national-diplomats-abroad", "national-military-abroad", "nationals-working-abroad",
    "nationals-abroad", "residents-temporarily-abroad", "patients-abroad", "seafarers", "non-resident-nationals",
    "government-staff-abroad", "detained-abroad",
})  # fmt: skip
# Of these, those whom every rule on usual residence counts.
TEMPORARILY = frozenset({"residents-temporarily-abroad"})
# Reasons why two rules decide different things.
APART = ("reason-levels", "reason-flow-and-stock", "reason-directions", "reason-nobody", "reasons")
# Criteria by which something else than time decides.
STATUS = ("legal-status", "citizenship", "country-of-birth", "previous-residence")
LONG_MONTH = 31


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one rule stands to another; `open` is the number of questions whose answers could change it.

    `option` is the option of the framework that is met. `why` says what the verdict rests on, where the kind alone does
    not: the two lengths, the other test, why the rules decide different things, who states no minimum.
    """

    kind: str
    certain: bool
    open: int = 0
    option: str | None = None
    why: Message | None = None

    @property
    def name(self) -> Message:
        """The verdict in a few words."""
        sure = Coded("certainty", "certain" if self.certain else "stated")
        return message(f"verdict-{self.kind}", certain=sure, n=self.open, option=option_named(self.option))

    def to_dict(self) -> dict[str, Any]:
        """As in JSON, without words."""
        return {"kind": self.kind, "certain": self.certain, "open": self.open, "option": self.option}


def kind_named(kind: str) -> Message:
    """A kind of verdict in a few words, whatever option is met."""
    return message("conformance-conforms-to-option") if kind == OPTION else Verdict(kind, True).name


def option_named(option: str | None) -> Message:
    """An option of a framework, as it is spoken of: its letter, with what the length is taken from.

    >>> option_named("b-actual").id
    'option-of'
    """
    letter, _, basis = (option or "").partition("-")
    if not basis:
        return message("option-whole", letter=letter.upper())
    return message("option-of", letter=letter.upper(), basis=Coded("basis", basis))


@dataclass(frozen=True, slots=True)
class Requirements:
    """What the tests of a rule ask for: minimum lengths by the side measured, other tests, and tests without a length."""

    lengths: tuple[tuple[str, int, str], ...]
    tests: tuple[Message, ...]
    silent: bool
    abroad: frozenset[str]
    bases: frozenset[str | None]

    def least(self, side: str) -> tuple[int, str] | None:
        """The minimum length on one side; None if none is stated there."""
        return next(((value, unit) for measured, value, unit in self.lengths if measured == side), None)


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of two rules that were compared, beside the comparison.

    `close`: equal but for bounded differences, in every reading; `maybe_close`: as far as stated. `plans` is the relation
    as far as stated if plans and permits come true. `option` and `part` say what the reference is.
    """

    rule: Rule
    target: Rule
    found: Comparison
    close: bool = False
    maybe_close: bool = False
    plans: str | None = None
    option: str | None = None
    part: bool = False


def verdict(held: Held) -> Verdict:
    """The verdict on two rules without references.

    >>> from sojourn.rules import compare
    >>> six, year = (Limb("arrival", "stay", Bound(n, "month", ">=")) for n in (6, 12))
    >>> verdict(Held(six, year, compare(six, year))).kind
    'shorter'
    """
    found = held.found
    if found.relation == INCOMPARABLE and found.reason and found.reason.id in APART:
        return Verdict(ANOTHER_THING, True, why=found.reason)
    mine, theirs = sides(held.rule), sides(held.target)
    if found.relation == EQUAL or held.close:
        return _conforming(held, certain=not mine.abroad - theirs.abroad - TEMPORARILY)
    return _without_length(held, mine, theirs) or _of_lengths(held, mine, theirs)


def questions(found: Comparison) -> int:
    """How many questions could change a relation."""
    return len({unknown.question for unknown in found.unknown if unknown.matters}) or len(found.unknown)


def _conforming(held: Held, certain: bool) -> Verdict:
    kind = PART if held.part else OPTION if held.option else SAME
    return Verdict(kind, certain, 0 if certain else questions(held.found), held.option)


def _without_length(held: Held, mine: Requirements, theirs: Requirements) -> Verdict | None:
    """The verdict where a side has no length that could be judged; None where both have one."""
    unjudged = (_unjudged(held.rule, mine, theirs), theirs.silent and not theirs.lengths)
    for who, side, silent in zip(("definition", "reference"), (mine, theirs), unjudged, strict=True):
        if silent:
            why = message("verdict-why-some" if side.lengths else "verdict-why-none", side=message(f"side-{who}"))
            return Verdict(NO_MINIMUM, False, questions(held.found), why=why)
    opaque = held.found.reason is not None and held.found.reason.id == "reason-criteria"
    for who, side, rule in (("definition", mine, held.rule), ("reference", theirs, held.target)):
        if side.tests and (opaque or not side.lengths):
            why = message("verdict-why-test", side=message(f"side-{who}"), tests=joined(rule, _other_test))
            return Verdict(ANOTHER_TEST, True, why=why)
    return None


def _of_lengths(held: Held, mine: Requirements, theirs: Requirements) -> Verdict:
    """The verdict by the lengths of both sides, and by the relation where they are the same."""
    found, stated = held.found, held.found.as_stated or held.found.relation
    if stated == DISJOINT and found.relation == DISJOINT:
        return Verdict(ANOTHER_THING, True, why=message("verdict-why-nobody"))
    least, asked_for = _on_one_side(mine, theirs)
    if least is None or asked_for is None:
        if least is None and mine.lengths:
            why = message("verdict-why-test", side=message("side-definition"), tests=joined(held.rule, _measured))
            return Verdict(ANOTHER_TEST, True, why=why)
        return _related(held, mine, theirs)
    if least != asked_for:
        union = isinstance(held.rule, AnyOf) and _days(least) < _days(asked_for)
        complete = not (theirs.silent or ((mine.silent or mine.tests) and not union))
        kind = SHORTER if _days(least) < _days(asked_for) else LONGER
        why = message("verdict-why-lengths", theirs=_length(least), reference=_length(asked_for))
        return Verdict(kind, complete, 0 if complete else questions(found), why=why)
    return _related(held, mine, theirs)


def _related(held: Held, mine: Requirements, theirs: Requirements) -> Verdict:
    """The verdict on two rules that ask for the same minimum."""
    found, stated = held.found, held.found.as_stated or held.found.relation
    decided = found.relation == stated != UNDETERMINED
    if stated == EQUAL or held.maybe_close:
        return _conforming(held, certain=False)
    opened = 0 if decided else questions(found)
    other_evidence = None not in mine.bases and mine.bases != theirs.bases
    if other_evidence and (held.plans == EQUAL or stated == INCOMPARABLE):
        return Verdict(OTHER_EVIDENCE, decided, opened)
    whole = not (mine.silent or theirs.silent or mine.tests or theirs.tests or mine.abroad - theirs.abroad)
    if stated in (NARROWER, BROADER) and whole:
        return Verdict(stated, decided, opened)
    # Where neither side states a length, that they ask for the same is nothing certain.
    return Verdict(SAME_LENGTH, decided and not mine.silent and bool(mine.lengths), opened)


def _length(length: tuple[int, str]) -> Duration | Message:
    return Duration(*length) if length[0] else message("verdict-no-length")


def _days(length: tuple[int, str]) -> int:
    value, unit = length
    return value * LONG_MONTH if unit == "month" else value


@lru_cache(maxsize=20_000)
def sides(rule: Rule) -> Requirements:
    """What the tests of a rule ask for."""
    limbs = list(asked(rule))
    least: dict[str, tuple[int, str]] = {}
    for side in ("stay", "absence"):
        found = _least(rule, side)
        if found is not None:
            least[side] = found
    tests = tuple(dict.fromkeys(test for limb in limbs for test in _other_test(limb)))
    silent = any(_silent(limb, isinstance(rule, Limb)) for limb in limbs)
    abroad = frozenset(g for limb in limbs for g in limb.population.includes if g in ABROAD)
    if len(limbs) > 1 and any(_whatever_the_absence(limb) for limb in limbs):
        abroad |= {"nationals-abroad"}
    bases = frozenset(limb.basis for limb in limbs if isinstance(limb.threshold, Bound))
    return Requirements(tuple((side, *length) for side, length in least.items()), tests, silent, abroad, bases)


def _least(rule: Rule, side: str) -> tuple[int, str] | None:
    """The least length on a side with which somebody is counted: of alternatives the shortest, of joint tests the longest."""
    match rule:
        case Limb():
            if side != side_of(rule) or _whatever_the_absence(rule) or next(_other_test(rule), None):
                return None
            if isinstance(rule.threshold, Bound):
                return rounded(rule.threshold.value, rule.threshold.unit)
            bounded = isinstance(rule.threshold, Stated) or (
                rule.threshold is None and isinstance(rule.upper_bound, Bound)
            )
            return (0, "day") if bounded else None
        case AnyOf(rules) | AllOf(rules):
            found = [length for part in rules if (length := _least(part, side)) is not None]
            shortest = isinstance(rule, AnyOf)
            return (min if shortest else max)(found, key=_days) if found else None
        case _:
            return None


def side_of(limb: Limb) -> str:
    """The side that a limb measures: stay, or absence."""
    return limb.measure or ("absence" if limb.event == "departure" else "stay")


def _whatever_the_absence(limb: Limb) -> bool:
    """Whether a limb counts people who are abroad on the date, however long."""
    limited = isinstance(limb.threshold, Bound | Share) or isinstance(limb.upper_bound, Bound | Share)
    return limb.event == "reference-date" and limb.measure == "absence" and not limited


def _other_test(limb: Limb) -> Iterator[Message]:
    """What decides in place of a length: main place, a model, presence, a register, a legal status, ..."""
    if limb.criterion in OPAQUE_CRITERIA:
        yield message(f"test-{limb.criterion}")
        return
    if isinstance(limb.threshold, Bound | Share) or isinstance(limb.upper_bound, Bound | Share):
        return
    if limb.basis == "registration" or (limb.basis is None and limb.population.base == "registered"):
        yield message("test-registered")
    elif limb.event == "reference-date" and limb.population.base == "de-facto":
        yield message("test-de-facto")
    elif limb.criterion in STATUS:
        yield message(f"test-{limb.criterion}")
    elif limb.threshold is None and any(name == "legal_status" for name, _ in limb.population.requires):
        yield message("test-legal-status")


def _measured(limb: Limb) -> Iterator[Message]:
    """The side of which a limb measures a length, if it measures any."""
    if _least(limb, side_of(limb)) is not None:
        yield message(f"test-{side_of(limb)}")


def _silent(limb: Limb, alone: bool) -> bool:
    """Whether a limb asks for a length that it does not state; in a combination it may be about attributes alone."""
    if limb.threshold is not None or isinstance(limb.upper_bound, Bound | Share):
        return False
    if not alone and limb.event is None and limb.measure is None:
        return False
    return next(_other_test(limb), None) is None and not _whatever_the_absence(limb)


def same_length(rule: Rule, target: Rule) -> bool | None:
    """Whether two rules ask for the same minimum; None if what is open, or another test than a length, decides it."""
    mine, theirs = sides(rule), sides(target)
    if _unjudged(rule, mine, theirs) or (theirs.silent and not theirs.lengths):
        return None
    least, asked_for = _on_one_side(mine, theirs)
    if least is None or asked_for is None:
        presence = mine.tests == (message("test-de-facto"),)
        return False if presence and asked_for is not None else None
    return least == asked_for


def of_one_length(rule: Rule, target: Rule) -> int:
    """How many of the groups of people of a union (one, of another rule) are asked for the same minimum as by a reference."""
    asked_for = sides(target)
    parts = [part for _, part in parts_of(rule)] or [rule]
    found = (_on_one_side(sides(part), asked_for) for part in parts)
    return sum(least is not None and least == other for least, other in found)


def _unjudged(rule: Rule, mine: Requirements, theirs: Requirements) -> bool:
    """Whether a rule counts somebody by a length that it does not state, and that matters.

    One more alternative can only shorten the minimum of a union: it does not matter where that is shorter already, unless
    the alternatives are for different people.
    """
    if not mine.silent or (mine.lengths and not isinstance(rule, AnyOf)):
        return mine.silent and not mine.lengths
    least, asked_for = _on_one_side(mine, theirs)
    shorter = least is not None and asked_for is not None and _days(least) < _days(asked_for)
    return not (shorter and not parts_of(rule))


def _on_one_side(mine: Requirements, theirs: Requirements) -> tuple[tuple[int, str] | None, tuple[int, str] | None]:
    """The minimum lengths of two rules on the side that the second one measures."""
    side = next((s for s, _, _ in (*theirs.lengths, *mine.lengths)), "stay")
    return mine.least(side), theirs.least(side)
