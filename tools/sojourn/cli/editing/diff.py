"""`sojourn diff`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from sojourn.cli.terminal.inputs import in_language, speaker
from sojourn.versions.changes import difference
from sojourn.versions.opening import opened
from sojourn.versions.rendering import as_markdown, as_page, as_text
from sojourn.versions.telling import to_dict

FORMS = {"text": as_text, "markdown": as_markdown, "html": as_page}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--quick", is_flag=True, help="Leave out which classifications come out otherwise.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file in place of the terminal.")
@in_language
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text")
def diff(old: str, new: str, quick: bool, out: Path | None, lang: str, form: str) -> None:
    """What changed from OLD to NEW: counts, entries added, retired and reworded, rules that mean something else (with the
    traveller who is counted differently), and the classifications that come out otherwise.

    OLD and NEW are builds (a folder with registry.sqlite, or that file), folders with a glossary, numbers of releases (0.1.0),
    git revisions, or `installed`, the registry that this program carries. Exit status 1 if an identifier was removed.
    """
    here = Path.cwd()
    found = difference(opened(old, here), opened(new, here), with_flips=not quick)
    words = speaker(found.new.registry, lang)
    if form == "json":
        text = json.dumps(to_dict(found, words), ensure_ascii=False, indent=2) + "\n"
    else:
        text = FORMS[form](found, words)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8", newline="\n")
    sys.exit(1 if found.lost else 0)
