"""What a check has to say about the content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sojourn.model.errors import UsageError, Where
from sojourn.model.message import Message, message_from_dict

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to know: which check, where, what, why it matters and what to do.

    `key` is the path inside the file (`definitions[nzl-obm-arrival].rule.threshold`), `line` counts from 1. `message` and
    `advice` are English; `said` and `todo` are the same as values, for other languages and for programs.
    """

    severity: Severity
    check: str
    file: str
    message: str
    advice: str = ""
    line: int | None = None
    key: str | None = None
    said: Message | None = None
    todo: Message | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """Read a finding back from its JSON form."""
        values = {name: message_from_dict(data[name]) for name in ("said", "todo") if data.get(name)}
        return cls(**{**data, **values})

    def worded(self, words: Callable[[Message], str]) -> Finding:
        """The same finding in the words of a speaker, as far as it was made from messages."""
        message = self.message if self.said is None else words(self.said)
        advice = self.advice if self.todo is None else words(self.todo)
        return replace(self, message=message, advice=advice)

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        out: dict[str, Any] = {
            "severity": self.severity,
            "check": self.check,
            "file": self.file,
            "line": self.line,
            "key": self.key,
            "message": self.message,
            "advice": self.advice,
        }
        for name, value in (("said", self.said), ("todo", self.todo)):
            if value is not None:
                out[name] = value.to_dict()
        return out

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        advice = f" {self.advice}" if self.advice else ""
        return f"{place}: {self.severity}:{key} {self.message}{advice} [{self.check}]"


def finding_order(finding: Finding) -> tuple[int, str, int, str, str]:
    """Sort key: errors first, then by file and line."""
    return (
        SEVERITIES.index(finding.severity),
        finding.file,
        finding.line or 0,
        finding.key or "",
        finding.message,
    )


def worst(findings: list[Finding], at: Severity) -> bool:
    """Whether any finding is as severe as `at` or more."""
    limit = SEVERITIES.index(at)
    return any(SEVERITIES.index(finding.severity) <= limit for finding in findings)


def refused(finding: Finding, detail: Message | str = "") -> UsageError:
    """The error for content that cannot be worked with because of a finding; `detail` says what else there is.

    >>> print(refused(Finding("error", "yaml", "rule.yaml", "it is empty.", "Write a rule.", 1)))
    rule.yaml:1: it is empty. Write a rule.
    """
    where = Where(finding.file, finding.line, finding.key)
    return UsageError(finding.said or finding.message, detail, finding.todo or finding.advice, where)
