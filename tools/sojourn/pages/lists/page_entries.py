"""Pages as entries of the search index: by their titles, and by what else a reader may call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sojourn.pages.lists.search_index import ALTERNATIVE, PREFERRED, Entry
from sojourn.pages.templates.render import Renderer
from sojourn.prose.tables import phrases

# Pages that have no other place with their title and description.
MORE = (
    ("terms", "Terms A–Z", "All concepts in alphabetical order."),
    ("contribute", "Contribute", "Report a mistake, suggest a source, add a country; who is responsible."),
    ("licence", "Licence", "Under which licence texts, data and program may be used, and the exceptions."),
    ("developers", "For developers", "Install the package, Python, command line, data files, JSON-LD and SPARQL."),
    ("about", "About", "How to read a page, how definitions are compared, and how sure all this is."),
)


def page_entries(render: Renderer, editions: Sequence[Renderer], pages: Iterable[tuple[str, str, str]]) -> list[Entry]:
    """An entry for each page (name, title, description) that exists in the language of the renderer.

    The names are those of every language of the interface.
    """
    return [
        [
            "page",
            name,
            1,
            [found for edition in editions for found in _names(edition, name, title)],
            [],
            render.translate(about),
            "",
            "",
            f"{name}.html",
        ]
        for name, title, about in pages
        if render.has(name)
    ]


def _names(edition: Renderer, name: str, title: str) -> list[list[object]]:
    others = phrases(edition.lang)["pages"].get(name, "").split(", ")
    return [
        [PREFERRED, edition.lang, edition.translate(title)],
        *([ALTERNATIVE, edition.lang, other] for other in others if other),
    ]
