"""What the engine says, as a value: the id of a message and typed arguments. Words are made in `sojourn.prose` alone.

An argument is a number, a date, a text that somebody wrote, a part of a rule (a bound, a length, a window, a limb, a
whole rule), a code of a controlled list, the id of an entry, another message, or several of these. Each kind has one
form in JSON, from which it is read back without loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sojourn.model.rule import (
    AllOf,
    AnyOf,
    Bound,
    Duration,
    Interruptions,
    Limb,
    Not,
    Ref,
    Rule,
    Share,
    Window,
    bound_from_dict,
    bound_to_dict,
    interruptions_from_dict,
    interruptions_to_dict,
    rule_from_dict,
    rule_to_dict,
    share_from_dict,
    share_to_dict,
    window_from_dict,
    window_to_dict,
)


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of a controlled list (`group`, `basis`, ...): worded by the label that the list gives it."""

    list: str
    code: str


@dataclass(frozen=True, slots=True)
class Named:
    """An entry, or a rule in a file, by its id: worded by its name."""

    id: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Several arguments in one place; `by` says how: `and`, `or`, or `list` (one after the other)."""

    parts: tuple[Arg, ...]
    by: str = "and"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence, or a part of one, before it has words: `Message("no-such-day", (("written", "2024-02-30"),))`."""

    id: str
    args: tuple[tuple[str, Arg], ...] = ()

    def __getitem__(self, name: str) -> Arg:
        """The argument of a name. Raises KeyError if there is none."""
        return dict(self.args)[name]

    def to_dict(self, rule: RuleToJson = rule_to_dict) -> dict[str, Any]:
        """The message as it stands in JSON: `{"message": id, "args": {...}}`, without words."""
        return {"message": self.id, "args": {name: arg_to_json(value, rule) for name, value in self.args}}


# How rules stand in JSON: written out, or by their place in a table.
RuleToJson = Callable[[Rule], Any]
RuleFromJson = Callable[[Any], Rule]
Arg = (
    str
    | int
    | date
    | Fraction
    | Bound
    | Share
    | Duration
    | Window
    | Interruptions
    | Rule
    | Coded
    | Named
    | Message
    | Joined
)


def message(id: str, /, **args: Arg) -> Message:
    """The message of an id with its arguments.

    >>> message("no-such-day", written="2024-02-30").to_dict()
    {'message': 'no-such-day', 'args': {'written': '2024-02-30'}}
    """
    return Message(id, tuple(args.items()))


def arg_to_json(value: Arg, rule: RuleToJson = rule_to_dict) -> Any:
    """An argument as JSON: texts and numbers as they are, all else as a map with one key that says what it is."""
    match value:
        case Message():
            return value.to_dict(rule)
        case Joined(parts, by):
            return {by: [arg_to_json(part, rule) for part in parts]}
        case Coded(list_id, code):
            return {"code": code, "list": list_id}
        case Named(id):
            return {"id": id}
        case date():
            return {"date": value.isoformat()}
        case Fraction():
            return {"fraction": str(value)}
        case Bound():
            return {"bound": bound_to_dict(value)}
        case Share():
            return {"share": share_to_dict(value)}
        case Duration(length, unit):
            return {"duration": {"value": length, "unit": unit}}
        case Interruptions():
            return {"interruptions": interruptions_to_dict(value)}
        case Window():
            return {"window": window_to_dict(value)}
        case Limb() | AnyOf() | AllOf() | Not() | Ref():
            return {"rule": rule(value)}
        case _:
            return value


def message_from_dict(data: Mapping[str, Any], rule: RuleFromJson = rule_from_dict) -> Message:
    """Read a message back from its JSON form; `rule` reads the rules in it.

    >>> message_from_dict({"message": "reference-date", "args": {"day": {"date": "2024-03-01"}}})["day"]
    datetime.date(2024, 3, 1)
    """
    if not data["args"]:
        return _plain(data["message"])
    return Message(data["message"], tuple([(name, arg_from_json(value, rule)) for name, value in data["args"].items()]))


@lru_cache(maxsize=2_000)
def _plain(id: str) -> Message:
    """The message without arguments of an id: one object, as results name the same few again and again."""
    return Message(id)


def arg_from_json(data: Any, rule: RuleFromJson = rule_from_dict) -> Arg:
    """Read an argument back from its JSON form (see `arg_to_json`)."""
    if not isinstance(data, dict):
        return data  # type: ignore[no-any-return]
    if "message" in data:
        return message_from_dict(data, rule)
    if "code" in data:
        return Coded(data["list"], data["code"])
    ((kind, value),) = data.items()
    if kind == "rule":
        return rule(value)
    read = _READERS.get(kind)
    return read(value) if read else Joined(tuple([arg_from_json(part, rule) for part in value]), kind)


_READERS: dict[str, Callable[[Any], Arg]] = {
    "id": Named,
    "date": date.fromisoformat,
    "fraction": Fraction,
    "bound": bound_from_dict,
    "share": share_from_dict,
    "duration": lambda found: Duration(found["value"], found["unit"]),
    "interruptions": interruptions_from_dict,
    "window": window_from_dict,
}
