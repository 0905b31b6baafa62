"""Pages that are written by hand, as Markdown with front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.treeprocessors import Treeprocessor

from sojourn.pages.templates.naming_tables import with_tables
from sojourn.pages.templates.page import Heading, Page
from sojourn.prose.language import Translate, english
from sojourn.prose.tables import from_yaml

FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)
# Links between pages lead from file to file in the source, and from page to page on the site.
LINK = re.compile(r'(href="(?![a-z]+:)[^"#]*)\.md(?=["#])')


def handwritten(
    folder: Path,
    translations: Mapping[str, Translate],
    extensions: Iterable[Any],
    more: Mapping[str, str] | None = None,
) -> Iterator[Page]:
    """The pages in `folder`, those of another language in a folder with its tag, and `more` of the same form by path.

    `extensions` are those of `site/mkdocs.yml`: names, or maps from a name to its settings.
    """
    settings = {name: dict(of or {}) for item in extensions for name, of in _named(item)}
    written = {path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob("*.md")}
    texts = {**{name: path.read_text("utf-8") for name, path in written.items()}, **(more or {})}
    for name, plain in sorted(texts.items()):
        first = name.partition("/")[0]
        lang = first if first in translations else "en"
        text = with_tables(plain, translations.get(lang, english), lang)
        front = FRONT.match(text)
        head = from_yaml(front[1]) if front else {}
        reader = markdown.Markdown(extensions=list(settings), extension_configs=settings)
        # After the words of the cells are read.
        reader.treeprocessors.register(_Labelled(reader), "labelled", 15)
        html = reader.convert(text[front.end() :] if front else text)
        tokens: list[dict[str, Any]] = getattr(reader, "toc_tokens", [])
        yield Page(
            name,
            str(head.pop("title", "")),
            str(head.pop("description", "")),
            (LINK.sub(r"\1.html", html),),
            tuple(_headings(tokens)),
            str(head.pop("lang", "en")),
            head,
        )


class _Labelled(Treeprocessor):
    """Cells of tables say under which heading they stand: on a phone rows are lists, and the headings are not seen."""

    def run(self, root: Element) -> None:
        """Note the headings on the cells of all tables but on those that begin a row."""
        for table in root.iter("table"):
            heads = ["".join(cell.itertext()) for cell in table.iter("th")]
            for row in table.iter("tr"):
                for head, cell in list(zip(heads, row.findall("td"), strict=False))[1:]:
                    if head.strip():
                        cell.set("data-label", head)


def _named(item: Any) -> Iterable[tuple[str, Any]]:
    return item.items() if isinstance(item, Mapping) else [(str(item), None)]


def _headings(tokens: Iterable[Mapping[str, Any]]) -> Iterator[Heading]:
    for token in tokens:
        yield Heading(str(token["id"]), str(token["name"]), level=int(token["level"]))
        yield from _headings(token["children"])
