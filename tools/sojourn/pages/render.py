"""Templates to pages: what every template can call, and the form in which pages are handed to mkdocs.

All text reaches a page through Jinja's autoescape, inside raw HTML blocks that Markdown leaves alone; only headings of
the interface itself are Markdown, so that the builder makes the table of contents from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sojourn.model.entries import Definition, Framework
from sojourn.model.parts import Citation
from sojourn.model.rule import Rule
from sojourn.model.text import Text
from sojourn.pages import language, travellers, words
from sojourn.pages.catalogue import Catalogue
from sojourn.pages.facets import facet_name, value_words
from sojourn.pages.facets import facets as facet_rows
from sojourn.pages.figures import rule_figure
from sojourn.pages.gloss import Glossary
from sojourn.pages.language import Translate

# Kinds that have a page of their own; the others are found on a page that lists them.
PAGED = ("term", "country", "definition", "framework", "rule")
LISTED = {
    "source": "bibliography",
    "instrument": "data-sources",
    "code": "codes",
    "method": "methods",
    "figure": "numbers",
}
CONFORMANCE = {
    "conforms": "conforms",
    "conforms-to-option": "conforms to an option",
    "partly": "conforms in part",
    "does-not": "does not conform",
    "undetermined": "not decided",
}
RELATIONS = {
    "equal": "counts exactly the same people",
    "narrower": "narrower: whoever it counts, the reference counts too, but not the reverse",
    "broader": "broader: it counts everybody whom the reference counts, and others",
    "overlapping": "overlapping: each counts people whom the other does not",
    "disjoint": "disjoint: nobody is counted by both",
    "incomparable": "not comparable: they decide different things",
    "undetermined": "not decided: it depends on what no source says",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it goes, its head, and its body as Markdown."""

    path: str
    title: str
    description: str
    body: str
    lang: str = "en"
    head: Mapping[str, Any] = field(default_factory=dict)

    def markdown(self) -> str:
        """The page as a Markdown file with its front matter (JSON is YAML)."""
        head = {"title": self.title, "description": self.description, "lang": self.lang, **self.head}
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items() if value]
        return "---\n" + "\n".join(lines) + "\n---\n\n" + self.body


class Renderer:
    """Renders the pages of one language."""

    def __init__(
        self,
        catalogue: Catalogue,
        templates: Path,
        translate: Translate,
        lang: str = "en",
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.lang = lang
        self.translate = translate
        self.settings = settings or {}
        self.names: dict[tuple[str, str], tuple[str, str]] = {}
        self.glossary = Glossary(catalogue.terms.values())
        self.environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.update(
            c=catalogue,
            lang=lang,
            _=translate,
            direction=language.direction,
            language_names=language.NAMES,
            facet_name=facet_name,
            value_words=lambda key, value: value_words(key, value, self.label),
            travellers=travellers,
            sentence=lambda limb: words.sentence(limb, self.label),
            facets=lambda limb: facet_rows(limb, self.label),
            group_sentences=lambda limb: words.groups(limb, self.label),
            rule_words=self.rule_words,
            definition_title=self.definition_title,
            rule_figure=rule_figure,
            code=self.label,
            conformance_words={name: translate(text) for name, text in CONFORMANCE.items()},
            relation_words={name: translate(text) for name, text in RELATIONS.items()},
            report=safe_url(self.settings.get("report")),
            ordered_frameworks=self.ordered_frameworks,
        )
        self.environment.filters["safe_url"] = safe_url
        self.environment.filters["markdown_text"] = markdown_text
        self.environment.tests["contains_code"] = lambda codes, wanted: wanted in codes

    def label(self, list_id: str, id: str) -> str:
        """The label of a code in the language of the pages."""
        return self.catalogue.code(list_id, id, self.lang)

    def framework_order(self, id: str) -> tuple[int, int, str]:
        """Sort key of frameworks: those that the settings name, then recommendations, then laws and others."""
        first = list(self.settings.get("first_frameworks") or ())
        framework = self.catalogue.frameworks.get(id)
        kinds = ("recommendation", "law")
        kind = kinds.index(framework.framework_kind) if framework and framework.framework_kind in kinds else len(kinds)
        return (first.index(id) if id in first else len(first), kind, id)

    def ordered_frameworks(self) -> list[Framework]:
        """All frameworks, the most used first."""
        return sorted(self.catalogue.frameworks.values(), key=lambda framework: self.framework_order(framework.id))

    def rule_words(self, rule: Rule) -> str:
        """A rule in running text."""
        return words.rule_words(rule, self.label, self.rule_name)

    def rule_name(self, id: str) -> str:
        """The name of a reference rule or definition that a rule refers to."""
        if id in self.catalogue.rules:
            return self.catalogue.rules[id].label.best(self.lang)
        definition = self.catalogue.definitions.get(id)
        return self.definition_title(definition) if definition else id

    def definition_title(self, definition: Definition) -> str:
        """What a definition is called: the office's own term, else what it counts."""
        return definition.national_term.best(self.lang) or self.label("concept", definition.concept)

    def page(self, template: str, path: str, title: str, description: str, **context: Any) -> Page:
        """Render one page."""
        head = context.pop("head", {})
        prefix = "" if self.lang == "en" else f"{self.lang}/"
        tools = PageTools(self, prefix + path)
        body = self.environment.get_template(template).render(
            title=title, path=prefix + path, url=tools.url, link=tools.link, show=tools.show, prose=tools.prose,
            citation=tools.citation, root=tools.root, top=tools.top, twin=tools.twin, **context,
        )  # fmt: skip
        return Page(prefix + path, title, " ".join(description.split())[:300], body, self.lang, head)


def markdown_text(text: str) -> Markup:
    """A text of the content in a Markdown heading: neither markup nor Markdown."""
    plain = " ".join(text.split())
    return Markup(re.sub(r"([\\`*_{}\[\]()#+\-.!|~^:])", r"\\\1", str(escape(plain))).replace("&\\#", "&#"))  # noqa: S704 (escaped above)


def safe_url(url: str | None) -> str:
    """A web address that a link may carry; anything but http and https is no link."""
    if not url:
        return ""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


class PageTools:
    """What templates call that depends on where the page lies: links and linked text."""

    def __init__(self, renderer: Renderer, path: str) -> None:
        self.renderer = renderer
        depth = path.count("/")
        self.top = "../" * depth
        self.root = "../" * (depth - (0 if renderer.lang == "en" else 1))

    def url(self, kind: str, id: str) -> str:
        """The address of an entry's page, or of its place on a page that lists it."""
        if kind in PAGED:
            return f"{self.root}{kind}/{quote(id)}.html"
        anchor = id.replace("/", "-") if kind == "code" else id
        return f"{self.root}{LISTED[kind]}.html#{quote(anchor)}"

    def twin(self, kind: str, id: str, form: str) -> str:
        """The address of an entry's data."""
        return f"{self.top}{kind}/{quote(id)}.{form}"

    def link(self, kind: str, id: str, text: str | None = None) -> Markup:
        """A link with the entry's own name; only the name if there is no such entry."""
        name, lang = self._name(kind, id)
        if not name:
            return escape(text or id)
        attributes = _language(lang, self.renderer.lang) if text is None else Markup("")
        # Joined by hand: `Markup.format` takes ten times as long, and there are tens of thousands of links.
        return Markup(f'<a href="{escape(self.url(kind, id))}"{attributes}>{escape(text or name)}</a>')  # noqa: S704

    def _name(self, kind: str, id: str) -> tuple[str, str]:
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
        inner = escape(words) if plain or found != "en" else self.prose(words, skip)
        attributes = _language(found, self.renderer.lang)
        return Markup("<span{}>{}</span>").format(attributes, inner) if attributes else inner

    def prose(self, text: str, skip: str = "") -> Markup:
        """Running English text with the first mention of each concept linked, its definition as a tooltip."""
        out, at = Markup(""), 0
        for mention in self.renderer.glossary.mentions(text, frozenset({skip})):
            term = self.renderer.catalogue.terms[mention.term]
            out += escape(text[at : mention.start]) + Markup('<a class="sj-term" href="{}" title="{}">{}</a>').format(
                self.url("term", term.id), term.definition.best(self.renderer.lang), text[mention.start : mention.end]
            )
            at = mention.end
        return out + escape(text[at:])

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
            parts.append(escape(self.renderer.label("seen", item.seen)))
        if item.accessed:
            parts.append(escape(f"read {item.accessed}"))
        return Markup(" · ").join(parts) + (
            Markup(' <span class="sj-muted">{}</span>').format(item.note) if item.note else ""
        )


def _language(found: str, wanted: str) -> Markup:
    """Language and direction attributes of a text that is not in the page's language."""
    if not found or found == wanted:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(found, language.direction(found))
