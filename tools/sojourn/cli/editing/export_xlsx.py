"""`sojourn export xlsx`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sojourn.loading.glossary.content import Content, find_root, load_content
from sojourn.loading.reading.reader import Document
from sojourn.model.errors import MissingExtraError, NotFound, SojournError, UsageError, Where
from sojourn.model.message import message
from sojourn.model.suggestion import suggestion

KINDS = ("country", "term")


@click.command()
@click.argument("names", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The workbook to write (.xlsx).")
@click.option("--empty", is_flag=True, help="Only the sheets and columns, for entries that are all new.")
@click.option(
    "--glossary", type=click.Path(exists=True, path_type=Path), help="The glossary; else that of this folder."
)
def xlsx(names: tuple[str, ...], out: Path, empty: bool, glossary: Path | None) -> None:
    """A workbook of countries and terms, to be edited in a spreadsheet program and read back by `sojourn import`.

    NAMES are ids or names of countries and terms; without any, all of them.
    """
    if empty and names:
        raise UsageError(message("error-empty-takes-none"), "", message("error-leave-one-out"))
    if out.suffix.lower() != ".xlsx":
        raise UsageError(
            message("error-no-workbook-name", name=out.name), "", message("error-end-in-xlsx"), Where(str(out))
        )
    content = load_content(find_root(glossary or Path.cwd()))
    documents = [] if empty else _chosen(content, names)
    data = _workbook(content, documents)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    count = {kind: sum(document.kind == kind for document in documents) for kind in KINDS}
    click.echo(
        f"written: {out} ({count['country']} countries, {count['term']} terms); read it back with `sojourn import`"
    )


def _workbook(content: Content, documents: Sequence[Document]) -> bytes:
    try:
        from sojourn.exchange.xlsx.writing import workbook_of
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "exchange") from error
    return workbook_of(content, documents)


def _chosen(content: Content, names: Sequence[str]) -> list[Document]:
    """The files of countries and terms with these ids or names; all of them without names."""
    documents = [document for document in content.documents if document.kind in KINDS]
    refused = sorted({f.file for f in content.findings if f.severity == "error"})
    if refused and not names:
        advice = message("error-mend-or-name")
        raise SojournError(message("error-files-not-exported", n=len(refused)), "", advice, Where(refused[0]))
    if not names:
        return documents
    known: dict[str, Document] = {}
    for document in documents:
        for name in (document.data["id"], *document.data["label"].values()):
            known.setdefault(name.casefold(), document)
    chosen = {}
    for name in names:
        found = known.get(name.casefold())
        if found is None:
            raise NotFound(
                message("error-no-country-or-term", name=name), "", suggestion(name.casefold(), list(known), "names")
            )
        chosen[found.file] = found
    return list(chosen.values())
