"""Templates to pages: what every template can call. All text reaches a page through Jinja's autoescape."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from sojourn.classification import table
from sojourn.model.entries import Definition, Framework
from sojourn.model.rule import Rule
from sojourn.pages.frame.catalogue import Catalogue, alike
from sojourn.pages.frame.linked import script_json
from sojourn.pages.frame.links import PageTools, language_attributes, safe_url
from sojourn.pages.frame.message_html import Marked, retold
from sojourn.pages.frame.page import Page
from sojourn.pages.frame.term_linker import Glossary
from sojourn.prose import language, travellers
from sojourn.prose import rules as words
from sojourn.prose.facets import FACT_NAMES, facet_name
from sojourn.prose.facets import facets as facet_rows
from sojourn.prose.figures import rule_figure
from sojourn.prose.language import Translate, translated
from sojourn.prose.phrases import phrases, speaks

# Between groups of three digits, outside English.
GROUP = "\u202f"
CONFORMANCE = {row.value: row.words for row in table.CONFORMANCE}
RELATIONS = {
    "equal": "counts exactly the same people",
    "narrower": "narrower: whoever it counts, the reference counts too, but not the reverse",
    "broader": "broader: it counts everybody whom the reference counts, and others",
    "overlapping": "overlapping: each counts people whom the other does not",
    "disjoint": "disjoint: nobody is counted by both",
    "incomparable": "not comparable: they decide different things",
    "undetermined": "not decided: it depends on what no source says",
}


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
        # What the engine says of any rule of the registry.
        self.retold = retold(self)
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
        self.environment.globals.update(
            c=catalogue,
            lang=lang,
            _=translate,
            direction=language.direction,
            language_names=language.NAMES,
            fact_names=FACT_NAMES,
            facet_name=lambda key: facet_name(key, translate, lang),
            travellers=travellers,
            traveller_words=lambda person: travellers.in_words(person, lang, self.label),
            traveller_figure=lambda person, id, ours, reference: travellers.figure(
                person, id, ours, reference, lang, self.label
            ),
            sentence=lambda limb: words.sentence(limb, self.label, lang),
            facets=lambda limb: facet_rows(limb, self.label, lang),
            group_sentences=lambda limb: words.groups(limb, self.label, lang),
            engine=Marked(self.retold),
            # On notes, which the content holds in English only.
            english=language_attributes("en", lang),
            rule_language=language_attributes(lang if speaks(lang) else "en", lang),
            rule_words=self.rule_words,
            definition_title=self.definition_title,
            rule_figure=lambda limb, id, text: rule_figure(limb, id, text, lang),
            date_words=lambda text: words.date_words(text, lang),
            period_words=lambda start, end: words.period(start, end, lang),
            number=lambda value: f"{value:,}" if lang == "en" else f"{value:,}".replace(",", GROUP),
            code=self.label,
            conformance_words={name: translate(text) for name, text in CONFORMANCE.items()},
            relation_words={name: translate(text) for name, text in RELATIONS.items()},
            relation_names={name: translate(name) for name in RELATIONS},
            report=safe_url(self.settings.get("report")),
            alike=alike,
            ordered_frameworks=self.ordered_frameworks,
            f_name=self.framework_name,
            script_data=lambda data: Markup(script_json(data)),  # noqa: S704 (nothing in it can end the element)
            tries=tries,
            joints=phrases(lang),
            editions=editions,
            site_name=self.settings.get("site_name") or "Sojourn",
        )
        self.environment.filters["safe_url"] = safe_url
        self.environment.tests["contains_code"] = lambda codes, wanted: wanted in codes

    def label(self, list_id: str, id: str) -> str:
        """The label of a code in the language of the pages."""
        return self.catalogue.code(list_id, id, self.lang)

    def has(self, name: str) -> bool:
        """Whether pages of this kind, or the list of this name, exist in the language of the pages."""
        return self.lang == "en" or translated(name)

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

    def framework_name(self, id: str) -> str:
        """The short name of a framework."""
        framework = self.catalogue.frameworks.get(id)
        return framework.abbreviation[0] if framework and framework.abbreviation else id

    def rule_words(self, rule: Rule) -> str:
        """A rule in running text."""
        return words.rule_words(rule, self.label, self.rule_name, self.lang)

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
            "languages": str(made.languages(page.head, page.lang, top)),  # type: ignore[attr-defined]
        }
