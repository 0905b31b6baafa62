"""`sojourn release`."""

from __future__ import annotations

import re
from datetime import date as day_of
from importlib.metadata import version
from pathlib import Path

import click

from sojourn.build.bundle import SUMS, write_bundle
from sojourn.cli.terminal.inputs import day, speaker
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.content import Content, find_root
from sojourn.loading.writing.replacing import replace_text
from sojourn.model.errors import SojournError, UsageError, Where
from sojourn.model.message import message
from sojourn.versions.changes import difference
from sojourn.versions.opening import Version
from sojourn.versions.recording import check_number, record_release
from sojourn.versions.rendering import as_markdown
from sojourn.versions.snapshot import registry_of, release_registry

CITATION = "CITATION.cff"
# The version and date of the content in the citation file: those after its mark.
_CITED = re.compile(r"(preferred-citation:.*?\n  version: )[^\n]*(\n  date-released: )[^\n]*", re.DOTALL)


@click.command()
@click.option("--date", callback=day, help="Date of the release (2026-11-30); else today.")
@click.option("--summary", help="What the release is, in a sentence.")
@click.option("--summary-fr", help="The same in French.")
@click.option("--notes", type=click.Path(dir_okay=False, path_type=Path), help="Where the release notes go (Markdown).")
@click.option("--quick", is_flag=True, help="Leave out of the notes which classifications come out otherwise.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Pack the recorded release into a folder."
)
def release(
    date: str | None, summary: str | None, summary_fr: str | None, notes: Path | None, quick: bool, out: Path | None
) -> None:
    """Record the content of this folder as the release whose number scheme.yaml has.

    Refuses content with errors, identifiers that are gone, and a number that is not above the last one. Writes the record of
    every new and changed entry, its line in releases.yaml, CITATION.cff, and with --notes what changed since the last one.

    With --out nothing is recorded: the release that is recorded and built is packed, to be published and cited, with all its
    data, CITATION.cff, the licences, a bill of materials and checksums.
    """
    content = checked_content(find_root(Path.cwd()))
    if out is not None:
        names = write_bundle(content, out)
        click.echo(
            f"packed: {content.scheme['version']}, {len(names)} files in {out}; check them with `sha256sum -c {SUMS}`"
        )
        return
    check_number(content)
    errors = [finding for finding in content.findings if finding.severity == "error"]
    if errors:
        where = Where(errors[0].file, errors[0].line, errors[0].key)
        raise SojournError(
            message("error-not-released", first=errors[0].said or errors[0].message),
            "",
            message("error-run-check"),
            where,
        )
    number = str(content.scheme["version"])
    if notes is not None:
        notes.write_text(_notes(content, number, quick), "utf-8", newline="\n")
    said = {tag: text for tag, text in (("en", summary), ("fr", summary_fr)) if text}
    when = date or day_of.today().isoformat()
    written = record_release(content, when, version("sojourn"), said)
    cited = content.root.parent / CITATION
    if cited.is_file():
        replace_text(cited, _CITED.sub(rf"\g<1>{number}\g<2>{when}", cited.read_text("utf-8"), count=1))
        written.append(cited)
    click.echo(f"released: {number}, {when}")
    for path in written:
        click.echo(f"written: {path.relative_to(content.root.parent)}")


def _notes(content: Content, number: str, quick: bool) -> str:
    if not content.releases:
        raise UsageError(message("error-no-release-before"), message("error-notes-say"), message("error-leave-notes"))
    last = content.releases[-1].version
    old = Version(last, last, release_registry(content, last))
    new = Version(number, number, registry_of(content))
    return as_markdown(difference(old, new, with_flips=not quick), speaker(new.registry))
