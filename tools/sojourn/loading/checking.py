"""`check`: every layer over a glossary, as one sorted list of findings."""

from __future__ import annotations

from pathlib import Path

from sojourn.loading.content import Content, load_content
from sojourn.loading.editorial import check_editorial
from sojourn.loading.references import check_references
from sojourn.loading.satisfiability_check import check_meaning
from sojourn.model.finding import Finding, finding_order


def checked_content(root: Path) -> Content:
    """Load `root` and run the layers that need no graph; findings are sorted, errors first."""
    content = load_content(root)
    content.findings.extend(check_references(content))
    content.findings.extend(check_editorial(content))
    content.findings.extend(check_meaning(content))
    content.findings = sorted(set(content.findings), key=finding_order)
    return content


def under(findings: list[Finding], root: Path, paths: list[Path]) -> list[Finding]:
    """The findings whose file lies under one of `paths`."""
    wanted = [path.resolve() for path in paths]
    parent = root.resolve().parent
    return [f for f in findings if any((parent / f.file).resolve().is_relative_to(path) for path in wanted)]
