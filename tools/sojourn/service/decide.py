"""What a rule decides for one person, or for many: crossing by crossing, or on dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from sojourn.lookup.registry import Registry
from sojourn.model.containment import BY_COUNTRY
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.model.rule import ATTRIBUTE_LISTS
from sojourn.model.suggestion import suggestion
from sojourn.service.given import RuleLike, given_rule

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker
    from sojourn.rules import Counted, Decision, History

HistoryLike: TypeAlias = "History | Mapping[str, Any]"


def decide(
    registry: Registry,
    rule: RuleLike,
    history: HistoryLike,
    *,
    assume_intentions_come_true: bool = False,
    files: bool = False,
) -> list[Decision]:
    """What a rule about arrivals or departures decides for a traveller, crossing by crossing.

    `rule` is an id, an IRI or a rule of the `registry`; with `files` also a rule file (see `given_rule`). With
    `assume_intentions_come_true` an intended or granted stay is taken as the stay that happens.
    `history` is a history, or has the form of a history file's entries (`id`, `stays: [{from, to}]`, ...). A crossing is not
    decided as long as what is not known could change the answer. Raises RuleError for a rule that is not about crossings
    and for a history that makes no sense.

    >>> import sojourn
    >>> stays = [{"from": "2017-01-01", "to": None}]
    >>> decide(sojourn.load(), "nzl-obm-arrival", {"stays": stays, "initial_status": "non-resident"})[0].migration
    True
    """
    found = decide_all(registry, rule, [history], assume_intentions_come_true=assume_intentions_come_true, files=files)
    return next(found)[1]


def decide_all(
    registry: Registry,
    rule: RuleLike,
    histories: Iterable[HistoryLike],
    *,
    assume_intentions_come_true: bool = False,
    files: bool = False,
) -> Iterator[tuple[History, list[Decision]]]:
    """The same for many travellers; what the rule needs is prepared once."""
    from sojourn.rules import Flows

    given = given_rule(registry, rule, files=files).rule
    flows = Flows(given, resolve=registry.rule_of, plans_come_true=assume_intentions_come_true)
    return ((person, flows.decide(person)) for person in map(read_history, histories))


def decide_on(
    registry: Registry, rule: RuleLike, history: HistoryLike, dates: Iterable[date], *, files: bool = False
) -> list[Counted]:
    """Whether a rule about a date counts a traveller on some dates.

    Raises RuleError for a rule about crossings and for a history that makes no sense.

    >>> import sojourn
    >>> person = {"stays": [{"from": "2017-01-01", "to": None}]}
    >>> [found.counted for found in decide_on(sojourn.load(), "gbr-tax-183-days", person, [date(2018, 4, 6)])]
    [True]
    """
    return next(decide_all_on(registry, rule, [history], dates, files=files))[1]


def decide_all_on(
    registry: Registry,
    rule: RuleLike,
    histories: Iterable[HistoryLike],
    dates: Iterable[date],
    *,
    files: bool = False,
) -> Iterator[tuple[History, list[Counted]]]:
    """The same for many travellers; what the rule needs is prepared once."""
    from sojourn.rules import Stocks

    stocks, days = Stocks(given_rule(registry, rule, files=files).rule, resolve=registry.rule_of), list(dates)
    return ((person, stocks.decide(person, days)) for person in map(read_history, histories))


def decided_to_dict(
    person: History, decisions: Sequence[Decision] | Sequence[Counted], words: Speaker, *, trace: bool = False
) -> dict[str, Any]:
    """What was decided for one traveller, as in JSON: `trace` adds how each decision came about.

    >>> from sojourn.prose.speaker import plain
    >>> person = read_history({"id": "x", "stays": []})
    >>> decided_to_dict(person, [], plain())
    {'id': 'x', 'decisions': [], 'assumptions': []}
    """
    assumed = decisions[0].assumptions if decisions else ()
    out: dict[str, Any] = {
        "id": person.id,
        "decisions": [decision.to_dict(words, trace=trace) for decision in decisions],
        "assumptions": [words.sentence(note) for note in assumed],
    }
    if person.notes:
        out["notes"] = [words.sentence(note) for note in person.notes]
    return out


def read_history(history: HistoryLike) -> History:
    """A `history` from its content form. Raises RuleError for one that makes no sense, UsageError for what is none.

    >>> read_history({"id": "x", "stays": [{"from": "2017-01-01", "to": None}]}).id
    'x'
    """
    from sojourn.rules import History, history_from_dict

    if isinstance(history, History):
        return history
    if not isinstance(history, Mapping):
        raise UsageError(message("error-history-no-map"), "", message("error-give-history"))
    return history_from_dict(history)


_COUNTRY = re.compile("[A-Z]{3}")


def check_codes(history: History, codes: Callable[[str], list[str]]) -> None:
    """Raise HistoryError for attributes of a history whose values are no codes of their lists (`codes` gives those).

    A citizenship, and a residence before or after, may be a country as well.
    """
    from sojourn.rules import HistoryError

    given = [*history.attributes.items(), *((period.name, period.value) for period in history.periods)]
    for name, value in given:
        if name in BY_COUNTRY and _COUNTRY.fullmatch(value):
            continue
        if name in ATTRIBUTE_LISTS and value not in (known := codes(ATTRIBUTE_LISTS[name])):
            wrong = message("history-no-code", name=name, written=value)
            raise HistoryError(history.id, wrong, suggestion(value, known, "codes"))
        if name.startswith("group:") and (group := name[6:]) not in (known := codes("group")):
            wrong = message("history-no-group", group=group)
            raise HistoryError(history.id, wrong, suggestion(group, known, "codes"))
