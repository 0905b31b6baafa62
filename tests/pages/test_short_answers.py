"""A definition says in one line how it stands to each framework, those that need no long answer included."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path

from sojourn.classification import Classification
from sojourn.lookup.registry import Registry
from sojourn.lookup.store import write_store
from sojourn.pages.build import renderer
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.entries.entry_pages import definition_page
from tests.pages.conftest import RESULT, small_entries
from tests.support import REPOSITORY


def test_each_framework_has_its_short_answer_with_a_link_to_the_long_one(tmp_path: Path) -> None:
    entries, facts = small_entries(tmp_path)
    results = []
    for place, (conformance, relation) in enumerate(
        [("partly", "broader"), ("does-not", "overlapping"), ("undetermined", "undetermined")]
    ):
        id = "frame" if place == 0 else f"frame-{place}"
        if place:
            own = copy.deepcopy(entries["framework"]["frame"])
            entries["framework"][id] = {**own, "id": id, "iri": f"{own['iri']}-{place}", "abbreviation": []}
        found = replace(RESULT.comparison, relation=relation)
        reference = replace(RESULT.reference, framework=id)
        result = replace(RESULT, reference=reference, conformance=conformance, comparison=found)
        results.append(Classification("nor-resident", id, (result,)))
    catalogue = Catalogue(Registry(write_store(":memory:", entries, facts, results)))
    render = renderer(catalogue, REPOSITORY / "site")
    page = definition_page(render, catalogue.definitions["nor-resident"], ())
    body = "".join(page.blocks)
    short = re.search(r'<ul class="sj-inline sj-short-answers">(.*?)</ul>', body, re.S)
    assert short is not None
    targets = re.findall(r'href="#(against-[^"]+)"', short[1])
    assert sorted(targets) == ["against-frame", "against-frame-1", "against-frame-2"]
    assert all(body.count(f'id="{target}"') == 1 for target in targets)
    assert short[1].count("sj-badge") == 3
