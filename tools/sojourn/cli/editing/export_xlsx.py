"""`sojourn export xlsx`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.terminal.inputs import in_language
from sojourn.loading.glossary.content import Content, find_root, load_content
from sojourn.loading.reading.reader import Document
from sojourn.model.errors import MissingExtraError, NotFound, SojournError, UsageError, Where
from sojourn.model.finding import Finding
from sojourn.model.message import message
from sojourn.model.suggestion import suggestion

if TYPE_CHECKING:
    from sojourn.exchange.xlsx.layout import Sheet

# What the files of a kind are called when they are counted.
COUNTED = {
    "country": "countries",
    "term": "terms",
    "framework": "frameworks",
    "codes": "code lists",
    "sources": "files of the bibliography",
}
# Entries that have no sheet.
WITHOUT_SHEET = ("method", "figure", "statistic")


@click.command()
@click.argument("names", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The workbook to write (.xlsx).")
@click.option("--empty", is_flag=True, help="Only the sheets and columns, for entries that are all new.")
@click.option(
    "--glossary", type=click.Path(exists=True, path_type=Path), help="The glossary; else that of this folder."
)
@in_language
def xlsx(names: tuple[str, ...], out: Path, empty: bool, glossary: Path | None, lang: str) -> None:
    """A workbook of countries, terms, frameworks, code lists and their sources, to be edited in a spreadsheet program
    and read back by `sojourn import`.

    NAMES are ids or names of such entries, or ids of definitions and rules; without any, all of them.
    """
    if empty and names:
        raise UsageError(message("error-empty-takes-none"), "", message("error-leave-one-out"))
    if out.suffix.lower() != ".xlsx":
        raise UsageError(
            message("error-no-workbook-name", name=out.name), "", message("error-end-in-xlsx"), Where(str(out))
        )
    content = load_content(find_root(glossary or Path.cwd()))
    documents = [] if empty else _chosen(content, names)
    layout, workbook_of, unheld = _writers(content)
    findings = unheld(content, documents, layout)
    for found in findings:
        click.echo(str(found), err=True)
    left_out = {found.file for found in findings}
    documents = [document for document in documents if document.file not in left_out]
    if names and not documents:
        raise SojournError(message("error-nothing-exported"), "", message("do-edit-the-yaml"))
    data = workbook_of(content, documents, lang)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    count = Counter(document.kind for document in documents)
    counted = ", ".join(
        f"{_number(kind, documents, count[kind])} {name}" for kind, name in COUNTED.items() if count[kind]
    )
    click.echo(f"written: {out} ({counted or 'only the columns'}); read it back with `sojourn import`")


def _number(kind: str, documents: Sequence[Document], files: int) -> int:
    """How many of a kind; of the code lists, which are one file, the lists."""
    return next(len(document.data) for document in documents if document.kind == kind) if kind == "codes" else files


def _writers(content: Content) -> tuple[Mapping[str, Sheet], Callable[..., bytes], Callable[..., list[Finding]]]:
    try:
        from sojourn.exchange.xlsx.holding import unheld
        from sojourn.exchange.xlsx.layout import sheets
        from sojourn.exchange.xlsx.writing import workbook_of
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "exchange") from error
    return sheets(content.schemas), workbook_of, unheld


def _chosen(content: Content, names: Sequence[str]) -> list[Document]:
    """The files that hold entries with these ids or names; all files of a workbook without names."""
    documents = [document for kind in COUNTED for document in content.documents if document.kind == kind]
    refused = sorted({f.file for f in content.findings if f.severity == "error"})
    if refused and not names:
        advice = message("error-mend-or-name")
        raise SojournError(message("error-files-not-exported", n=len(refused)), "", advice, Where(refused[0]))
    if not names:
        return documents
    known = dict(_named(content, documents))
    chosen = {}
    for name in names:
        found = known.get(name.casefold())
        if found is None:
            raise _not_held(content, name, list(known))
        chosen[found.file] = found
    return list(chosen.values())


def _named(content: Content, documents: Sequence[Document]) -> Iterator[tuple[str, Document]]:
    """All names by which files can be chosen; of one that is two things, the more usual one comes last and counts."""
    files = {document.file: document for document in documents}
    for kind in ("code", "source", "list", "instrument", "rule", "definition", "framework", "term", "country"):
        for entry in content.of(kind):
            if (document := files.get(entry.document.file)) is not None:
                yield entry.id.casefold(), document
                if kind in ("list", "framework", "term", "country"):
                    yield from ((name.casefold(), document) for name in entry.data["label"].values())


def _not_held(content: Content, name: str, known: list[str]) -> SojournError:
    for kind in WITHOUT_SHEET:
        if (entry := content.find(kind, name)) is not None:
            file = entry.document.file
            return UsageError(
                message("error-kind-without-sheet", kind=kind),
                "",
                message("error-edit-that-file", file=file),
                Where(file),
            )
    return NotFound(message("error-no-country-or-term", name=name), "", suggestion(name.casefold(), known, "names"))
