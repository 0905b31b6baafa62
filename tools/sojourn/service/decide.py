"""What a rule decides for one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sojourn import rules
from sojourn.lookup.registry import Registry
from sojourn.model.errors import UsageError
from sojourn.rules import Decision, History, history_from_dict
from sojourn.service.given import RuleLike, given_rule


def decide(
    registry: Registry,
    rule: RuleLike,
    history: History | Mapping[str, Any],
    *,
    assume_intentions_come_true: bool = False,
    files: bool = False,
) -> list[Decision]:
    """What a rule about arrivals or departures decides for a traveller, crossing by crossing.

    `history` is a history, or has the form of a history file's entries (`id`, `stays: [{from, to}]`, ...). A crossing is not
    decided as long as what is not known could change the answer. Raises RuleError for a rule that is not about crossings
    and for a history that makes no sense.

    >>> import sojourn
    >>> stays = [{"from": "2017-01-01", "to": None}]
    >>> decide(sojourn.load(), "nzl-obm-arrival", {"stays": stays, "initial_status": "non-resident"})[0].migration
    True
    """
    return rules.apply(
        given_rule(registry, rule, files=files).rule,
        read_history(history),
        resolve=registry.rule_of,
        assume_intentions_come_true=assume_intentions_come_true,
    )


def read_history(history: History | Mapping[str, Any]) -> History:
    """A history from its content form. Raises RuleError for one that makes no sense, UsageError for what is none."""
    if isinstance(history, History):
        return history
    if not isinstance(history, Mapping):
        raise UsageError("a history is a map", "", "Give {stays: [{from, to}], initial_status, observed_until}")
    return history_from_dict(history)
