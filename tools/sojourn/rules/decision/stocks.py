"""Whether a rule about a reference date counts a traveller on a date: yes, no, or not decided.

Decided means: every way in which the unseen could turn out gives the same answer, in every completion of what the rule
leaves open. The unseen are the days that nobody saw, stated or permitted stays, and attributes that the history does not
give. The questions, and what is left of them, are those of `flows`: a date is one moment at which the rule is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sojourn.model.message import Arg, Joined, Message, message
from sojourn.model.rule import Rule
from sojourn.rules.comparison.questions import silent_on
from sojourn.rules.decision.alternatives.cases import Cases, interned, lowered, people
from sojourn.rules.decision.alternatives.first_date import first_met
from sojourn.rules.decision.alternatives.sensitivity import with_sensitivity
from sojourn.rules.decision.alternatives.silence import completed
from sojourn.rules.decision.explanation.numbers import Numbers, decisive, numbers_of
from sojourn.rules.decision.explanation.reasons import differing, items, of_case
from sojourn.rules.decision.explanation.result import Counted
from sojourn.rules.decision.explanation.trace import tree_on
from sojourn.rules.decision.observed.history import History
from sojourn.rules.decision.observed.observation import EVER, Observation, date_of
from sojourn.rules.decision.outcomes.joint import Case, Solver, TooManyCasesError
from sojourn.rules.decision.required.residuals import Moment
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.caches import MEMORY
from sojourn.rules.logic.expand import Resolve, expand, limbs_of
from sojourn.rules.logic.formula import Formula
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import events_of
from sojourn.rules.logic.vague import vague_values

DATE = "reference-date"
_KEY = (DATE, "")


def counted(
    rule: Rule, history: History, on: date, *, resolve: Resolve | None = None, assume_intentions_come_true: bool = False
) -> Counted:
    """Whether the `rule` counts the person of the `history` on the date `on` (RULES.md, section 2).

    `resolve` finds the rules that `ref` names. Raises RuleError for a rule that is not about a reference date.

    Rules about intended or permitted stays are decided from what happened only with
    `assume_intentions_come_true`.

    >>> from sojourn.model.rule import Bound, Limb, Window
    >>> from sojourn.rules.decision.observed.history_form import history_from_dict
    >>> person = history_from_dict({"id": "x", "stays": [{"from": "2019-03-01", "to": None}]})
    >>> year = Limb(DATE, "stay", Bound(12, "month", ">="), accumulation="continuous", basis="actual",
    ...     window=Window(anchor=DATE, direction="backward"))
    >>> [counted(year, person, day).counted for day in (date(2020, 2, 29), date(2020, 3, 1))]
    [False, True]
    """
    stocks = Stocks(rule, resolve=resolve, plans_come_true=assume_intentions_come_true)
    return next(iter(stocks.decide(history, [on])))


@dataclass(slots=True)
class _Way:
    """One way to complete rule and person: the cases that it makes of dates, and whom it stands for."""

    completion: int
    people: list[Mapping[str, str]]
    cases: Cases


class Stocks:
    """A rule about a reference date, ready for many histories.

    Raises RuleError for a rule about crossings, and for one that no travel history decides.
    """

    def __init__(self, rule: Rule, *, resolve: Resolve | None = None, plans_come_true: bool = False) -> None:
        MEMORY.tidy()
        self.written, self.plans_come_true = expand(rule, resolve), plans_come_true
        if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(self.written)):
            raise RuleError(
                message("decision-error-model"),
                message("decision-error-model-detail"),
                message("decision-error-model-advice"),
            )
        if events_of(self.written) and DATE not in events_of(self.written):
            raise RuleError(
                message("decision-error-crossings"),
                message("decision-error-crossings-detail"),
                message("decision-error-crossings-advice"),
            )
        self.completed = completed(self.written)
        self.resolve, self.vague = resolve, vague_values(self.written, resolve)
        self._made: dict[tuple[int, frozenset[str]], Formula] = {}
        self._literals: dict[Formula, Formula] = {}

    def decide(self, history: History, dates: Iterable[date]) -> list[Counted]:
        """The answers for a history on some dates."""
        return _Person(self, history.known_by(self.resolve, self.vague)).on(list(dates))

    def answer(self, history: History, on: date) -> bool | None:
        """Whether the rule counts the person on the date, without a reason: for very many persons."""
        return _Person(self, history.known_by(self.resolve, self.vague)).answer(on)

    def formula(self, number: int, groups: frozenset[str]) -> Formula:
        """What a completion asks; `groups` are those of which the history says whether the person is one of them."""
        key = number, groups
        if key not in self._made:
            completion = self.completed.completions[number]
            formula = lowered(completion.rule, DATE, completion.base, groups, self.plans_come_true)
            self._made[key] = interned(formula, self._literals)
        return self._made[key]


class _Person:
    """One history under a rule about a date."""

    def __init__(self, stocks: Stocks, history: History) -> None:
        self.stocks, self.history, self.seen = stocks, history, Observation(history)
        self.solver = Solver(self.seen)
        self.ways: list[_Way] = []
        known: dict[tuple[Formula, ...], Cases] = {}
        for number in range(len(stocks.completed.completions)):
            formulas = {_KEY: stocks.formula(number, history.groups)}
            for plain, who in people(formulas, history).items():
                if plain not in known:
                    known[plain] = Cases({_KEY: plain[0]}, history, self.seen)
                self.ways.append(_Way(number, who, known[plain]))

    def on(self, dates: list[date]) -> list[Counted]:
        """The answers on some dates."""
        if not dates:
            return []
        different = list(dict.fromkeys(way.cases for way in self.ways))
        met = first_met(different, self.seen, max(dates))
        return [self._counted(on, met if met is not None and met <= on else None) for on in dates]

    def answer(self, on: date) -> bool | None:
        """The answer on a date; None as soon as two ways to complete the rule and the person differ."""
        found: set[bool] = set()
        for way in self.ways:
            found |= self._answers(way.cases.on(Moment.of(DATE, on)))
            if len(found) > 1:
                return None
        return next(iter(found))

    def _counted(self, on: date, met: date | None) -> Counted:
        cases = [way.cases.on(Moment.of(DATE, on)) for way in self.ways]
        answers = [self._answers(case) for case in cases]
        union = frozenset[bool]().union(*answers)
        asked = self.stocks.written
        day: int = EVER
        if len(union) == 1:
            verdict = next(iter(union))
            day = max(case.time for case in cases)
            day = self.seen.until if day > self.seen.until else day
            reason = message("decision-counted" if verdict else "decision-not-counted", day=on, rule=asked)
        else:
            waits, day = self._waits(cases, answers)
            reason = message("decision-date-open", day=on, waits=waits)
        way = self.stocks.completed.completions[0]
        return Counted(
            on,
            next(iter(union)) if len(union) == 1 else None,
            reason,
            date_of(day),
            met,
            self.stocks.completed.assumptions,
            lambda: with_sensitivity(
                tree_on(way.rule, way.base, self.seen, on, reason, self._numbers(cases[0])),
                asked,
                on,
                next(iter(union)) if len(union) == 1 else None,
                lambda other: self._again(other, on),
            ),
            lambda: self._numbers(cases[0]),
        )

    def _again(self, rule: Rule, on: date) -> bool | None:
        """The answer on a date by another rule, asked in the same way."""
        other = Stocks(rule, resolve=self.stocks.resolve, plans_come_true=self.stocks.plans_come_true)
        return other.decide(self.history, [on])[0].counted

    def _answers(self, case: Case) -> frozenset[bool]:
        until = self.seen.until
        if case.time <= until:
            assert case.value is not None
            return frozenset((case.value,))
        try:
            return self.solver.answers(case, until)
        except TooManyCasesError:
            return frozenset((True, False))

    def _waits(self, cases: list[Case], answers: list[frozenset[bool]]) -> tuple[Message, int]:
        """What a decision waits for, and by which day time settles it (EVER if it need never)."""
        by_completion: dict[int, list[int]] = {}
        for i, way in enumerate(self.ways):
            by_completion.setdefault(way.completion, []).append(i)
        for group in by_completion.values():
            if len(frozenset[bool]().union(*(answers[i] for i in group))) > 1:
                break
        else:
            facets = self.stocks.completed.facets
            shown = [facet for facet in facets if facet != "window" or "accumulation" not in facets]
            silent: list[Arg] = [silent_on(facet) for facet in shown]
            return message("decision-waits-rule", what=Joined(tuple(silent), "or")), EVER
        open_ones = [i for i in group if len(answers[i]) > 1]
        names = differing([self.ways[i].people for i in group]) if len(group) > 1 else []
        reasons = [of_case(cases[i], self.seen.until) for i in open_ones]
        listed = items([*(name for each in reasons for name in each.names), *names], self.history)
        if any(each.time for each in reasons) and self.history.observed_until is not None:
            listed.append(message("decision-item-days", day=self.history.observed_until))
        last = max((each.last for each in reasons), default=EVER)
        settled = last if not names and all(not each.names for each in reasons) else EVER
        what = Joined(tuple(listed or [message("decision-item-nothing")]), "and")
        return message("decision-waits-on", what=what), settled

    def _numbers(self, case: Case) -> Numbers | None:
        for tree in case.variants:
            for leaf in decisive(tree):
                found = numbers_of(leaf, self.seen)
                if found is not None:
                    return found
        return None
