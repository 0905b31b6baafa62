"""A traveller in messages: stays, plans and attributes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sojourn.model.message import Arg, Coded, Joined, Message, message
from sojourn.model.rule import ATTRIBUTE_LISTS, Duration
from sojourn.rules.evaluation.evaluator import Stay

Timeline = tuple[Stay, ...]
# What stands before the name of a country in attributes that mean something else in each of two countries.
SIDES = ("origin", "destination")


def story(
    event: str,
    start: date,
    stays: Timeline,
    plans: tuple[tuple[str, Timeline], ...],
    attributes: tuple[tuple[str, str], ...],
    place: Message,
) -> Iterator[Message]:
    """The sentences on a traveller: where the person is when, what is planned, which attributes matter."""
    parts: list[Message] = [_stay(came, left, place) for came, left in stays]
    if not parts:
        id = "stay-no-night" if event == "arrival" else "stay-none"
        parts.append(message(id, place=place, day=start) if id == "stay-none" else message(id, day=start))
    for obj, spells in plans:
        each = Joined(tuple(_spell(came, left) for came, left in spells))
        parts.append(message(f"plan-{obj}", spells=each) if spells else message(f"no-plan-{obj}"))
    yield message("told", parts=Joined(tuple(parts), "list"))
    if attributes:
        named = tuple(attribute(name, value) for name, value in attributes)
        yield message("told", parts=Joined(named, "list"))
    if event == "reference-date":
        yield message("reference-date", day=start)


def _stay(came: date | None, left: date | None, place: Message) -> Message:
    if came is None:
        return message("stay-always", place=place) if left is None else message("stay-until", place=place, until=left)
    if left is None:
        return message("stay-from", place=place, since=came)
    if came == left:
        return message("stay-same-day", place=place, day=came)
    nights = Duration((left - came).days, "night")
    return message("stay-between", place=place, since=came, until=left, nights=nights)


def _spell(came: date | None, left: date | None) -> Message:
    if came is None:
        return message("spell-open") if left is None else message("spell-until", until=left)
    if left is None:
        return message("spell-from", since=came)
    return message("spell-between", since=came, until=left)


def attribute(name: str, value: str) -> Message:
    """An attribute of a traveller: `purpose`, `group:<code>`, `counted_by_<criterion>`; `<name> (origin)` is a side's.

    >>> attribute("group:students", "yes")["name"]["group"]
    Coded(list='group', code='students')
    """
    name, _, side = name.partition(" (")
    if side:
        return message("attribute-of-side", attribute=attribute(name, value), side=side.rstrip(")"))
    return message("attribute", name=attribute_name(name), value=_value(name, value))


def attribute_name(name: str) -> Message:
    """What an attribute of a traveller is called."""
    if name.startswith("group:"):
        return message("attribute-group", group=Coded("group", name[6:]))
    if name.startswith("counted_by_"):
        return message("attribute-counted-by", criterion=criterion(name))
    return message(f"attribute-{name}")


def criterion(name: str) -> Coded:
    """The criterion of an attribute `counted_by_<what>`."""
    what = name.removeprefix("counted_by_")
    return Coded("criterion", {"birth": "country-of-birth"}.get(what, what.replace("_", "-")))


def _value(name: str, value: str) -> Arg:
    if value in ("yes", "no"):
        return message(f"answer-{value}")
    lists = {**ATTRIBUTE_LISTS, "status_before": "prior"}
    if value == "other" and name != "purpose":
        return message("other")
    return Coded(lists[name], value) if name in lists else value
