"""`sojourn fmt`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sojourn.loading.checks.checking import under
from sojourn.loading.glossary.content import find_root, load_content
from sojourn.loading.reading.reader import Document
from sojourn.loading.writing.normal import normal_form
from sojourn.loading.writing.replacing import replace_text
from sojourn.model.errors import SojournError
from sojourn.model.finding import Finding


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file is not in normal form.")
def fmt(paths: tuple[Path, ...], only_check: bool) -> None:
    """Write content files in their normal form (key order, one-line maps, folded texts).

    The content stays the same, comments stay with their keys, and a file keeps its mode and the links to it. Files with
    errors, and those of which something would be lost, are named and left as they are (exit status 1).
    """
    root = find_root(paths[0] if paths else Path.cwd())
    content = load_content(root)
    chosen = list(paths) or [root]
    readable = {document.file for document in content.documents}
    left = [f for f in under(content.findings, root, chosen) if f.severity == "error" and f.file not in readable]
    documents = _under(content.documents, root, chosen)
    changed = 0
    for document in documents:
        try:
            text = normal_form(document, content.schemas)
            if text == document.text:
                continue
            if not only_check:
                replace_text(root.parent / document.file, text)
        except SojournError as error:
            left.append(Finding("error", "fmt", document.file, f"{error.title}.", error.advice, error.where.line))
            continue
        changed += 1
        click.echo(f"{'not in normal form' if only_check else 'written'}: {document.file}")
    for finding in left:
        click.echo(str(finding), err=True)
    click.echo(_summary(changed, len(documents), len({finding.file for finding in left}), only_check))
    sys.exit(1 if left or (only_check and changed) else 0)


def _summary(changed: int, files: int, left: int, only_check: bool) -> str:
    errors = f"; {left} {'file' if left == 1 else 'files'} with errors left as they are" if left else ""
    if changed:
        return f"{changed} of {files} files {'are not in normal form: run `sojourn fmt`' if only_check else 'written'}{errors}"
    return f"{files} files are in normal form{errors}" if left or not files else f"All {files} files are in normal form"


def _under(documents: list[Document], root: Path, paths: list[Path]) -> list[Document]:
    names = {f.file for f in under([Finding("info", "file", d.file, "") for d in documents], root, paths)}
    return [document for document in documents if document.file in names]
