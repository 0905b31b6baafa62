"""`sojourn check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import cast

import click

from sojourn.cli.terminal.inputs import in_language
from sojourn.graph.checking.validate import Engine
from sojourn.loading.checks.checking import checked_content, under
from sojourn.loading.checks.report import html_report
from sojourn.loading.glossary.content import Content, find_root
from sojourn.model.finding import SEVERITIES, Finding, Severity, finding_order, worst
from sojourn.prose.speaker import plain


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="How findings are shown."
)
@click.option(
    "--fail-at", type=click.Choice(SEVERITIES), default="error", help="The mildest finding that gives exit status 1."
)
@click.option(
    "--show", type=click.Choice(SEVERITIES), default="warning", help="The mildest finding that the text shows."
)
@click.option(
    "--engine",
    type=click.Choice(["pyshacl", "fast"]),
    default=None,
    help="What runs the shapes: pyshacl is the norm, fast agrees with it and is the default where it is installed.",
)
@in_language
@click.option("--fast", is_flag=True, help="Leave out the checks of the graph (SHACL shapes, SKOS integrity).")
def check(
    paths: tuple[Path, ...], form: str, fail_at: str, show: str, engine: Engine | None, lang: str, fast: bool
) -> None:
    """Check the glossary: syntax, schema, references, dates, hierarchy, labels, evidence, and the graph made from it.

    PATHS are files or folders of a glossary; without any, the glossary of this folder is checked. References are always
    checked against the whole glossary. The graph is checked when nothing before it has errors.
    """
    root = find_root(paths[0] if paths else Path.cwd())
    content = checked_content(root)
    findings = content.findings
    if not fast and not worst(findings, "error"):
        findings = sorted({*findings, *_graph_findings(content, engine)}, key=finding_order)
    if paths:
        findings = under(findings, root, list(paths))
    words = plain(lang).text
    match form:
        case "json":
            click.echo(json.dumps({"findings": [f.to_dict() for f in findings]}, ensure_ascii=False, indent=2))
        case "html":
            click.echo(html_report([finding.worded(words) for finding in findings]))
        case _:
            _print([finding.worded(words) for finding in findings], cast(Severity, show))
    sys.exit(1 if worst(findings, cast(Severity, fail_at)) else 0)


def _graph_findings(content: Content, engine: Engine | None) -> list[Finding]:
    from sojourn.graph.checking.validate import validate
    from sojourn.graph.triples.build import build_graph

    return validate(build_graph(content), content, engine)


def _print(findings: list[Finding], show: Severity) -> None:
    limit = SEVERITIES.index(show)
    for finding in findings:
        if SEVERITIES.index(finding.severity) <= limit:
            click.echo(str(finding))
    counts = {severity: sum(f.severity == severity for f in findings) for severity in SEVERITIES}
    words = (f"{n} {severity}{'s' if n != 1 and severity != 'info' else ''}" for severity, n in counts.items())
    click.echo(", ".join(words))
