"""The pages on which a reader tries a definition or a traveller of one's own; the engine that they use is beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sojourn.model.rule import ATTRIBUTE_LISTS
from sojourn.model.text import Text
from sojourn.pages.templates.linked import script_json
from sojourn.pages.templates.page import Making, Page
from sojourn.pages.templates.render import Renderer
from sojourn.prose.language import fold
from sojourn.prose.tables import from_yaml

# Name, title and description of each page; the titles are texts of the interface.
TRY = (
    (
        "try",
        "Try your definition",
        "Put a definition together and hold it against the recommendations, in your browser.",
    ),
    (
        "traveller",
        "Try a traveller",
        "Draw the stays of a person and see what each rule decides, crossing by crossing.",
    ),
)
HEAD = {"hide": ["navigation", "toc"], "wasm": True}


def read_examples(site_folder: Path) -> dict[str, Any]:
    """What the pages offer to start from, as JSON has it."""
    examples: dict[str, Any] = _plain(from_yaml((site_folder / "examples.yaml").read_text("utf-8")))
    return examples


def try_pages(render: Renderer, examples: dict[str, Any]) -> Iterator[Making]:
    """Both pages in the language of the renderer."""
    for name, title, description in TRY:
        if render.has(name):
            yield render.making(name, _try_page, name, title, description, examples)


def _try_page(render: Renderer, name: str, title: str, description: str, examples: dict[str, Any]) -> Page:
    return render.page(
        f"{name}.jinja",
        name,
        render.translate(title),
        render.translate(description),
        head=HEAD,
        groups=rule_groups(render),
        attributes=ATTRIBUTE_LISTS,
        starters=starters(render, examples["starters"]),
        examples=examples,
        in_language=lambda texts: Text.of(texts).best(render.lang),
        data=Markup(script_json(examples)),  # noqa: S704 (script_json escapes what could end the element)
    )


def rule_groups(render: Renderer) -> list[tuple[str, list[tuple[str, str]]]]:
    """All rules to choose from, by framework and then by country: heading, then id and name."""
    c = render.catalogue
    out = []
    for framework in render.ordered_frameworks():
        if framework.rules:
            rules = [(id, c.rules[id].label.best(render.lang)) for id in framework.rules]
            out.append(
                (framework.abbreviation[0] if framework.abbreviation else framework.label.best(render.lang), rules)
            )
    for country in c.by_label(render.lang):
        found = [c.definitions[id] for id in country.definition_ids]
        if found:
            named = [
                (d.id, f"{render.definition_title(d)} ({render.label('concept', d.concept)}, {d.id})") for d in found
            ]
            out.append((country.label.best(render.lang), sorted(named, key=lambda item: fold(item[1]))))
    return out


def starters(render: Renderer, wanted: list[str]) -> list[str]:
    """Rules that an example traveller is first shown with: those of the examples that exist, else any two."""
    c = render.catalogue
    found = [id for id in wanted if id in c.rules or id in c.definitions]
    return found or [*list(c.rules)[:1], *list(c.definitions)[:1]]


def _plain(value: Any) -> Any:
    """The examples as JSON has them: dates as texts."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
