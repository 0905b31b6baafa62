"""`sojourn check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from sojourn.loading.checking import checked_content, under
from sojourn.loading.content import find_root
from sojourn.model.finding import SEVERITIES, Finding, worst


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are shown.")
@click.option(
    "--fail-at", type=click.Choice(SEVERITIES), default="error", help="The mildest finding that gives exit status 1."
)
@click.option(
    "--show", type=click.Choice(SEVERITIES), default="warning", help="The mildest finding that the text shows."
)
def check(paths: tuple[Path, ...], form: str, fail_at: str, show: str) -> None:
    """Check the glossary: syntax, schema, references, dates, hierarchy, labels, evidence.

    PATHS are files or folders of a glossary; without any, the glossary of this folder is checked. References are always
    checked against the whole glossary.
    """
    root = find_root(paths[0] if paths else Path.cwd())
    content = checked_content(root)
    findings = under(content.findings, root, list(paths)) if paths else content.findings
    if form == "json":
        click.echo(json.dumps({"findings": [f.to_dict() for f in findings]}, ensure_ascii=False, indent=2))
    else:
        _print(findings, show)
    sys.exit(1 if worst(findings, fail_at) else 0)  # type: ignore[arg-type]


def _print(findings: list[Finding], show: str) -> None:
    limit = [*SEVERITIES].index(show)  # type: ignore[arg-type]
    for finding in findings:
        if SEVERITIES.index(finding.severity) <= limit:
            click.echo(str(finding))
    counts = {severity: sum(f.severity == severity for f in findings) for severity in SEVERITIES}
    click.echo(
        ", ".join(
            f"{count} {severity}{'s' if count != 1 and severity != 'info' else ''}"
            for severity, count in counts.items()
        )
    )
