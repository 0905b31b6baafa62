"""`check`: every layer over a glossary, as one sorted list of findings."""

from __future__ import annotations

import os
from pathlib import Path

from sojourn.loading.checks.editorial import check_editorial
from sojourn.loading.checks.satisfiability_check import check_meaning
from sojourn.loading.glossary.content import Content, load_content
from sojourn.loading.glossary.references import check_references
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
    """The findings whose file lies under one of `paths`, as it stands in the glossary or where a link leads."""
    wanted = {place for path in paths for place in _places(path)}
    parent = Path(os.path.realpath(root)).parent
    return [f for f in findings if _lies_under(parent / f.file, wanted)]


def _lies_under(path: Path, wanted: set[Path]) -> bool:
    return any(place.is_relative_to(folder) for place in _places(path) for folder in wanted)


def _places(path: Path) -> tuple[Path, Path]:
    """Where a path stands, and where it leads if it is a link."""
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow the link
    return Path(os.path.realpath(folder), name), Path(os.path.realpath(path))
