"""What an open case waits for: time, plans, attributes, days that nobody saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sojourn.model.message import Coded, Message, message
from sojourn.rules.comparison.person import attribute_name, criterion
from sojourn.rules.decision.observed.history import History
from sojourn.rules.decision.observed.observation import EVER
from sojourn.rules.decision.outcomes.joint import Case, CrossingStep
from sojourn.rules.decision.outcomes.status_process import StatusVerdict

PLANS = ("intended", "granted", "registered")


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a crossing is open: names of what nothing observed settles, whether days to come matter, and the last of them."""

    names: tuple[str, ...]
    time: bool
    last: int

    @staticmethod
    def along(steps: Sequence[CrossingStep], verdicts: Sequence[StatusVerdict], until: int) -> list[Reasons]:
        """The reasons for each crossing: its own, and those of the ones before it on which its status depends."""
        out: list[Reasons] = []
        carried = Reasons((), False, -EVER)
        for step, verdict in zip(steps, verdicts, strict=True):
            if len(verdict.outcome.before) == 1:
                carried = Reasons((), False, -EVER)
            for case in dict.fromkeys(step.cases[s] for s in verdict.outcome.before):
                carried = carried.and_of(case, until)
            if len(verdict.outcome.before) == 2 and step.hidden:
                carried = Reasons(tuple(dict.fromkeys((*carried.names, "gap"))), carried.time, carried.last)
            out.append(carried)
        return out

    def and_of(self, case: Case, until: int) -> Reasons:
        """These reasons and those of a case."""
        if case.time <= until:
            return self
        ends = [leaf.hi - 1 for leaf in case.open_leaves(until)]
        ends = [EVER if end > EVER // 2 else end for end in ends]
        names = tuple(dict.fromkeys((*self.names, *case.free)))
        return Reasons(names, self.time or bool(ends), max([self.last, *ends]))


def of_case(case: Case, until: int) -> Reasons:
    """The reasons of one case alone."""
    return Reasons((), False, -EVER).and_of(case, until)


def differing(people: Sequence[Sequence[Mapping[str, str]]]) -> list[str]:
    """The attributes in which groups of people differ."""
    names = sorted({name for group in people for person in group for name in person})
    each = {name: {frozenset(person.get(name, "") for person in group) for group in people} for name in names}
    return [name for name in names if len(each[name]) > 1] or names


def items(names: Sequence[str], history: History) -> list[Message]:
    """The words for what a history does not give."""
    return [_item(name, history) for name in dict.fromkeys(names)]


def _item(name: str, history: History) -> Message:
    if name in ("initial_status", "gap", "registered", *PLANS):
        return message(f"decision-item-{name.replace('_', '-')}")
    if name.startswith("group:"):
        return message("decision-item-group", group=Coded("group", name[6:]))
    if name.startswith("counted_by_"):
        return message("decision-item-counted-by", name=criterion(name))
    return message("decision-item-attribute", name=attribute_name(name))
