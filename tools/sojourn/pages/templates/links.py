"""Links and linked text: what templates call that depends on where a page lies and in which language it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from sojourn.model.addresses import LISTED, PAGED
from sojourn.model.parts import Citation
from sojourn.model.text import Text
from sojourn.prose import language
from sojourn.prose import rules as words

if TYPE_CHECKING:
    from sojourn.pages.templates.render import Renderer


class PageTools:
    """What templates call that depends on where the page lies: links and linked text."""

    def __init__(self, renderer: Renderer, path: str) -> None:
        self.renderer = renderer
        depth = path.count("/")
        # The site's own root, and that of the pages in the language.
        self.top = "../" * depth
        self.root = "../" * (depth - (0 if renderer.lang == "en" else 1))

    def place(self, name: str) -> str:
        """The root for a kind or a list: the language's own where it has such pages, else that of the English ones."""
        return self.root if self.renderer.has(name) else self.top

    def url(self, kind: str, id: str) -> str:
        """The address of an entry's page, or of its place on a page that lists it."""
        if kind in PAGED:
            return f"{self.place(kind)}{kind}/{quote(id)}.html"
        if kind == "instrument" and (item := self.renderer.catalogue.instruments.get(id)):
            # Everything about it stands on the page of its country.
            return f"{self.url('country', item.country)}#{quote(id)}"
        anchor = id.replace("/", "-") if kind == "code" else id
        return f"{self.place(LISTED[kind])}{LISTED[kind]}.html#{quote(anchor)}"

    def twin(self, kind: str, id: str, form: str) -> str:
        """The address of an entry's data."""
        return f"{self.top}{kind}/{quote(id)}.{form}"

    def link(self, kind: str, id: str, text: str | None = None) -> Markup:
        """A link with the entry's own name; only the name if there is no such entry."""
        name, lang = self._name(kind, id)
        if not name:
            return escape(text or id)
        attributes = language_attributes(lang, self.renderer.lang) if text is None else Markup("")
        # Joined by hand: `Markup.format` takes ten times as long, and there are tens of thousands of links.
        return Markup(f'<a href="{escape(self.url(kind, id))}"{attributes}>{escape(text or name)}</a>')  # noqa: S704

    def _name(self, kind: str, id: str) -> tuple[str, str]:
        # A name is looked up once, but every page that shows it depends on it.
        self.renderer.catalogue.reads.note(kind, id)
        known = self.renderer.names.get((kind, id))
        if known is None:
            known = self.renderer.names[kind, id] = self._find_name(kind, id)
        return known

    def _find_name(self, kind: str, id: str) -> tuple[str, str]:
        c, lang = self.renderer.catalogue, self.renderer.lang
        text: Text | None = None
        match kind:
            case "definition":
                return (self.renderer.definition_title(c.definitions[id]), lang) if id in c.definitions else ("", "")
            case "source":
                return (c.sources[id].title, "en") if id in c.sources else ("", "")
            case "framework" if id in c.frameworks:
                framework = c.frameworks[id]
                return (
                    (framework.abbreviation[0], "en")
                    if framework.abbreviation
                    else framework.label.with_language(lang)[::-1]
                )
            case "term" if id in c.terms:
                text = c.terms[id].label
            case "country" if id in c.countries:
                text = c.countries[id].label
            case "rule" if id in c.rules:
                text = c.rules[id].label
            case "instrument" if id in c.instruments:
                text = c.instruments[id].label
            case "code" if id in c.codes:
                text = c.codes[id].label
        if text is None:
            return "", ""
        found, name = text.with_language(lang)
        return name, found

    def show(self, text: Text, skip: str = "", plain: bool = False) -> Markup:
        """A text in the page's language, else in another one that is then named to assistive software."""
        found, words = text.with_language(self.renderer.lang)
        inner = escape(words) if plain or found not in self.renderer.glossaries else self.prose(words, skip, found)
        attributes = language_attributes(found, self.renderer.lang)
        return Markup("<span{}>{}</span>").format(attributes, inner) if attributes else inner

    def prose(self, text: str, skip: str = "", lang: str = "en") -> Markup:
        """Running text with the first mention of each concept linked, its definition as a tooltip."""
        out, at = Markup(""), 0
        for mention in self.renderer.glossaries[lang].mentions(text, frozenset({skip})):
            term = self.renderer.catalogue.terms[mention.term]
            out += escape(text[at : mention.start]) + Markup('<a class="sj-term" href="{}" title="{}">{}</a>').format(
                self.url("term", term.id), term.definition.best(self.renderer.lang), text[mention.start : mention.end]
            )
            at = mention.end
        return out + escape(text[at:])

    def word(self, list_id: str, id: str) -> Markup:
        """The label of a code; its language is named where it is not that of the page."""
        code = self.renderer.catalogue.codes.get(f"{list_id}/{id}")
        return self.show(code.label, plain=True) if code else escape(id)

    def citation(self, item: Citation) -> Markup:
        """A citation: the source, the place in it, how it was seen."""
        source = self.renderer.catalogue.sources.get(item.source)
        name = self.link("source", item.source) if source else escape(item.source)
        publisher = f", {source.publisher}" if source and source.publisher else ""
        year = f", {source.year}" if source and source.year else ""
        parts = [Markup("{}{}{}").format(name, publisher, year)]
        if item.locator:
            parts.append(escape(item.locator))
        if item.seen:
            parts.append(self.word("seen", item.seen))
        if item.accessed:
            parts.append(escape(words.dated("read", item.accessed, self.renderer.lang)))
        return Markup(" · ").join(parts) + (
            Markup(' <span class="sj-muted">{}</span>').format(item.note) if item.note else ""
        )


def language_attributes(found: str, wanted: str) -> Markup:
    """Language and direction attributes of a text that is not in the page's language."""
    if not found or found == wanted:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(found, language.direction(found))


def safe_url(url: str | None) -> str:
    """A web address that a link may carry; anything but http and https is no link."""
    if not url:
        return ""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""
