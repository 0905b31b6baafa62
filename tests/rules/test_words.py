"""What the engine says of questions and travellers: values, and their words in English and French."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sojourn.model.message import Named, message
from sojourn.model.rule import Limb, rule_from_dict
from sojourn.prose.speaker import plain
from sojourn.rules import compare
from sojourn.rules.comparison.questions import FACETS, question
from sojourn.rules.comparison.result import Witness

YEAR = {"value": 12, "unit": "month", "comparison": ">="}
STAY: dict[str, Any] = {"event": "arrival", "measure": "stay", "threshold": YEAR, "prior": "non-resident"}


@pytest.mark.parametrize(
    ("facet", "rule", "words"),
    [
        ("threshold", {"event": "arrival"}, "How long must a stay be at least, if there is a minimum?"),
        ("threshold", {"basis": "registration"}, "How long must a person stay, or mean to stay, to be entered in the register"),
        ("prior", {"event": "departure"}, "Must the person have been a resident before, or does everybody who leaves count?"),
        ("accumulation", STAY, "do the days still add up to 12 months (and within which period), or must the stay be"),
        ("window", {"measure": "absence"}, "Within which period must the days away add up to the minimum?"),
    ],
)  # fmt: skip
def test_a_question_can_be_sent_as_it_is(facet: str, rule: dict[str, Any], words: str) -> None:
    limb = rule_from_dict(rule)
    assert isinstance(limb, Limb)
    assert words in plain().text(question(facet, limb))


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("event", ["arrival", "departure"])
def test_each_facet_has_a_question_in_each_language(facet: str, event: str) -> None:
    limb = Limb(event=event, measure="absence" if event == "departure" else "stay")
    english, french = (plain(lang).text(question(facet, limb)) for lang in ("en", "fr"))
    assert english.endswith("?")
    assert french.endswith(" ?")
    assert english != french


def test_a_traveller_is_told_with_stays_plans_and_attributes() -> None:
    day, end = date(2023, 1, 1), date(2023, 4, 1)
    person = Witness(
        "arrival",
        day,
        ((day, date(2023, 1, 2)), (end, None)),
        (("intended", ((day, end),)), ("granted", ())),
        (("counted_by_birth", "yes"), ("group:foreign-diplomats", "no"), ("status_before", "non-resident")),
    )
    assert plain().text(person.story) == (
        "In the country from 1 January 2023 to 2 January 2023 (1 night); in the country from 1 April 2023 on; means to stay "
        "from 1 January 2023 to 1 April 2023; is not permitted to stay on any day. Counted by country of birth: yes; of the "
        "group “foreign diplomats”: no; status before: non-resident."
    )
    assert (
        plain("fr")
        .text(person.story)
        .startswith(
            "Dans le pays du 1er janvier 2023 au 2 janvier 2023 (1 nuit) ; dans le pays à partir du 1er avril 2023 ; prévoit de"
        )
    )


def test_a_crossing_without_a_night_is_told_as_one() -> None:
    day = date(2023, 7, 1)
    assert plain().text(Witness("arrival", day, ()).story) == "Comes on 1 July 2023 and does not stay the night."
    assert plain().text(Witness("arrival", day, ((day, day),)).story) == (
        "In the country on 1 July 2023 for a part of the day."
    )
    assert plain().text(Witness("reference-date", day, ((None, date(2023, 5, 1)),)).story) == (
        "In the country until 1 May 2023. Reference date: 1 July 2023."
    )
    assert plain("fr").text(Witness("departure", day, ()).story) == (
        "À aucun moment dans le pays autour du 1er juillet 2023."
    )


def test_a_text_is_not_made_to_say_what_it_leaves_open() -> None:
    anybody, twelve = rule_from_dict({**STAY, "threshold": "none"}), rule_from_dict(STAY)
    found = compare(anybody, twelve, a_id="anybody", b_id="twelve")
    assert found.a_not_b is not None
    verdict = found.a_not_b.verdict
    assert verdict is not None
    assert (verdict.id, verdict["by"], verdict["rule"]) == ("counted-by-one-read", Named("anybody"), twelve)
    assert plain().text(verdict) == (
        "“anybody” counts this person, “twelve” does not; it says: “the arrival of a non-resident counts if the stay is at "
        "least 12 months”, read here as: “the arrival of a non-resident counts if the actual stay, without a break, is at "
        "least 12 months”"
    )


def test_of_parts_that_must_all_hold_the_verdict_names_the_one_that_fails() -> None:
    half = {"event": "reference-date", "measure": "stay", "threshold": {"value": 6, "unit": "month", "comparison": ">="},
            "accumulation": "cumulative", "basis": "actual",
            "window": {"value": 12, "unit": "month", "anchor": "reference-date", "direction": "backward"}}  # fmt: skip
    permit = {
        "event": "reference-date",
        "threshold": "none",
        "population": {"requires": {"legal_status": ["permanent-resident"]}},
    }
    a, b = rule_from_dict(half), rule_from_dict({"all": [half, permit]})
    found = compare(a, b, a_id="days", b_id="days-and-permit")
    assert found.relation == "broader"
    assert found.a_not_b is not None
    assert found.a_not_b.verdict is not None
    assert found.a_not_b.verdict["rule"] == rule_from_dict(permit)


def test_json_holds_the_words_and_beside_them_the_value() -> None:
    found = compare(rule_from_dict(STAY), rule_from_dict({**STAY, "event": "departure"}), a_id="in", b_id="out")
    english, french = found.to_dict(), found.to_dict(plain("fr"))
    assert english["reason"].startswith("one rule is about arrivals")
    assert french["reason"].startswith("une règle porte sur les arrivées")
    assert english["reason_message"] == french["reason_message"] == {"message": "reason-directions", "args": {}}
    bare = {**STAY, "prior": "none", "accumulation": "cumulative"}
    unknown = compare(rule_from_dict(bare), rule_from_dict(STAY)).to_dict(plain("fr"))["unknown"][0]
    assert unknown["question_message"]["message"] == "question-window"
    assert unknown["question"].startswith("Sur quelle période")


def test_a_comparison_explains_itself_as_a_tree() -> None:
    six = {**STAY, "threshold": {"value": 6, "unit": "month", "comparison": ">="}}
    full = {"basis": "actual", "accumulation": "continuous", "day_convention": "nights"}
    found = compare(rule_from_dict({**STAY, **full}), rule_from_dict({**six, **full}), a_id="twelve", b_id="six")
    assert found.trace.found == message("relation-narrower")
    assert next(part.found for part in found.trace.parts if part.asked.id == "asked-only") == message("nobody")
    lines = list(plain().lines(found.trace, "  "))
    assert lines[0] == "“twelve” and “six” compared: narrower."
    assert lines[1] == "  Somebody whom “twelve” counts and “six” does not: nobody."
    assert lines[2].startswith("  Somebody whom “six” counts and “twelve” does not: In the country from 1 January")
    tree = found.to_dict()["trace_tree"]
    assert tree["found"] == {"message": "relation-narrower", "args": {}}
    assert tree["parts"][0]["asked"]["args"] == {"by": {"id": "twelve"}, "other": {"id": "six"}}
