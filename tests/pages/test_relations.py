"""The relations that pages load: the engine's own, each written once, in the language of the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sojourn.classification.packed_pairs import pair_results
from sojourn.lookup.registry import Registry
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.statistics import relations
from sojourn.pages.statistics.compare_data import main_first
from sojourn.rules import compare
from tests.pages.conftest import build, registry_of, small_entries
from tests.pages.lands import CHANGED, arrival


@pytest.fixture(scope="module")
def lands(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    norway = str(CHANGED["countries/NOR.yaml"])
    norway += arrival("nor-arrival-again", "nor", 6) + arrival("nor-arrival-unsure", "nor", 3, confidence="low")
    norway += arrival("nor-arrival-old", "nor", 9).replace("{from: 1990}", "{from: 1970, to: 1989}")
    changed = {**CHANGED, "countries/NOR.yaml": norway}
    return registry_of(*small_entries(tmp_path_factory.mktemp("related"), changed))


@pytest.fixture(scope="module")
def assets(lands: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scripts")
    build(lands, folder)
    return folder / "site" / "assets"


def loaded(path: Path) -> dict[str, Any]:
    """The data of a script that calls a function with it."""
    found = re.fullmatch(r'sojournRelations\.\w+\((?:"[\w-]+", )?(.*)\);\n', path.read_text("utf-8"))
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_every_pair_stands_as_the_engine_finds_it(lands: Registry) -> None:
    group = relations.related(Catalogue(lands), pair_results)["immigration"]
    assert len(group.number) == 7
    for a in group.number:
        for b in group.number:
            found = compare(lands.definition(a).rule, lands.definition(b).rule)
            assert group.relation(a, b) == (found.relation, found.as_stated), (a, b)


def test_definitions_with_one_rule_are_compared_once(lands: Registry) -> None:
    group = relations.related(Catalogue(lands), pair_results)["immigration"]
    assert group.number["nor-arrival"] == group.number["nor-arrival-again"]
    rules = len(set(group.number.values()))
    assert len(group.pairs) == rules * (rules + 1) // 2


def test_a_concept_with_too_many_pairs_is_left_to_the_engine_in_the_browser(
    lands: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relations, "MOST_PAIRS", 4)
    assert "immigration" not in relations.related(Catalogue(lands), pair_results)


def test_the_main_definition_is_in_force_and_the_surest(lands: Registry) -> None:
    country = lands.country("NOR")
    assert main_first(Catalogue(lands), country.definitions)["immigration"] == [
        "nor-arrival", "nor-arrival-again", "nor-arrival-unsure", "nor-arrival-old",
    ]  # fmt: skip


def test_scripts_hold_travellers_and_sentences_once_and_in_the_language(assets: Path) -> None:
    indexes = [loaded(assets / "relations" / lang / "immigration.js") for lang in ("en", "fr")]
    assert indexes[0] == indexes[1] and indexes[0]["starts"] == [0]
    english, french = (loaded(assets / "relations" / lang / "immigration-0.js") for lang in ("en", "fr"))
    assert len({json.dumps(text) for text in english["texts"]}) == len(english["texts"])
    assert len(set(english["figures"])) == len(english["figures"])
    assert any("“{a}” counts this person, “{b}” does not" in words for _, words in english["people"])
    assert any(words.startswith("Dans le pays du 1er janvier") for _, words in french["people"])
    # A definition against a reference rule: what the classification found, its sides without their names.
    assert loaded(assets / "relations" / "en" / "frame.js")["definitions"] == ["nor-resident"]
    frame = loaded(assets / "relations" / "en" / "frame-0.js")
    result = frame["results"][frame["rows"]["nor-resident"]["frame-resident"]]
    assert (result["relation"], result["conformance"]) == ("broader", "partly")
    assert "nor-resident" not in json.dumps(frame["people"])


def test_facets_come_by_country(assets: Path) -> None:
    index, norway = (loaded(assets / "compare" / "en" / f"{name}.js") for name in ("index", "NOR"))
    # The newest first.
    assert index["countries"]["SWE"]["of"] == {"immigration": ["swe-arrival", "swe-planned"]}
    assert index["rules"]["nor-resident"]["name"] == "Resident"
    # A name that is not in the page's language says so.
    assert index["rules"]["nor-arrival"]["lang"] == "nb"
    assert norway["nor-arrival"]["facets"]["threshold"] == [["", "at least 6 months", "known"]]
    assert ["", "unknown", "unknown"] in norway["nor-arrival"]["facets"]["day_convention"]
    french = loaded(assets / "compare" / "fr" / "NOR.js")
    assert french["nor-arrival"]["facets"]["threshold"] == [["", "au moins 6 mois", "known"]]
