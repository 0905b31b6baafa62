"""A comparison as plain values for JSON, without words, and back: how results are kept.

Rules stand in a table of their own (`Rules`), since the messages of one result name the same few rules again and again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sojourn.model.message import Message, arg_from_json, arg_to_json, message_from_dict
from sojourn.model.rule import Rule, rule_from_dict, rule_to_dict
from sojourn.rules.comparison.person import Timeline
from sojourn.rules.comparison.result import Answer, Comparison, StartDates, Unknown, Witness


class Rules:
    """Rules by their place in a table."""

    def __init__(self, written: Sequence[Mapping[str, Any]] = ()) -> None:
        self._rules = [rule_from_dict(rule) for rule in written]
        self._places = {rule: place for place, rule in enumerate(self._rules)}

    def place(self, rule: Rule) -> int:
        """The place of a rule, which is put into the table if it is new."""
        if rule not in self._places:
            self._places[rule] = len(self._rules)
            self._rules.append(rule)
        return self._places[rule]

    def at(self, place: int) -> Rule:
        """The rule of a place."""
        return self._rules[place]

    def to_list(self) -> list[dict[str, Any]]:
        """The table in the content form of rules."""
        return [rule_to_dict(rule) for rule in self._rules]


def message_to_value(said: Message | None, rules: Rules) -> Any:
    """A message; its rules by their places."""
    return said and said.to_dict(rules.place)


def message_from_value(data: Any, rules: Rules) -> Message | None:
    """The message of a value."""
    return data and message_from_dict(data, rules.at)


def messages_from_values(data: Sequence[Any], rules: Rules) -> tuple[Message, ...]:
    """The messages of values."""
    return tuple(message_from_dict(item, rules.at) for item in data)


def comparison_to_value(found: Comparison, rules: Rules) -> dict[str, Any]:
    """A comparison; what is empty is left out."""
    out = {
        "a": found.a,
        "b": found.b,
        "relation": found.relation,
        "possible": list(found.possible),
        "as_stated": found.as_stated,
        "reason": message_to_value(found.reason, rules),
        "a_not_b": _person_to_value(found.a_not_b, rules),
        "b_not_a": _person_to_value(found.b_not_a, rules),
        "both": _person_to_value(found.both, rules),
        "start_dates": None if found.start_dates == StartDates() else found.start_dates.to_dict(),
        "assumptions": [message_to_value(said, rules) for said in found.assumptions],
        "unknown": [_unknown_to_value(unknown, rules) for unknown in found.unknown],
    }
    return {key: value for key, value in out.items() if value not in (None, [])}


def comparison_from_value(data: Mapping[str, Any], rules: Rules) -> Comparison:
    """The comparison of a value."""
    dates = data.get("start_dates")
    return Comparison(
        data["a"],
        data["b"],
        data["relation"],
        tuple(data["possible"]),
        _person_from_value(data.get("a_not_b"), rules),
        _person_from_value(data.get("b_not_a"), rules),
        _person_from_value(data.get("both"), rules),
        StartDates(dates["same_for_all"], tuple(dates["differs_on"]), dates["relations"]) if dates else StartDates(),
        messages_from_values(data.get("assumptions", ()), rules),
        tuple(_unknown_from_value(unknown, rules) for unknown in data.get("unknown", ())),
        data.get("as_stated"),
        message_from_value(data.get("reason"), rules),
    )


def _unknown_to_value(unknown: Unknown, rules: Rules) -> list[Any]:
    answers = [[arg_to_json(one.value, rules.place), list(one.leaves)] for one in unknown.answers]
    out = [
        unknown.facet,
        unknown.side,
        unknown.matters,
        message_to_value(unknown.question, rules),
        answers,
        unknown.who,
    ]
    return out if unknown.who else out[:5] if answers else out[:4]


def _unknown_from_value(data: Sequence[Any], rules: Rules) -> Unknown:
    facet, side, matters, question, *more = data
    answers = tuple(Answer(arg_from_json(value, rules.at), tuple(left)) for value, left in (more[0] if more else ()))
    who = tuple((name, tuple(values)) for name, values in (more[1] if len(more) > 1 else ()))
    return Unknown(facet, side, matters, message_from_dict(question, rules.at), who, answers)


def _person_to_value(person: Witness | None, rules: Rules) -> Any:
    if person is None:
        return None
    plans = {obj: _days_to_value(stays) for obj, stays in person.plans}
    verdict = message_to_value(person.verdict, rules)
    return [
        person.event,
        person.start.isoformat(),
        _days_to_value(person.stays),
        plans,
        dict(person.attributes),
        verdict,
    ]


def _person_from_value(data: Any, rules: Rules) -> Witness | None:
    if data is None:
        return None
    event, start, stays, plans, attributes, verdict = data
    return Witness(
        event,
        date.fromisoformat(start),
        _days_from_value(stays),
        tuple((obj, _days_from_value(days)) for obj, days in plans.items()),
        tuple(attributes.items()),
        message_from_value(verdict, rules),
    )


def _days_to_value(stays: Timeline) -> list[list[str | None]]:
    return [[None if day is None else day.isoformat() for day in stay] for stay in stays]


def _days_from_value(data: Sequence[Sequence[str | None]]) -> Timeline:
    return tuple((_day(came), _day(left)) for came, left in data)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
