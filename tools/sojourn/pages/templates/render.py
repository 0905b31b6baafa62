"""Templates to pages: what every template can call. All text reaches a page through Jinja's autoescape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from sojourn.classification.in_short import in_short
from sojourn.classification.representative import ended
from sojourn.classification.verdict import KINDS, kind_named
from sojourn.model.entries import Definition, Framework
from sojourn.model.message import message
from sojourn.model.order import LAST, is_ended, place_of
from sojourn.model.rule import Rule
from sojourn.pages.content.catalogue import Catalogue, alike
from sojourn.pages.templates.cite import WORK
from sojourn.pages.templates.linked import script_json
from sojourn.pages.templates.links import PageTools, language_attributes, safe_url
from sojourn.pages.templates.page import Making, Page
from sojourn.pages.templates.term_linker import Glossary
from sojourn.prose import language
from sojourn.prose import rules as words
from sojourn.prose.facets import facet_name, fact_names
from sojourn.prose.facets import facets as facet_rows
from sojourn.prose.figures import rule_figure
from sojourn.prose.language import Translate, translated
from sojourn.prose.results.people import telling
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import phrases, speaks
from sojourn.rules.comparison.relation import RELATIONS, named, told

# Between groups of three digits, outside English.
GROUP = "\u202f"


class _Compiled(BytecodeCache):
    """Compiled templates, so that those of one language serve the others (a changed template is compiled again)."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class Renderer:
    """Renders the pages of one language."""

    def __init__(
        self,
        catalogue: Catalogue,
        templates: Path,
        translate: Translate,
        lang: str = "en",
        settings: Mapping[str, Any] | None = None,
        editions: tuple[str, ...] = (),
        tries: bool = False,
    ) -> None:
        self.catalogue = catalogue
        self.lang = lang
        self.translate = translate
        self.settings = settings or {}
        # The other languages in which there are pages.
        self.editions = editions
        # Whether the engine that pages run is part of the site.
        self.tries = tries
        # What the engine says, in words.
        self.speaker = Speaker(lang, self.label, self.rule_name)
        self.names: dict[tuple[str, str], tuple[str, str]] = {}
        # Concepts are found in texts of the page's language, and in those that are left in English.
        self.glossaries = {tag: Glossary(catalogue.terms.values(), tag) for tag in {lang, "en"}}
        self.environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_COMPILED,
        )
        self.environment.globals.update(**self._values(), **self._words())
        self.environment.filters["safe_url"] = safe_url
        self.environment.tests["contains_code"] = lambda codes, wanted: wanted in codes

    def _values(self) -> dict[str, Any]:
        """What templates read: the content, the settings, and how rules and facets are worded."""
        lang = self.lang
        return {
            "c": self.catalogue,
            "lang": lang,
            "_": self.translate,
            "direction": language.direction,
            "language_names": language.NAMES,
            "fact_names": fact_names(lang),
            "facet_name": lambda key: facet_name(key, lang),
            "telling": telling,
            "sentence": lambda limb: words.sentence(limb, self.label, lang),
            "facets": lambda limb: facet_rows(limb, self.label, lang),
            "group_sentences": lambda limb: words.groups(limb, self.label, lang),
            "engine": self.speaker,
            # On notes, which the content holds in English only.
            "english": language_attributes("en", lang),
            "rule_language": language_attributes(lang if speaks(lang) else "en", lang),
            "rule_words": self.rule_words,
            "definition_title": self.definition_title,
            "rule_figure": lambda limb, id, text: rule_figure(limb, id, text, lang),
        }

    def _words(self) -> dict[str, Any]:
        """The words of dates, numbers, relations and names that templates call."""
        lang = self.lang
        return {
            "date_words": lambda text: words.date_words(text, lang),
            "period_words": lambda start, end: words.period(start, end, lang),
            "number": lambda value: f"{value:,}" if lang == "en" else f"{value:,}".replace(",", GROUP),
            "code": self.label,
            "short_of": lambda held: self.speaker.text(in_short(held.result)),
            "kind_words": {kind: self.speaker.text(kind_named(kind)) for kind in KINDS},
            "is_ended": ended,
            "framework_ended": is_ended,
            "relation_words": {name: self.relation(name) for name in RELATIONS},
            "relation_names": {name: self.speaker.text(named(name)) for name in RELATIONS},
            "relation_of": lambda name, a, b: self.speaker.sentence(told(name, a, b)),
            "side": lambda name: message(f"side-{name}"),
            "alike": alike,
            "ordered_frameworks": self.ordered_frameworks,
            "f_name": self.framework_name,
            "script_data": lambda data: Markup(script_json(data)),  # noqa: S704 (nothing in it can end the element)
            "tries": self.tries,
            "joints": phrases(lang),
            "editions": self.editions,
            "cite_work": WORK,
            "site_name": self.settings.get("site_name") or "Sojourn",
        }

    def label(self, list_id: str, id: str) -> str:
        """The label of a code in the language of the pages."""
        return self.framework_name(id) if list_id == "framework" else self.catalogue.code(list_id, id, self.lang)

    def has(self, name: str) -> bool:
        """Whether pages of this kind, or the list of this name, exist in the language of the pages."""
        return self.lang == "en" or translated(name)

    def framework_order(self, id: str) -> tuple[int, bool, str]:
        """Sort key of frameworks: the place that each has in the content."""
        framework = self.catalogue.frameworks.get(id)
        return place_of(framework) if framework else (LAST, True, id)

    def ordered_frameworks(self) -> list[Framework]:
        """All frameworks in their order."""
        return sorted(self.catalogue.frameworks.values(), key=place_of)

    def framework_name(self, id: str) -> str:
        """The short name of a framework."""
        framework = self.catalogue.frameworks.get(id)
        return framework.abbreviation[0] if framework and framework.abbreviation else id

    def conformance(self, name: str) -> str:
        """What a value of conformance is called."""
        return self.speaker.text(message(f"conformance-{name}"))

    def relation(self, name: str) -> str:
        """What a relation says of a definition and the reference that it is held against."""
        return self.speaker.text(told(name, message("side-this"), message("side-reference")))

    def rule_words(self, rule: Rule) -> str:
        """A rule in running text."""
        return self.speaker.rule_sentence(rule)

    def rule_name(self, id: str) -> str:
        """The name of a reference rule or definition that a rule refers to."""
        if id in self.catalogue.rules:
            return self.catalogue.rules[id].label.best(self.lang)
        definition = self.catalogue.definitions.get(id)
        return self.definition_title(definition) if definition else id

    def definition_title(self, definition: Definition) -> str:
        """What a definition is called: the office's own term, else what it counts."""
        return definition.national_term.best(self.lang) or self.label("concept", definition.concept)

    def making(self, path: str, make: Callable[..., Page], *given: Any) -> Making:
        """A page in the language of the renderer that `make` makes, from the renderer and what is given."""
        prefix = "" if self.lang == "en" else f"{self.lang}/"
        return Making(prefix + path, self.lang, partial(make, self, *given))

    def kept_making(self, path: str, make: Callable[..., Page], *given: Any) -> Making:
        """As `making`, for a page that reads nothing but the maps of the catalogue, and may be kept between builds."""
        return replace(self.making(path, make, *given), kept=True)

    def page(self, template: str, path: str, title: str, description: str, **context: Any) -> Page:
        """Render one page."""
        head = context.pop("head", {})
        prefix = "" if self.lang == "en" else f"{self.lang}/"
        tools = PageTools(self, prefix + path)
        body = self.environment.get_template(template).render(
            title=title, path=prefix + path, url=tools.url, link=tools.link, show=tools.show, prose=tools.prose,
            citation=tools.citation, root=tools.root, top=tools.top, twin=tools.twin, word=tools.word,
            place=tools.place, **context,
        )  # fmt: skip
        if self.lang != "en" and ' lang="en"' in body:
            note = self.translate("Texts marked [en] are not translated yet and are shown in English.")
            body = body.replace('<div class="sj">', f'<div class="sj"><p class="sj-fallback">{escape(note)}</p>', 1)
        if self.editions and translated(path.partition("/")[0]):
            head = {**head, "editions": {"en": f"{path}.html", **{tag: f"{tag}/{path}.html" for tag in self.editions}}}
        return Page.of(prefix + path, title, " ".join(description.split())[:300], body, self.lang, head)

    def head(self, page: Page) -> dict[str, str]:
        """What stands in a page's frame beside its content (see `Frame`), by place."""
        made = self.environment.get_template("head.jinja").module
        top = "../" * page.path.count("/")
        base = top.removesuffix("/") or "."
        return {
            "title": str(made.title(page.title)),  # type: ignore[attr-defined]
            "description": str(escape(page.description)),
            "links": str(made.links(page.head, base)),  # type: ignore[attr-defined]
            "data": str(made.data(page.head)),  # type: ignore[attr-defined]
            "page": quote(page.path),
            "languages": str(made.languages(page.head, page.lang, top)),  # type: ignore[attr-defined]
        }
