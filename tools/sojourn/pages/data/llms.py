"""`llms.txt`: the site in one short text for assistants, with links to the data of each entry (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sojourn.model.entries import Country, Framework, Term
from sojourn.model.message import message
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.templates.page import Page
from sojourn.prose.speaker import Speaker

SPEAKER = Speaker("en")
LANG = "en"


def write_llms(catalogue: Catalogue, pages: Iterable[Page], out: Path) -> None:
    """Write the text into the root of the site."""
    (out / "llms.txt").write_text("\n".join(llms_lines(catalogue, pages)) + "\n", "utf-8", newline="\n")


def llms_lines(catalogue: Catalogue, pages: Iterable[Page]) -> Iterator[str]:
    """The text line by line: what the site is, its pages, and each term, framework and country with its data."""
    scheme, base = catalogue.scheme, catalogue.base
    yield f"# {scheme['title'][LANG]}"
    yield f"\n> {' '.join(scheme['description'][LANG].split())}"
    yield f"\n{_said('llms-about')}"
    yield f"\n## {_said('llms-pages')}\n"
    for page in pages:
        if page.lang == LANG and "/" not in page.path and page.title and page.path != "404":
            yield _line(page.title, f"{base}{page.path}.html", page.description)
    yield f"\n## {_said('llms-terms')}\n"
    yield from (_entry(base, term, term.definition.get(LANG) or "") for term in catalogue.terms.values())
    yield f"\n## {_said('llms-frameworks')}\n"
    yield from (_entry(base, one, one.summary.get(LANG) or "") for one in catalogue.frameworks.values())
    # The name of this part has a meaning: it may be passed over where room is short.
    yield "\n## Optional\n"
    yield from (_entry(base, country, "") for country in catalogue.countries.values())


def _entry(base: str, value: Term | Framework | Country, about: str) -> str:
    return _line(value.label.best(LANG), f"{base}{value.kind}/{value.id}.json", about)


def _line(title: str, url: str, about: str) -> str:
    name = title.replace("[", "(").replace("]", ")")
    return f"- [{' '.join(name.split())}]({url})" + (f": {' '.join(about.split())}" if about else "")


def _said(id: str) -> str:
    return SPEAKER.text(message(id))
