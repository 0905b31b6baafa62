"""`sojourn fmt`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sojourn.loading.content import Content, find_root, load_content
from sojourn.loading.normal import normal_form
from sojourn.loading.reader import Document


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file is not in normal form.")
def fmt(paths: tuple[Path, ...], only_check: bool) -> None:
    """Write content files in their normal form (key order, one-line maps, folded texts).

    The content stays the same; a file that is not in order is replaced whole. Files with errors are left alone.
    """
    root = find_root(paths[0] if paths else Path.cwd())
    content = load_content(root)
    changed = 0
    for document in _wanted(content, root, paths):
        text = normal_form(document, content.schemas)
        if text == document.text:
            continue
        changed += 1
        click.echo(f"{'not in normal form' if only_check else 'written'}: {document.file}")
        if not only_check:
            _replace(root.parent / document.file, text)
    click.echo(_summary(changed, len(content.documents), only_check))
    sys.exit(1 if only_check and changed else 0)


def _summary(changed: int, files: int, only_check: bool) -> str:
    if not changed:
        return f"All {files} files are in normal form"
    return f"{changed} of {files} files {'are not in normal form: run `sojourn fmt`' if only_check else 'written'}"


def _wanted(content: Content, root: Path, paths: tuple[Path, ...]) -> list[Document]:
    chosen = [path.resolve() for path in paths] or [root.resolve()]
    parent = root.resolve().parent
    return [d for d in content.documents if any((parent / d.file).is_relative_to(path) for path in chosen)]


def _replace(path: Path, text: str) -> None:
    """Write beside the file, then rename, so that the file is never half written."""
    temporary = path.with_suffix(".yaml.tmp")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)
