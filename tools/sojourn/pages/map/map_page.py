"""The world map: one drawing in the page for all themes, one drawing a theme for download, and the numbers as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sojourn.classification.representative import FIRST, GROUPS, STEPS, ended, since
from sojourn.model.csv_text import csv_text
from sojourn.model.entries import Country, Definition
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.frame.third_party import package
from sojourn.pages.map.map_geometry import HEIGHT, PACKAGE, RADIUS, WIDTH, Place, World, read_world
from sojourn.pages.map.map_variables import GROUP_NAMES, SIDES, Class, Theme, Themes
from sojourn.pages.statistics.classes import UNKNOWN
from sojourn.pages.statistics.comparability import shortest
from sojourn.pages.templates.render import Renderer

Address = Callable[[str, str], str]
# The sheet that a drawing for download is on, with room for its title and its legend.
SHEET, HEAD, LINE = 2000, 70, 34


def _patterns(suffix: str, size: float) -> Markup:
    """Patterns: lines for what no source says, dots for "only a test inside the country", bars over what has ended."""
    ground = Markup('<rect class="hatch-ground" width="{0}" height="{0}"/>').format(size)
    line = Markup('<rect class="hatch-line" width="{}" height="{}"/>').format(round(size * 0.28, 1), size)
    dot = Markup('<circle class="hatch-line" cx="{0}" cy="{0}" r="{1}"/>').format(size / 2, round(size * 0.2, 1))
    frame = Markup(
        '<pattern id="sj-{}{}" width="{}" height="{}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        "{}{}</pattern>"
    )
    bar = Markup('<rect class="ended-line" width="{}" height="{}"/>').format(size, round(size * 0.22, 1))
    level = Markup('<pattern id="sj-ended{}" width="{}" height="{}" patternUnits="userSpaceOnUse">{}</pattern>').format(
        suffix, size, round(size * 0.7, 1), bar
    )
    return (
        frame.format("hatch", suffix, size, size, ground, line)
        + frame.format("dots", suffix, size, size, ground, dot)
        + level
    )


# Addresses inside a style sheet are read from that sheet's own place by some browsers; these stand in the drawing.
# Legends have patterns of their own, since those of the map grow and shrink with it.
PATTERNS = Markup(
    "<defs>{}{}</defs><style>.unknown{{fill:url(#sj-hatch)}}.inside{{fill:url(#sj-dots)}}"
    ".key.unknown{{fill:url(#sj-hatch-key)}}.key.inside{{fill:url(#sj-dots-key)}}"
    ".past{{fill:url(#sj-ended);stroke:none;pointer-events:none}}.key.past{{fill:url(#sj-ended-key)}}</style>"
).format(_patterns("", 13), _patterns("-key", 8))
PAST = "bars: the rule is no longer in force"
ATTRIBUTION = "Shapes: Natural Earth (public domain), as they stand there; no opinion on borders."


@dataclass(frozen=True, slots=True)
class MapRow:
    """One country in the table of a group."""

    country: Country
    definition: str
    length: str
    classes: dict[str, tuple[int, Class]]
    since: str
    until: str
    source: str


def read_shapes(site_folder: Path, c: Catalogue) -> tuple[World | None, tuple[str, ...]]:
    """The shapes, or why the map is left out."""
    folder = package(site_folder, PACKAGE)
    if folder is None:
        return None, (f"the world map is left out and only its tables are there: npm gave no '{PACKAGE}'",)
    return read_world(folder, {country.m49 for country in c.countries.values() if country.m49}), ()


def world_context(render: Renderer, world: World | None) -> dict[str, Any]:
    """Everything that the page of the map shows."""
    themes = Themes(render)
    countries = themes.countries
    return {
        "themes": themes.all,
        "groups": [(id, render.translate(GROUP_NAMES[id]), render.translate(SIDES[id])) for id in GROUPS],
        "rows": {group: list(_rows(themes, group)) for group in GROUPS},
        "coverage": themes.all[-1],
        "countries": countries,
        "world": world,
        "draw": lambda url: page_svg(themes, world, url) if world else "",
        "zooms": _zooms(render, world) if world else [],
        "unseen": [k for k in countries if k.m49 not in world.places] if world else [],
        "rule": tuple(render.speaker.sentence(said) for said in (FIRST, *(step.said for step in STEPS))),
        "framework": themes.framework,
        "without_rules": [f for f in render.ordered_frameworks() if f.status == "proposed" and not f.rules],
        "whole_box": f"0 0 {WIDTH} {HEIGHT}",
        "past": PAST,
        "attribution": ATTRIBUTION,
        "work": themes.c.scheme["title"].get(render.lang) or themes.c.scheme["title"]["en"],
    }


def _rows(themes: Themes, group: str) -> Iterator[MapRow]:
    own = [theme for theme in themes.all if theme.group == group]
    for country in themes.countries:
        definition = themes.standing[group].get(country.id)
        if definition:
            classes = {theme.id: (theme.place(country.id), theme.of(country.id)) for theme in own}
            said = _length(themes, definition, own[0].of(country.id))
            start, end = since(definition, themes.c.facts), definition.valid.end or ""
            yield MapRow(country, definition.id, said, classes, start, end, _source(themes, definition))


def _source(themes: Themes, definition: Definition) -> str:
    """The first source of a definition, in short: who published it, and when."""
    found = [themes.c.sources[cited.source] for cited in definition.citations if cited.source in themes.c.sources]
    if not found:
        return ""
    return ", ".join(str(part) for part in (found[0].publisher or found[0].title, found[0].year) if part)


def _length(themes: Themes, definition: Definition, found: Class) -> str:
    """The length in the words of the source where there is one; else its class, with what is said of the other side."""
    said = shortest(definition, themes.render, deciding=True)
    return f"{found.words} ({said})" if said and found.id == UNKNOWN else said or found.words


def page_svg(themes: Themes, world: World, url: Address) -> Markup:
    """The drawing in the page: each country a link that carries its class in every theme, shown in the first."""
    first, inner, t = themes.all[0], [], themes.render.translate
    for country, place in _placed(themes, world):
        shown = first.of(country.id)
        inner.append(
            Markup(
                '<a href="{}" class="{}" tabindex="-1" data-id="{}" data-name="{}" data-at="{} {}" data-c="{}"{}>'
                "<title>{}</title>{}{}</a>"
            ).format(
                url("country", country.id),
                shown.paint,
                country.id,
                _name(themes, country),
                *place.middle,
                " ".join(str(theme.place(country.id)) for theme in themes.all),
                Markup(' data-past="{}"').format(" ".join(past)) if (past := _past(themes, country)) else "",
                _said(themes, country, shown.words),
                _outline(place),
                _over(place, first.ended(country.id)) if past else "",
            )
        )
    return Markup(
        '<svg class="sj-map" id="sj-map" viewBox="0 0 {} {}" role="group" aria-label="{}" data-past-words="{}" '
        'data-open-words="{}">{}{}{}</svg>'
    ).format(
        WIDTH,
        HEIGHT,
        first.title,
        t("no longer in force"),
        t("Open the page of the country"),
        PATTERNS,
        _ground(world),
        Markup("").join(inner),
    )


def _past(themes: Themes, country: Country) -> list[str]:
    """The groups in which a country stands by a definition that has ended."""
    return [group for group, found in themes.standing.items() if (d := found.get(country.id)) and ended(d)]


def _over(place: Place, shown: bool) -> Markup:
    """The bars over a country whose rule has ended."""
    drawn = Markup('<path d="{}"/>').format(place.path) if place.path else _outline(place)
    return Markup('<g class="past"{}>{}</g>').format("" if shown else Markup(' hidden=""'), drawn)


def file_svg(themes: Themes, world: World, theme: Theme, colours: Markup) -> Markup:
    """The drawing of one theme on its own, with title, legend and where the shapes come from."""
    inner = [
        Markup('<g class="{}"><title>{}</title>{}</g>{}').format(
            theme.of(country.id).paint,
            _said(themes, country, theme.of(country.id).words),
            _outline(place),
            _over(place, True) if theme.ended(country.id) else "",
        )
        for country, place in _placed(themes, world)
    ]
    over = [Class("past", themes.render.translate(PAST), "past", theme.past)] if theme.past else []
    keys = [*theme.classes, *over]
    rows = -(-len(keys) // 2)
    top = HEAD + HEIGHT * SHEET // WIDTH + 44
    height = top + LINE * (rows + 1)
    legend = [_legend_line(i, item, rows, top) for i, item in enumerate(keys)]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-labelledby="t"><title id="t">{}'
        '</title><style>{}</style>{}<rect width="{}" height="{}" fill="#fff"/><text x="20" y="46" class="head">{}</text>'
        '<g transform="translate(0 {}) scale({:.5f})">{}{}</g>{}<text x="20" y="{}">{}</text></svg>\n'
    ).format(
        SHEET, height, theme.title, colours, PATTERNS, SHEET, height, theme.title, HEAD, SHEET / WIDTH, _ground(world),
        Markup("").join(inner), Markup("").join(legend), height - 12, themes.render.translate(ATTRIBUTION),
    )  # fmt: skip


def _legend_line(place: int, item: Class, rows: int, top: int) -> Markup:
    x, y = 20 + SHEET // 2 * (place // rows), top + LINE * (place % rows)
    return Markup('<rect class="key {}" x="{}" y="{}" width="40" height="24"/><text x="{}" y="{}">{}</text>').format(
        item.paint, x, y - 20, x + 54, y, f"{item.words} ({item.count})"
    )


def theme_csv(themes: Themes, theme: Theme) -> str:
    """The classes of all countries as a table."""
    t = themes.render.translate
    head = [t("Country"), theme.title, t("Definition"), t("Length, as stated"), t("Since"), t("Until"), t("Source")]
    rows = []
    for country in themes.countries:
        definition = theme.definitions.get(country.id)
        more = ["", "", "", "", ""]
        if definition:
            said, facts = shortest(definition, themes.render, deciding=True), themes.c.facts
            more = [
                definition.id,
                said,
                since(definition, facts),
                definition.valid.end or "",
                _source(themes, definition),
            ]
        rows.append([country.id, _name(themes, country), theme.of(country.id).words, *more])
    return csv_text(["code", *head], rows)


def file_colours(style: str, size: int) -> Markup:
    """A style for drawings outside the site, from the light colours of the site's style sheet."""
    light = style[: style.index('="slate"')]
    found = dict(re.findall(r"--sj-map-([a-z0-9-]+): *(#[0-9a-f]{3,8})", light))
    rules = [f".{name}{{fill:{colour}}}" for name, colour in sorted(found.items())]
    rules += [f"text{{font:{size}px system-ui,sans-serif;fill:#20292e}}.head{{font-size:{size * 4 // 3}px}}"]
    rules += [
        "path,circle{stroke:#fff;stroke-width:1}g circle{stroke:#20292e}.head{font-weight:600}.small{font-size:11px}"
    ]
    rules += [f".unknown path,.inside path{{stroke:{found['hatch-line']}}}pattern *{{stroke:none}}"]
    return Markup("".join(rules))  # noqa: S704 (names and numbers only)


def _placed(themes: Themes, world: World) -> list[tuple[Country, Place]]:
    """The countries that have a shape; those with a circle last, so that no neighbour lies over it."""
    found = [(k, place) for k in themes.countries if (place := world.places.get(k.m49 or ""))]
    return sorted(found, key=lambda pair: pair[1].circle is not None)


def _name(themes: Themes, country: Country) -> str:
    return country.label.best(themes.render.lang)


def _said(themes: Themes, country: Country, words: str) -> str:
    return f"{_name(themes, country)}{themes.render.translate(': ')}{words}"


def _ground(world: World) -> Markup:
    return Markup('<path class="sea" d="{}"/><path class="absent" d="{}"/>').format(world.globe, world.land)


def _outline(place: Place) -> Markup:
    path = Markup('<path d="{}"/>').format(place.path) if place.path else Markup("")
    if place.circle:
        path += Markup('<circle cx="{}" cy="{}" r="{}"/>').format(*place.circle, RADIUS)
    return path


def _zooms(render: Renderer, world: World) -> list[tuple[str, str, str]]:
    """For each region its name, the part of the drawing that shows its countries, in the shape of the whole, and its code."""
    out = []
    for code in render.catalogue.codes_of("region"):
        region = code.id.partition("/")[2]
        boxes = [
            place.box
            for country in render.catalogue.countries.values()
            if country.region == region and (place := world.places.get(country.m49 or ""))
        ]
        if boxes:
            lows, highs = [min(box[i] for box in boxes) for i in (0, 1)], [max(box[i] for box in boxes) for i in (2, 3)]
            middle = [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
            width = max(1.15 * (highs[0] - lows[0]), 1.15 * (highs[1] - lows[1]) * WIDTH / HEIGHT, WIDTH / 12)
            height = width * HEIGHT / WIDTH
            box = f"{middle[0] - width / 2:.0f} {middle[1] - height / 2:.0f} {width:.0f} {height:.0f}"
            out.append((code.label.best(render.lang), box, region))
    return out
