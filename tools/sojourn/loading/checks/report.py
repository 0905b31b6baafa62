"""Findings as a page for people: a table that can be sorted by eye and printed."""

from __future__ import annotations

from html import escape

from sojourn.model.finding import SEVERITIES, Finding

_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Findings of sojourn check</title><style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; max-width: 80rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem }
tr { border-bottom: 1px solid #ccc } .error { border-left: .4rem solid #b3261e } .warning { border-left: .4rem solid #b26a00 }
.info { border-left: .4rem solid #5f6b7a } code { overflow-wrap: anywhere }
</style></head><body><h1>Findings</h1>
"""


def html_report(findings: list[Finding]) -> str:
    """One row a finding, errors first; all text escaped."""
    counts = ", ".join(f"{sum(f.severity == s for f in findings)} {s}" for s in SEVERITIES)
    rows = "\n".join(_row(finding) for finding in findings)
    head = "<tr><th>Severity</th><th>Place</th><th>What</th><th>What to do</th><th>Check</th></tr>"
    return f"{_HEAD}<p>{counts}</p>\n<table><thead>{head}</thead><tbody>\n{rows}\n</tbody></table></body></html>"


def _row(finding: Finding) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    cells = (
        finding.severity,
        f"<code>{escape(place)}</code><br><code>{escape(finding.key or '')}</code>",
        escape(finding.message),
        escape(finding.advice),
        escape(finding.check),
    )
    return f'<tr class="{finding.severity}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
