"""Rules in plain words, and their facets as rows."""

from __future__ import annotations

from typing import Any

import pytest

from sojourn.model.rule import Limb, rule_from_dict
from sojourn.pages import words, words_fr
from sojourn.pages.facets import facets
from sojourn.pages.words import rule_words, sentence


def label(list_id: str, id: str) -> str:
    return id.replace("-", " ")


def limb(**data: Any) -> Limb:
    rule = rule_from_dict(data)
    assert isinstance(rule, Limb)
    return rule


NZL = {
    "event": "arrival",
    "measure": "stay",
    "threshold": {"value": 12, "unit": "month", "comparison": ">="},
    "accumulation": "cumulative",
    "window": {"value": 16, "unit": "month", "anchor": "arrival", "direction": "forward"},
    "basis": "actual",
    "prior": "non-resident",
}
CASES: list[tuple[dict[str, Any], str]] = [
    (
        NZL,
        "The arrival of a non-resident counts if the days of actual stay add up to at least 12 months in the 16 months"
        " after arrival.",
    ),
    (
        {"event": "departure", "measure": "absence", "prior": "resident", "threshold": "none", "upper_bound": "none"},
        "The departure of a resident counts whatever the length of the time away.",
    ),
    (
        {"event": "reference-date", "measure": "stay", "threshold": {"value": 12, "unit": "month"}},
        "A person counts on the reference date if the stay is 12 months"
        " (whether exactly 12 months counts is not settled).",
    ),
    (
        {
            "event": "arrival",
            "threshold": {"value": 1, "unit": "year", "comparison": ">"},
            "population": {"requires": {"purpose": ["work", "study"]}},
        },
        "An arrival of a person whose purpose is work or study counts if the length of time is more than 1 year.",
    ),
    (
        {"event": "reference-date", "population": {"base": "usual-resident"}},
        "A person counts on the reference date as usual resident.",
    ),
    (
        {
            "measure": "stay",
            "accumulation": "continuous",
            "upper_bound": {"value": 90, "unit": "day", "comparison": "<"},
        },
        "A person counts if the stay, without a break, is less than 90 days.",
    ),
    (
        {"event": "arrival", "basis": "registration"},
        "An arrival counts if a register says so, whatever time was spent.",
    ),
    (
        {"event": "reference-date", "measure": "stay"},
        "A person counts on the reference date by stay, of a length that no source states.",
    ),
]


@pytest.mark.parametrize(("data", "words"), CASES)
def test_a_limb_reads_as_a_sentence(data: dict[str, Any], words: str) -> None:
    assert sentence(limb(**data), label) == words


def test_combined_rules_name_how_their_parts_combine() -> None:
    rule = rule_from_dict({"all": [NZL, {"not": {"ref": "other"}}]})
    words = rule_words(rule, label, lambda id: "The other rule")
    assert words.startswith("All of these must hold: the arrival of a non-resident counts")
    assert words.endswith("and (this must not hold: as “The other rule”).")


def test_unknown_stated_and_inapplicable_facets_are_kept_apart() -> None:
    rows = {row.key: row.state for row in facets(limb(event="arrival", measure="stay", threshold="none"), label)}
    assert rows["threshold"] == "none"
    assert rows["basis"] == "unknown"
    assert "accumulation" not in rows, "nothing adds up where there is no minimum"
    known = {row.key: row.words for row in facets(limb(**NZL), label)}
    assert known["window"] == "in the 16 months after arrival"
    assert "upper_bound" not in known


NBSP = "\u00a0"
RESIDENT = {"event": "reference-date", "population": {"base": "usual-resident"}}
FRENCH: list[tuple[dict[str, Any], str]] = [
    (
        NZL,
        "L’arrivée d’un non-résident compte si les jours du séjour effectif totalisent au moins 12 mois au cours des 16"
        " mois après l’arrivée.",
    ),
    (
        {**RESIDENT, "measure": "absence", "basis": "intended", "threshold": {"value": 1, "unit": "year"}},
        "Une personne compte à la date de référence comme résidente habituelle si l’absence prévue est de 1 an (on ignore"
        " si une durée d’exactement 1 an suffit).",
    ),
    ({**RESIDENT, "measure": "stay"}, "D’après le séjour, d’une durée qu’aucune source n’indique."),
    ({**RESIDENT, "measure": "stay", "threshold": "none"}, "Quelle que soit la durée du séjour."),
    (
        {"event": "arrival", "basis": "registration"},
        "Une arrivée compte si un registre l’indique, quel que soit le temps passé.",
    ),
    (
        {"event": "arrival", "population": {"requires": {"citizenship": ["foreign"], "purpose": ["work", "study"]}}},
        f"Une arrivée d’une personne dont la nationalité est «{NBSP}foreign{NBSP}» et dont le motif est «{NBSP}work ou"
        f" study{NBSP}» compte.",
    ),
    (
        {"any": [{"event": "arrival"}, {"not": {"event": "departure"}}]},
        f"L’une de ces conditions suffit{NBSP}: une arrivée compte{NBSP}; ou (ceci ne doit pas être vrai{NBSP}: un départ"
        " compte).",
    ),
]


@pytest.mark.parametrize(("data", "wanted"), FRENCH)
def test_a_rule_in_french(data: dict[str, Any], wanted: str) -> None:
    said = words_fr.rule_words(rule_from_dict(data), label, str)
    if wanted.startswith(("D’après", "Quelle")):
        assert said.endswith(wanted[0].lower() + wanted[1:])
    else:
        assert said == wanted


def test_each_unit_basis_and_comparison_has_french_words() -> None:
    assert words_fr.MEASURED.keys() == words.MEASURED.keys()
    assert words_fr.COMPARISONS.keys() == words.COMPARISONS.keys()
    assert words_fr.WHO.keys() == words.WHO.keys()
    assert words_fr.BASES.keys() == words.BASES.keys()
    assert words_fr.DIRECTIONS.keys() == words.DIRECTIONS.keys()
