"""`sojourn build`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sojourn.build.steps import PARTS, BuildReport, build_or_report
from sojourn.cli.reference import reference_pages
from sojourn.loading.glossary.content import find_root
from sojourn.model.errors import UsageError
from sojourn.model.finding import SEVERITIES
from sojourn.model.message import message


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Where to; default: build/ beside glossary/.",
)
@click.option("--only", default=",".join(PARTS), show_default=True, help="Parts to build, separated by commas.")
@click.option("--force", is_flag=True, help="Build even if nothing has changed.")
def build(out: Path | None, only: str, force: bool) -> None:
    """Check the glossary and make everything from it: registry, RDF, exports, website.

    The old build stays until the new one is whole; with errors in the content nothing is replaced. If --out lies
    elsewhere, nothing is written beside the glossary. Third-party scripts of the website that are not there yet are
    fetched with npm, which is said before.
    """
    parts = [part.strip() for part in only.split(",") if part.strip()]
    if unknown := [part for part in parts if part not in PARTS]:
        raise UsageError(
            message("error-unknown-part", part=unknown[0]), "", message("error-parts-are", parts=", ".join(PARTS))
        )
    root = find_root(Path.cwd()).parent
    target = (out or root / "build").resolve()
    report = build_or_report(root, target, parts, click.echo, force, reference_pages)
    _print(report, target, parts)
    sys.exit(0 if report.ok else 1)


def _print(report: BuildReport, target: Path, parts: list[str]) -> None:
    for finding in report.findings:
        if finding.severity == "error":
            click.echo(str(finding), err=True)
    counts = {severity: sum(f.severity == severity for f in report.findings) for severity in SEVERITIES}
    if not report.ok:
        click.echo(
            f"nothing was built: {counts['error']} error{'s' if counts['error'] != 1 else ''} in the content", err=True
        )
        return
    words = {"country": "countries"}
    built = ", ".join(f"{count} {words.get(kind, kind + 's')}" for kind, count in report.counts.items())
    click.echo(f"{'Up to date' if report.fresh else 'Built'}: {built}")
    found = ", ".join(f"{count} {severity}" for severity, count in counts.items())
    click.echo(f"Findings: {found} (`sojourn check --show info` lists them)")
    click.echo(
        "Best results, one for each definition and each framework with a rule for it: "
        + ", ".join(f"{v} {k}" for k, v in report.verdicts.items())
    )
    for note in report.notes:
        click.echo(f"Note: {note}")
    if report.seconds:
        click.echo(f"Time: {sum(report.seconds.values()):.1f} s")
    click.echo(
        f"In {target.name}/: {', '.join(parts)}"
        + (f". Open {target.name}/site/index.html in a browser" if "site" in parts else "")
    )
