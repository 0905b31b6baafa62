"""A definition says in one line how it stands to each framework, those that need no long answer included."""

from __future__ import annotations

import copy
import html
import re
from dataclasses import replace
from pathlib import Path

from sojourn.build.results import classification_results
from sojourn.classification import Classification
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled, compiled_entries
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.pages.build import renderer
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.entries.entry_pages import definition_page
from tests.pages.conftest import RESULT, small_entries
from tests.support import COUNTRY, FRAMEWORK, REPOSITORY, small_glossary


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


LIMB = (
    "        - {{event: reference-date, measure: stay, threshold: {{value: {months}, unit: month{least}}}, "
    "accumulation: continuous, window: {{anchor: reference-date, direction: backward}}, basis: actual, level: country, "
    "population: {{requires: {{citizenship: [{who}]}}}}}}\n"
)
AT_LEAST = ', comparison: ">="'


def by_citizenship(foreigners: str) -> str:
    """A rule that asks half a year of nationals and a year of foreigners."""
    limbs = (("6", AT_LEAST, "national"), ("12", foreigners, "foreign"))
    return "    rule:\n      any:\n" + "".join(LIMB.format(months=n, least=least, who=who) for n, least, who in limbs)


def page_of(tmp_path: Path, rule: str, reference: str) -> str:
    """The words on the page of the small glossary's definition with another rule, held against another reference."""
    head, _, foot = COUNTRY.partition("    rule:\n")
    first, _, rest = FRAMEWORK.partition("    rule:\n")
    files: dict[str, str | bytes | None] = {
        "countries/NOR.yaml": head + rule + foot[foot.index("    valid:") :],
        "recommendations/frame.yaml": first + reference + rest[rest.index("    citations:") :],
    }
    content = checked_content(small_glossary(tmp_path, files))
    results = classification_results(content)
    registry = write_store(":memory:", compiled_entries(content), Compiled.of(content).facts, results)
    catalogue = Catalogue(Registry(registry))
    page = definition_page(renderer(catalogue, REPOSITORY / "site"), catalogue.definitions["nor-resident"], ())
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", "".join(page.blocks))))


def test_a_question_says_for_whom_it_is_and_what_follows_from_each_answer(tmp_path: Path) -> None:
    text = page_of(tmp_path, by_citizenship(""), by_citizenship(AT_LEAST))
    # What a verdict means is one link away from where it stands.
    assert "What the verdicts mean, and how each is reached" in text
    question = "Does a stay of exactly 12 months count, or must it be longer?"
    asked = text[text.rindex(f"{question} (about foreigners)") :]
    rows = asked[asked.index("A clause for the text") : asked.index("The answer settles")]
    # Each answer with what it leads to, and words that the office could add.
    assert "at least 12 months equal “The stay must last at least 12 months.”" in rows
    assert "more than 12 months narrower “The stay must last more than 12 months.”" in rows
