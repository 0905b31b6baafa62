"""What is wrong with a rule that somebody wrote, and what in it can never hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sojourn.lookup.registry import Registry
from sojourn.model.errors import SojournError
from sojourn.model.message import message
from sojourn.model.rule import rule_from_dict

if TYPE_CHECKING:
    from sojourn.loading.reading.reader import Document
    from sojourn.model.finding import Finding
    from sojourn.prose.speaker import Speaker
    from sojourn.rules import Contradiction


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A rule in its content form; `findings` say why it cannot be used, `never` which parts can never hold."""

    rule: Mapping[str, Any]
    findings: Sequence[Finding] = ()
    never: Sequence[Contradiction] = ()

    @property
    def ok(self) -> bool:
        """Whether the rule can be used."""
        return not self.findings

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON, in the language of the speaker."""
        return {
            "rule": dict(self.rule),
            "findings": [finding.to_dict() for finding in self.findings],
            "contradictions": [item.to_dict(speaker) for item in self.never],
        }


def check_rule(registry: Registry, data: Mapping[str, Any] | str) -> RuleCheck:
    """Check a rule (or a definition that holds one), given as `data` or as YAML or JSON text.

    `registry` knows the rules and codes that it may name. What is wrong is in the findings: nothing is raised for it.

    >>> import sojourn
    >>> check_rule(sojourn.load(), "event: arival").findings[0].message
    "'arival' is not a code of the list 'event'."
    """
    from sojourn.loading.reading.telling import finding
    from sojourn.model.finding import Finding
    from sojourn.rules import RuleError, contradictions
    from sojourn.service.rule_check import checked

    text: Document | None = None
    if isinstance(data, str):
        from sojourn.loading.reading.reader import parse_text

        read = parse_text(data, "text", "rule")
        if isinstance(read, Finding):
            return RuleCheck({}, (read,))
        if not isinstance(read.data, dict):
            said, todo = message("error-rule-no-map"), message("error-write-a-facet")
            return RuleCheck({}, (finding("error", "schema", "text", said, todo, 1),))
        text, data = read, read.data
    findings, document = checked(registry, data, text)
    if findings or not document.data:
        return RuleCheck(document.data, findings)
    try:
        found = contradictions(rule_from_dict(document.data), resolve=registry.rule_of)
    except RuleError as error:
        title, detail, advice = error.parts
        both = message("error-both", title=title, detail=detail)
        return RuleCheck(document.data, (finding("error", "rule", "rule", both, advice),))
    except SojournError as error:
        return RuleCheck(document.data, (finding("error", "rule", "rule", error.parts[0], error.parts[2]),))
    return RuleCheck(document.data, (), found)
