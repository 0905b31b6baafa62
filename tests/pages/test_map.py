"""The world map: where a position lies, how shapes are read, what stands for a country, and what each class counts."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest
import yaml

from sojourn.classification import classify
from sojourn.classification.representative import FIRST, STEPS, representative
from sojourn.classification.verdict import kind_named
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.model.rule import Rule, rule_from_dict
from sojourn.pages.build import build_site
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.map.map_geometry import HEIGHT, WIDTH, drawn, read_world
from sojourn.pages.map.map_variables import Themes
from sojourn.pages.map.projection import equal_earth
from sojourn.pages.map.topojson import read_topology, unwrapped
from sojourn.pages.statistics.representative import standing
from sojourn.pages.templates.render import Renderer
from sojourn.prose.language import english
from sojourn.prose.speaker import plain
from tests.pages.conftest import RESULT, registry_of, small_entries
from tests.pages.test_site import addresses, read, words
from tests.support import COUNTRY, REPOSITORY, small_glossary

SHAPES = REPOSITORY / "site" / "node_modules" / "world-atlas"
needs_shapes = pytest.mark.skipif(not SHAPES.is_dir(), reason="npm gave no 'world-atlas': the map is left out")

# -- projection --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "place"),
    [
        ((0, 0), (0, 0)),
        ((180, 0), (2.7066299836, 0)),  # Half the width: 2π/(√3·A1).
        ((0, 90), (0, 1.3173627592)),  # Half the height, as published.
        ((-180, 0), (-2.7066299836, 0)),
    ],
)
def test_the_projection_gives_the_published_extent(position: tuple[float, float], place: tuple[float, float]) -> None:
    assert equal_earth(*position, centre=0) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize("latitude", [-57, -30, 0, 12.5, 45, 70, 83])
def test_the_projection_keeps_areas(latitude: float) -> None:
    step = 1e-4
    east = equal_earth(20 + step, latitude)[0] - equal_earth(20 - step, latitude)[0]
    north = equal_earth(20, latitude + step)[1] - equal_earth(20, latitude - step)[1]
    # Parallels are straight and level, so that the area of a small cell is its width times its height.
    assert east * north / radians(2 * step) ** 2 == pytest.approx(cos(radians(latitude)), rel=1e-6)


def test_the_globe_fills_the_drawing() -> None:
    assert drawn((-169, 0))[0] == pytest.approx(0)
    assert drawn((191, 0))[0] == pytest.approx(WIDTH)
    assert drawn((11, 84))[1] == pytest.approx(0)
    assert drawn((11, -57))[1] == pytest.approx(HEIGHT, abs=1)


# -- shapes ------------------------------------------------------------------------------------------------------------

TINY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [2, 1], "translate": [10, 20]},
    # Two squares that share the border x = 14 (arc 0, upwards): the left one runs it up, the right one down.
    "arcs": [[[2, 0], [0, 4]], [[2, 4], [-2, 0], [0, -4], [2, 0]], [[2, 0], [2, 0], [0, 4], [-2, 0]]],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "001", "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "id": "002", "arcs": [[[-1, 2]]]},
                {"type": "Polygon", "arcs": [[0, 1]]},
                {"type": "Polygon", "id": "001", "arcs": [[0, 1]]},
                {"type": "Point", "id": "003", "coordinates": [0, 0]},
            ],
        }
    },
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps(TINY), "utf-8")
    return path


def test_a_ring_is_put_together_from_arcs_read_either_way(tiny: Path) -> None:
    found = read_topology(tiny, "countries")
    left, right = found.rings("001")[0][0], found.rings("002")[0][0]
    assert left == [(14, 20), (14, 24), (10, 24), (10, 20), (14, 20)]
    assert right == [(14, 24), (14, 20), (18, 20), (18, 24), (14, 24)]


def test_shapes_of_one_code_are_put_together_and_those_without_a_code_stay_apart(tiny: Path) -> None:
    found = read_topology(tiny, "countries")
    assert {code: len(found.rings(code)) for code in (None, "001", "002", "003")} == {
        None: 1,
        "001": 2,
        "002": 1,
        "003": 0,
    }


def test_simplifying_leaves_out_what_is_nearly_straight_and_keeps_borders_common(tmp_path: Path) -> None:
    bent = json.loads(json.dumps(TINY))
    bent["transform"] = {"scale": [1, 1], "translate": [0, 0]}
    bent["arcs"][0] = [[2, 0], [0, 1], [1, 1], [-1, 2]]
    path = tmp_path / "bent.json"
    path.write_text(json.dumps(bent), "utf-8")
    whole = read_topology(path, "countries")
    assert whole.simplified(lambda point: point, 2).arcs[0] == ((2, 0), (2, 4))
    assert (3, 2) in whole.simplified(lambda point: point, 0.5).arcs[0]
    rough = whole.simplified(lambda point: point, 2)
    assert rough.rings("001")[0][0][:2] == rough.rings("002")[0][0][:2][::-1]


def test_a_line_goes_on_past_the_meridian_of_180_degrees() -> None:
    assert unwrapped([(178, 1), (-179, 2), (-178, 3), (179, 4)]) == [(178, 1), (181, 2), (182, 3), (179, 4)]


@needs_shapes
def test_countries_lie_where_they_are_and_small_ones_have_a_circle() -> None:
    codes = {"554", "643", "470", "702", "798", "840", "242"}
    world = read_world(SHAPES, codes)
    assert world.places.keys() == codes
    assert {code for code, place in world.places.items() if place.circle} == {"470", "702", "798"}
    for code, position in {"470": (14.4, 35.9), "702": (103.8, 1.35), "798": (179, -8)}.items():
        assert world.places[code].circle == pytest.approx(drawn(position), abs=12), code
    # Russia is whole: its east does not come out at the other edge of the map.
    left, _, right, _ = world.places["643"].box
    assert left > drawn((25, 60))[0] and right < WIDTH
    assert read_world(SHAPES, codes) == world


# -- what stands for a country -----------------------------------------------------------------------------------------

ONE = COUNTRY[COUNTRY.index("  - id: nor-resident") :]
OTHER = ONE.replace("id: nor-resident", "id: nor-another").replace("value: 6,", "value: 12,")


def country_with(folder: Path, *definitions: str, instrument: str = "") -> Catalogue:
    text = COUNTRY[: COUNTRY.index("  - id: nor-resident")] + "".join(definitions)
    if instrument:
        text = text.replace("definitions:\n", instrument + "definitions:\n")
    content = checked_content(small_glossary(folder, {"countries/NOR.yaml": text}))
    return Catalogue(registry_of(compiled_entries(content), Compiled.of(content).facts))


def chosen(catalogue: Catalogue, group: str = "residents") -> str | None:
    found = standing(catalogue, catalogue.countries["NOR"], group)
    return found.id if found else None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("level: country", "level: within-country"),
        ("excludes: [foreign-diplomats]", "requires: {citizenship: [foreign]}"),
        ("valid: {from: 1990}", "valid: {from: 1990, to: 2020}"),
        ("concept: usual-residence", "concept: population-base"),
        ("confidence: medium", "confidence: low"),
        ('      threshold: {value: 6, unit: month, comparison: ">="}\n', ""),
        ("valid: {from: 1990}", "valid: {from: 1980}"),
    ],
    ids=["level", "some people only", "ended", "population base", "confidence", "silent", "older"],
)
def test_each_step_of_the_choice_decides_where_all_else_is_equal(tmp_path: Path, old: str, new: str) -> None:
    assert old in ONE
    lesser = ONE.replace(old, new)
    assert chosen(country_with(tmp_path / "a", lesser, OTHER)) == "nor-another"
    assert chosen(country_with(tmp_path / "b", lesser)) == (None if "within" in new else "nor-resident")


def test_a_statistical_source_comes_before_a_law(tmp_path: Path) -> None:
    law = "  - {id: nor-law, type: law, label: {en: The act}, coverage: {en: Everybody.}}\n"
    lesser = ONE.replace("instrument: nor-register", "instrument: nor-law").replace(
        "confidence: medium", "confidence: high"
    )
    assert chosen(country_with(tmp_path, lesser, OTHER, instrument=law)) == "nor-another"


def test_figures_published_at_home_come_before_those_delivered_to_others(tmp_path: Path) -> None:
    delivery = "  - {id: nor-delivery, type: population-register, label: {en: Delivery}, delivered_under: frame}\n"
    newer = ONE.replace("instrument: nor-register", "instrument: nor-delivery").replace("from: 1990", "from: 2009")
    assert chosen(country_with(tmp_path, newer, OTHER, instrument=delivery)) == "nor-another"


def test_a_union_of_nationals_and_foreigners_is_about_everybody(tmp_path: Path) -> None:
    start, end = OTHER.index("    rule:\n"), OTHER.index("    valid:")
    test = "event: reference-date, measure: stay, threshold: {value: 3, unit: month}"
    limb = f"{test}, population: {{requires: {{citizenship: [%s]}}}}"
    union = f"    rule:\n      any:\n        - {{{limb % 'national'}}}\n        - {{{limb % 'foreign'}}}\n"
    newer = (OTHER[:start] + union + OTHER[end:]).replace("from: 1990", "from: 2008")
    assert chosen(country_with(tmp_path, ONE, newer)) == "nor-another"


def test_a_replaced_definition_has_ended(tmp_path: Path) -> None:
    newer = OTHER.replace("    valid:", "    replaces: [nor-resident]\n    valid:").replace(
        "confidence: medium", "confidence: low"
    )
    found = country_with(tmp_path, ONE, newer)
    choice = representative(found.countries["NOR"].definitions, ("usual-residence",), found.facts)
    assert choice is not None
    assert (choice.definition.id, choice.ended, [d.id for d in choice.others]) == (
        "nor-another",
        False,
        ["nor-resident"],
    )


def test_of_two_that_are_equal_the_first_by_its_identifier_stands(tmp_path: Path) -> None:
    assert chosen(country_with(tmp_path, ONE, OTHER)) == "nor-another"


def test_a_country_without_such_a_definition_has_none(registry: Registry) -> None:
    assert chosen(Catalogue(registry), "emigrants") is None


def limb(change: str, to: str) -> Rule:
    """The rule of the country's file, with one line changed."""
    return rule_from_dict(yaml.safe_load(COUNTRY.replace(change, to))["definitions"][0]["rule"])


MINIMUM = 'threshold: {value: 6, unit: month, comparison: ">="}'


@pytest.mark.parametrize(
    ("change", "to", "kind"),
    [
        (MINIMUM, MINIMUM, "shorter"),
        (MINIMUM, MINIMUM.replace("6", "24"), "longer"),
        (MINIMUM, MINIMUM.replace("6", "12"), "same"),
        (MINIMUM, "prior: none", "no-minimum"),
        ("event: reference-date", "event: arrival", "another-thing"),
    ],
)
def test_relation_to_the_recommendation_is_the_verdict_on_the_definition(
    tmp_path: Path, change: str, to: str, kind: str
) -> None:
    entries, facts = small_entries(tmp_path)
    found = classify(limb(change, to), "usual-residence", [RESULT.reference], definition_id="nor-resident")
    catalogue = Catalogue(Registry(write_store(":memory:", entries, facts, [replace(found, framework="frame")])))
    render = Renderer(catalogue, REPOSITORY / "site" / "templates", english)
    assert found.results[0].verdict.kind == kind
    theme = next(theme for theme in Themes(render).all if theme.id == "residents-conformance")
    assert theme.values["NOR"] == theme.of("NOR").id == ("unknown" if kind == "no-minimum" else kind)
    # The map says what the page of the definition says.
    assert theme.of("NOR").words == render.speaker.text(kind_named(kind))


# -- the page ----------------------------------------------------------------------------------------------------------


@needs_shapes
def test_the_map_colours_what_stands_for_a_country_and_leads_to_it(site: Path) -> None:
    text = (site / "map.html").read_text("utf-8")
    link = re.search(r'<a href="country/NOR\.html"[^>]*class="(\w+)"[^>]*data-id="NOR"[^>]*><title>([^<]*)', text)
    assert link and link.groups() == ("q3", "Norway: 6 months (or 180 to 184 days)")
    assert "state no opinion" in words(site / "map.html")
    french = (site / "fr" / "map.html").read_text("utf-8")
    assert re.search(
        r"<title>Norvège\s:\s6 mois \(ou 180 à 184 jours\)", french.replace("\u00a0", " ").replace("\u202f", " ")
    )
    assert (site / "assets" / "world-atlas" / "LICENSE").is_file()


def test_the_page_says_the_whole_rule_of_the_choice_in_its_order(site: Path) -> None:
    text = words(site / "map.html")
    places = [text.index(plain().sentence(said)) for said in (FIRST, *(step.said for step in STEPS))]
    assert places == sorted(places)


def test_each_theme_lies_beside_the_page_as_drawing_and_as_table(site: Path) -> None:
    found = [link for link in addresses(read(site / "map.html")) if "figures/map-" in link]
    tables = sorted({link for link in found if link.endswith(".csv")})
    assert len(tables) == 16
    rows = list(csv.reader(io.StringIO((site / "figures" / "map-residents-length.csv").read_text("utf-8"))))
    assert rows[1] == [
        "NOR",
        "Norway",
        "6 months (or 180 to 184 days)",
        "nor-resident",
        "6 months",
        "1990",
        "",
        "The office, 2020",
    ]
    if SHAPES.is_dir():
        drawing = (site / "figures" / "map-residents-length.svg").read_text("utf-8")
        assert "Natural Earth" in drawing and "6 months (or 180 to 184 days) (1)" in drawing
        assert "var(" not in drawing


def test_without_the_shapes_the_tables_are_there_and_the_build_says_what_is_left_out(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "repository" / "site"
    shutil.copytree(REPOSITORY / "site", folder, ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setattr(shutil, "which", lambda name: None)  # No npm on this machine.
    report = build_site(registry, tmp_path / "out", site_folder=folder, work=tmp_path / "work")
    assert any("world map is left out" in note and "world-atlas" in note for note in report.notes)
    text = words(tmp_path / "out" / "map.html")
    assert "the tables below hold the same" in text and "Norway" in text
    assert not (tmp_path / "out" / "figures" / "map-coverage.svg").exists()
