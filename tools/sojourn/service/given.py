"""What may stand where a rule is asked for, resolved in one place: an id, an IRI, an entry, a rule, or a file.

A rule that comes as data is checked as a file would be (`rule_check`). What reads and checks texts is imported only for
a rule that comes as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.lookup.registry import PACKAGED, Registry
from sojourn.model.entries import Definition, ReferenceRule, Value
from sojourn.model.errors import NotFound, UsageError
from sojourn.model.message import message
from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule, rule_from_dict


@dataclass(frozen=True, slots=True)
class GivenRule:
    """A rule with the name that answers use, and what it counts (a code of the list `concept`) if that is known."""

    id: str
    rule: Rule
    concept: str | None = None


# An id or IRI, an entry with a rule, a rule, a rule (or a definition that holds one) in its content form, or what
# `given_rule` made of one of these.
RuleLike = str | Value | Rule | Mapping[str, Any] | GivenRule


def given_rule(registry: Registry, given: RuleLike, fallback: str = "rule", *, files: bool = False) -> GivenRule:
    """The rule of whatever was `given`: an id or IRI of the `registry`, a rule, or its content form.

    `fallback` is the name of a rule that has none.

    `files` lets a text that ends in .yaml, names a file that exists, or is `-` (standard input) be read as a rule file:
    for a person at a terminal, never for a request from outside.

    Raises NotFound for an unknown id (with near misses), UsageError for an entry without a rule, and SojournError with the
    key for a rule that is wrong in its form.

    >>> import sojourn
    >>> given_rule(sojourn.load(), "nzl-obm-arrival").concept
    'immigration'
    >>> given_rule(sojourn.load(), {"event": "arrival", "threshold": {"value": 6, "unit": "month"}}, "mine").id
    'mine'
    """
    match given:
        case str():
            if files and _names_a_file(given):
                return _from_file(registry, given)
            return _of_entry(registry.entry(given), files)
        case GivenRule():
            return given
        case Value():
            return _of_entry(given, files)
        case Limb() | AnyOf() | AllOf() | Not() | Ref():
            return GivenRule(fallback, given)
        case Mapping():
            from sojourn.service.rule_check import rule_from_data

            return rule_from_data(registry, given, fallback)
    kind = message("error-its-type", type=type(given).__name__)
    raise UsageError(message("error-is-no-rule", name=fallback), kind, message("error-give-a-rule"))


def codes_of(registry: Registry) -> Callable[[str], list[str]]:
    """A function that gives the codes of a controlled list, without the list's name."""
    return lambda name: [code.id.partition("/")[2] for code in registry.codes(name)]


def _names_a_file(text: str) -> bool:
    try:
        return text == "-" or text.endswith((".yaml", ".yml")) or Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or with a null character
        return False


def _from_file(registry: Registry, name: str) -> GivenRule:
    from sojourn.loading.forms.rule_file import read_rule_file
    from sojourn.loading.forms.schema import rule_schemas

    read = read_rule_file(name, rule_schemas(Path(PACKAGED).parent / "schema"), codes_of(registry))
    return GivenRule(read.id, rule_from_dict(read.rule), read.concept)


def _of_entry(value: Value, files: bool) -> GivenRule:
    match value:
        case Definition():
            return GivenRule(value.id, value.rule, value.concept)
        case ReferenceRule():
            return GivenRule(value.id, value.rule)
    advice = message("error-name-a-file" if files else "error-name-or-give")
    raise NotFound(message("error-other-kind", id=value.id, kind=value.kind), "", advice)
