"""What a check has to say about the content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to know: which check, where, what, why it matters and what to do.

    `key` is the path inside the file (`definitions[nzl-obm-arrival].rule.threshold`), `line` counts from 1.
    """

    severity: Severity
    check: str
    file: str
    message: str
    advice: str = ""
    line: int | None = None
    key: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {
            "severity": self.severity,
            "check": self.check,
            "file": self.file,
            "line": self.line,
            "key": self.key,
            "message": self.message,
            "advice": self.advice,
        }

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
