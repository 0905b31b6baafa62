"""The figures count what the queries behind them count, on the whole glossary and by another path."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyoxigraph as ox
import pytest

from sojourn.classification.representative import GROUPS
from sojourn.graph.queries.query import example_queries, run_query
from sojourn.graph.queries.store import open_store
from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from sojourn.loading.glossary.content import Content
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.map.map_variables import Themes
from sojourn.pages.statistics.charts import Chart
from sojourn.pages.statistics.comparability import charts
from sojourn.pages.templates.render import Renderer
from sojourn.prose.language import interface
from tests.graph.conftest import real, real_graph
from tests.pages.conftest import registry_of
from tests.support import REPOSITORY

__all__ = ["real", "real_graph"]
SITE = REPOSITORY / "site"
QUERIES = {query.name: query.text for query in example_queries(REPOSITORY / "ontology" / "queries")}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def store(real_graph: Any) -> ox.Store:
    return open_store(real_graph)


@pytest.fixture(scope="module")
def render(real: Content) -> Renderer:
    registry = registry_of(compiled_entries(real), Compiled.of(real).facts)
    return Renderer(Catalogue(registry), SITE / "templates", interface(SITE / "interface", "en"))


@pytest.fixture(scope="module")
def figures(render: Renderer) -> dict[str, Chart]:
    return {chart.id: chart for chart in charts(render)}


def rows(store: ox.Store, text: str) -> Rows:
    result = run_query(store, text)
    return [
        {
            name: value.value
            for name, value in zip(result.variables, row, strict=True)
            if isinstance(value, ox.Literal | ox.NamedNode)
        }
        for row in result.rows
    ]


def counts(chart: Chart) -> dict[tuple[str, str], int]:
    return {
        (label, name): number
        for label, numbers in chart.rows
        for name, number in zip(chart.series, numbers, strict=True)
        if number
    }


def length(row: dict[str, str]) -> str:
    return f"{row['length']} {row['unit']}" + ("" if row["length"] == "1" else "s")


def test_durations_by_level(store: ox.Store, figures: dict[str, Chart]) -> None:
    found = rows(store, QUERIES["durations-by-level"])
    for level, id in (("country", "durations"), ("within-country", "durations-within")):
        expected = {(length(row), row["measure"]): int(row["countries"]) for row in found if row["level"] == level}
        assert expected and counts(figures[id]) == expected
    told = {(length(row), row["measure"]): int(row["countries"]) for row in rows(store, QUERIES["durations"])}
    assert told == counts(figures["durations"])


@pytest.mark.parametrize(("side", "id"), [("stay", "stays-by-concept"), ("absence", "absences-by-concept")])
def test_lengths_by_what_is_counted(
    store: ox.Store, render: Renderer, figures: dict[str, Chart], side: str, id: str
) -> None:
    chart = figures[id]
    names = ("none", "short", "three", "six", "twelve", "other", "unknown")
    words = dict(zip(names if side == "stay" else names[1:-1], chart.series, strict=True))
    expected = {
        (render.label("concept", row["concept"]), words[row["length"]]): int(row["definitions"])
        for row in rows(store, QUERIES["lengths-by-concept"])
        if row["side"] == side and row["length"] in words and (side == "absence" or row["concept"] != "emigration")
    }
    assert expected and counts(chart) == expected


def test_how_time_adds_up_by_source(store: ox.Store, figures: dict[str, Chart]) -> None:
    chart = figures["adding-up"]
    words = dict(zip(("continuous", "cumulative", "other", "none", "no source says"), chart.series, strict=True))
    expected = {
        (row["data_source"], words[row["accumulation"]]): int(row["definitions"])
        for row in rows(store, QUERIES["accumulation-by-source"])
    }
    assert expected and counts(chart) == expected


def test_the_coverage_map_counts_all_definitions(store: ox.Store, render: Renderer) -> None:
    text = "SELECT ?id (COUNT(?d) AS ?n) WHERE { ?d a sj:Definition ; sj:country/dct:identifier ?id } GROUP BY ?id"
    numbers = {row["id"]: int(row["n"]) for row in rows(store, text)}
    theme = Themes(render).all[-1]
    for country, value in theme.values.items():
        number = numbers.get(country, 0)
        assert value == {0: "absent", 1: "1", 2: "2", 3: "3", 4: "3"}.get(number, "5"), country
    assert Counter(theme.values.values()) == {item.id: item.count for item in theme.classes}


ALONE = """
SELECT ?country ?definition ?length WHERE {
  { SELECT ?place (COUNT(DISTINCT ?d) AS ?n) (SAMPLE(?d) AS ?only) WHERE {
      ?d a sj:Definition ; sj:country ?place ; sj:concept/dct:identifier ?kind . FILTER(?kind IN (%s)) } GROUP BY ?place }
  FILTER(?n = 1)
  ?place dct:identifier ?country . ?only dct:identifier ?definition
  { ?only sj:limb* ?limb . ?limb sj:level/dct:identifier "country" }
  OPTIONAL { ?only sj:limb* ?timed . ?timed sj:thresholdValue ?v ; sj:thresholdUnit/dct:identifier "month" ;
             sj:measure/dct:identifier "%s" ; sj:level/dct:identifier "country" }
  BIND(COALESCE(?v, 0) AS ?length)
}"""


@pytest.mark.parametrize("group", GROUPS)
def test_a_country_with_one_definition_is_shown_as_that_definition_says(
    store: ox.Store, render: Renderer, group: str
) -> None:
    concepts, side = GROUPS[group]
    themes = Themes(render)
    theme = next(theme for theme in themes.all if theme.id == f"{group}-length")
    found = rows(store, ALONE % (", ".join(f'"{concept}"' for concept in concepts), side))
    assert len({row["country"] for row in found}) > 10
    lengths: dict[str, set[str]] = {}
    for row in found:
        assert themes.standing[group][row["country"]].id == row["definition"]
        lengths.setdefault(row["country"], set()).add(row["length"])
    names = {"3": "three", "6": "six", "12": "twelve"}
    for country, values in lengths.items():
        if len(values) == 1 and (name := names.get(next(iter(values)))):
            assert theme.values[country] in (name, "other"), country


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_country_is_in_one_class_of_every_theme_and_the_legend_counts_them(render: Renderer, lang: str) -> None:
    own = Renderer(render.catalogue, SITE / "templates", interface(SITE / "interface", lang), lang)
    for theme in Themes(own).all:
        assert theme.values.keys() == render.catalogue.countries.keys()
        assert sum(item.count for item in theme.classes) == len(theme.values)
        assert len({item.paint for item in theme.classes}) == len(theme.classes), theme.id
        assert len({item.words for item in theme.classes}) == len(theme.classes), theme.id


def test_what_is_not_known_is_never_painted_as_a_value(render: Renderer) -> None:
    for theme in Themes(render).all:
        for item in theme.classes:
            assert (item.paint in ("unknown", "inside", "absent")) == (item.id in ("unknown", "inside", "absent"))
