"""What the silent facets of a rule could mean: the readings of a rule next to another one.

Three kinds of silence (see `sojourn.model.rule`) need three answers:

1. *Followed from the rest.* The measured side (stay at an arrival, absence at a departure), the direction of a
   count from a crossing, that there is no upper bound, that each break interrupts: filled in, and named as an
   assumption (`granted`), since a text may mean something else. What cannot matter is filled in without a word. The
   level is the country, the criterion simple residence, unless the rule says otherwise.
2. *Silent in the same way.* A facet on which **both** rules are silent is taken to be the same in both: each of its
   values is tried, but never one in the first rule together with another in the second. (The day convention is taken
   alike as soon as one side is silent on it.) This is reported as an assumption, since two offices that say nothing
   may still do different things. It lets two texts that differ in their length only stand to each other as their
   lengths do. The minimum length itself is not taken alike: it is what a definition is about, and two unknown lengths
   have nothing in common. (Only a rule next to the very same rule is equal to it whatever it leaves open.)
3. *Left open.* What one side states and the other does not is tried with each value that makes sense next to what is
   stated: whether exactly the threshold counts, whether days add up, in which period, on whose word, on which side of
   the reference date, which threshold. The comparison then holds for all readings, or is `undetermined` with the
   questions that would settle it.

A facet that several limbs of one rule leave open is one question with one answer: one text is silent in one way.
A value with which a limb can count nobody (a window no longer than a "more than" threshold) is not a reading.
The first value of each list is the other side's (or, if that is silent too, the most usual): the `alike` reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import combinations, islice, product

from sojourn.model.message import Coded, Message, Named, message
from sojourn.model.rule import NONE, Bound, Limb, Population, Rule, Share, Stated, Window
from sojourn.rules.comparison.open_facets import UNLIMITED, Open, filled, open_facets, silent_facets
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.caches import Hashed, cached, grown
from sojourn.rules.logic.calendar import ALL_STARTS
from sojourn.rules.logic.expand import limbs_of, map_limbs
from sojourn.rules.logic.formula import clauses
from sojourn.rules.logic.normal_form import formula_of

# The most readings of one rule alone that are tried; pairs of readings are counted in `pair`.
MAX_READINGS = 400
# The ways of counting that look at a window.
IN_WINDOWS = ("cumulative", "longest")
# The facets that can make a limb impossible to meet.
DECISIVE = {"threshold", "threshold.comparison", "upper_bound.comparison", "accumulation", "window"}
Choice = tuple[int, ...]
# What is required of persons: attributes with their values.
Traits = tuple[tuple[str, tuple[str, ...]], ...]
# Open facets of a limb, each with what it could be.
Values = tuple[tuple[str, tuple[object, ...]], ...]


class Reading(Hashed):
    """A rule with nothing unknown."""

    __slots__ = ("limbs", "rule")

    def __init__(self, rule: Rule, limbs: tuple[Limb, ...]) -> None:
        super().__init__(rule)
        self.rule, self.limbs = rule, limbs


class Readings:
    """The readings of a rule next to another one: its questions (silent facets), and the rule for each choice.

    `event` is the kind of event that the rule is taken to be about, if it does not say so itself.
    """

    def __init__(self, rule: Rule, limbs: tuple[Limb, ...], assumed: str | None, found: tuple[Open, ...]) -> None:
        self.event = assumed
        self._rule, self._limbs = rule, limbs
        self.facets = tuple(dict.fromkeys(o.facet for o in found))
        groups = [[o for o in found if o.facet == facet] for facet in self.facets]
        # One entry a question: its first limb, with the longest list of values.
        self.open = tuple(replace(group[0], values=max((o.values for o in group), key=len)) for group in groups)
        self.sizes = tuple(len(o.values) for o in self.open)
        self.asking = tuple(tuple(o.limb for o in group) for group in groups)
        # For each limb: what it could be by the values of its own questions, and which questions those are.
        self._own = []
        for index, limb in enumerate(limbs):
            own = [o for o in found if o.limb == index]
            options = _options(limb, tuple((o.facet, o.values) for o in own))
            self._own.append((options, [(self.facets.index(o.facet), len(o.values) - 1) for o in own]))
        self._at: dict[Choice, Reading | None] = {}

    def concerned(self, place: int) -> Traits:
        """Whom the question of a place concerns: what all limbs that leave it open require of persons, and others do not."""
        asking = [self._limbs[i].population.requires for i in self.asking[place]]
        others = (limb.population.requires for i, limb in enumerate(self._limbs) if i not in self.asking[place])
        shared = tuple(trait for trait in asking[0] if all(trait in traits for traits in asking))
        return shared if all(set(shared) - set(traits) for traits in others) and len(self._limbs) > 1 else ()

    def at(self, choice: Choice) -> Reading | None:
        """The reading with these values; None if a limb could count nobody."""
        if choice not in self._at:
            limbs = [options[tuple([min(choice[w], last) for w, last in asked])] for options, asked in self._own]
            self._at[choice] = (
                None if None in limbs else _reading(self._rule, tuple([x for x in limbs if x is not None]))
            )
        return self._at[choice]

    def each(self) -> Iterator[Reading]:
        """The different readings, the alike one first; no more than `MAX_READINGS` choices are gone through."""
        seen: set[Reading] = set()
        for choice in islice(choices(self.sizes), MAX_READINGS):
            reading = self.at(choice)
            if reading is not None and reading not in seen:
                seen.add(reading)
                yield reading

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """`each`, all of them."""
        return tuple(self.each())

    def assumptions(self, side: str) -> tuple[Message, ...]:
        """What was assumed; `side` is the rule's name in it."""
        if self.event is None:
            return ()
        return (message("assumed-event", id=Named(side), event=Coded("event", self.event)),)


@cached(20_000)
def readings(rule: Rule, other: Rule) -> Readings:
    """The readings of `rule` (without references) next to `other`."""
    event = _only_event(rule) or _only_event(other) or "reference-date"
    limbs = _limbs(rule, event)
    # What the other rule leaves open next to this one: `event` is the same from both sides, or both state one.
    others = _limbs(other, _only_event(other) or _only_event(rule) or "reference-date")
    shared = (_silent(limbs) & _silent(others)) - {"threshold"}
    stated = list(limbs_of(other))
    found = tuple(o for i, limb in enumerate(limbs) for o in open_facets(i, limb, list(limbs), stated, shared))
    assumed = event if any(_needs_event(limb) for limb in limbs_of(rule)) else None
    return _readings(rule, limbs, assumed, found)


@cached(300_000)
def _reading(rule: Rule, limbs: tuple[Limb, ...]) -> Reading:
    """The rule with other limbs in the places of its own."""
    grown(2 * len(limbs))
    rest = iter(limbs)
    return Reading(map_limbs(rule, lambda _: next(rest)), limbs)


# Given what each open facet could be: many other rules leave the same to choose from.
_readings = cached(20_000)(Readings)


@cached(50_000)
def _limbs(rule: Rule, event: str) -> tuple[Limb, ...]:
    return tuple(filled(limb, event, isinstance(rule, Limb)) for limb in limbs_of(rule))


@cached(50_000)
def _silent(limbs: tuple[Limb, ...]) -> frozenset[str]:
    return frozenset(facet for limb in limbs for facet in silent_facets(limb))


def choices(sizes: tuple[int, ...]) -> Iterator[Choice]:
    """All choices, those that differ from the alike one in the fewest facets first."""
    wide = [i for i, size in enumerate(sizes) if size > 1]
    for differing in range(len(wide) + 1):
        for where in combinations(wide, differing):
            for values in product(*(range(1, sizes[i]) for i in where)):
                choice = [0] * len(sizes)
                for i, value in zip(where, values, strict=True):
                    choice[i] = value
                yield tuple(choice)


def _only_event(rule: Rule) -> str | None:
    events = {limb.event for limb in limbs_of(rule) if limb.event is not None}
    return events.pop() if len(events) == 1 else None


def _needs_event(limb: Limb) -> bool:
    return limb.event is None and (limb.threshold is not None or limb.upper_bound is not None)


@cached(50_000)
def _options(limb: Limb, own: Values) -> dict[Choice, Limb | None]:
    """The limb for each choice of values of its own open facets; None where it could count nobody.

    A value that cuts some start dates off is left out too, if another one does not. If nobody can be counted with any
    value, no value is excluded, and the rule is a contradiction.
    """
    fits = _fitting(_bare(limb), own) if {facet for facet, _ in own} & DECISIVE else None
    same: dict[Limb, Limb] = {}
    made: dict[Choice, Limb | None] = {}
    for choice in product(*(range(len(values)) for _, values in own)):
        plain = _plain(limb, own, choice)
        if plain != choice:
            # The first of the choices that say the same comes before the others.
            made[choice] = made[plain]
        elif fits is not None and _timely(own, choice) not in fits:
            made[choice] = None
        else:
            option = _with(limb, _picked(own, choice))
            made[choice] = same.setdefault(option, option)
    grown(len(made) + 10 * len(same))
    return made


def _picked(own: Values, choice: Choice) -> list[tuple[str, object]]:
    """The open facets with the values of a choice."""
    return [(facet, values[i]) for (facet, values), i in zip(own, choice, strict=True)]


def _plain(limb: Limb, own: Values, choice: Choice) -> Choice:
    """The first of the choices that say the same as this one.

    Without a minimum nothing else about a stay's length matters; an unbroken time is added up in no period.
    """
    picked = dict(_picked(own, choice))
    idle: set[str] = set()
    if (
        picked.get("threshold") is NONE
        and limb.measure != "absence"
        and not isinstance(limb.upper_bound, Bound | Share)
    ):
        idle = {"threshold.comparison", "accumulation", "window", "window.direction", "interruptions"}
    elif picked.get("accumulation", limb.accumulation or "cumulative") not in IN_WINDOWS:
        idle = {"window"}
    elif picked.get("accumulation") == "cumulative":
        idle = {"interruptions"}
    if not idle:
        return choice
    return tuple([0 if facet in idle else i for (facet, _), i in zip(own, choice, strict=True)])


@cached(20_000)
def _fitting(bare: Limb, own: Values) -> frozenset[Choice] | None:
    """The choices (see `_timely` and `_plain`) with which somebody meets the limb's time; None if there are none."""
    starts: dict[Choice, int] = {}
    for choice in product(*(range(1 if facet == "prior" else len(values)) for facet, values in own)):
        if _plain(bare, own, choice) == choice:
            picked = [(facet, value) for facet, value in _picked(own, choice) if facet != "prior"]
            starts[choice] = _starts(_with(bare, picked))
    for enough in (lambda mask: mask == ALL_STARTS, bool):
        alive = frozenset(choice for choice, mask in starts.items() if enough(mask))
        if alive:
            return alive
    return None


def _timely(own: Values, choice: Choice) -> Choice:
    """A choice without what says nothing about time: the status before."""
    return tuple([0 if facet == "prior" else i for (facet, _), i in zip(own, choice, strict=True)])


def _bare(limb: Limb) -> Limb:
    """The limb's time alone: attributes never keep everybody out."""
    return replace(limb, prior="none", population=Population())


@cached(50_000)
def _starts(limb: Limb) -> int:
    """The start dates on which somebody meets the limb; all of them where that cannot be told."""
    # Imported here as most rules leave nothing open for which it would be asked.
    from sojourn.rules.solver.clause_satisfiability import ClauseCase, case_mask

    mask, event = 0, limb.event or "reference-date"
    try:
        for clause in clauses(formula_of(limb, event, "N", frozenset())):
            mask |= case_mask(ClauseCase(event, clause))
            if mask == ALL_STARTS:
                break
    except (UnsupportedError, RuleError):
        return ALL_STARTS
    return mask


def _with(limb: Limb, picked: list[tuple[str, object]]) -> Limb:
    """The limb with a value for each of its open facets."""
    changes = _settled(limb)
    for facet, value in picked:
        _note(limb, changes, facet, value)
    return replace(limb, **changes)  # type: ignore[arg-type]


def _note(limb: Limb, changes: dict[str, object], facet: str, value: object) -> None:
    """Note the value of an open facet among the changes of a limb (the accumulation before the window)."""
    match facet:
        case "threshold.comparison" | "upper_bound.comparison":
            name = facet.partition(".")[0]
            changes[name] = replace(getattr(limb, name), comparison=value)
        case "accumulation":
            changes["accumulation"] = value
            changes["window"] = limb.window if limb.window is not None else NONE
        case "window":
            if changes.get("accumulation", limb.accumulation) in IN_WINDOWS:
                changes["window"] = _sided(value, limb.window if isinstance(limb.window, Window) else UNLIMITED)
        case "interruptions":
            if changes.get("accumulation", limb.accumulation) == "continuous":
                changes["interruptions"] = value
        case "window.direction":
            window = changes.get("window", limb.window)
            side = str(value)
            changes["window"] = replace(window if isinstance(window, Window) else Window(), direction=side)
        case _:
            changes[facet] = value


def _sided(window: object, side: Window) -> Window | Stated:
    """A window of that length with the anchor and direction that the rule states."""
    if not isinstance(window, Window):
        return side if side != UNLIMITED else NONE
    return replace(window, anchor=side.anchor, direction=side.direction)


def _settled(limb: Limb) -> dict[str, object]:
    """Defaults for what cannot matter once the open facets have values."""
    usual: dict[str, object] = {"threshold": NONE, "accumulation": "continuous", "basis": "actual", "prior": "none"}
    return {facet: value for facet, value in usual.items() if getattr(limb, facet) is None}
