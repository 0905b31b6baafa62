"""Rules in plain words, and their facets as rows."""

from __future__ import annotations

from typing import Any

import pytest

from sojourn.model.rule import Limb, rule_from_dict
from sojourn.prose import rules as words
from sojourn.prose.facets import facets
from sojourn.prose.rules import rule_words, sentence
from sojourn.prose.tables import phrases


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
        "The arrival of a person whose purpose is work or study counts if the length of time is more than 1 year.",
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


WHO: list[tuple[dict[str, Any], str, str]] = [
    ({"citizenship": ["national"]}, "A national counts", "Un national compte"),
    ({"citizenship": ["national", "foreign"]}, "A national or a foreigner counts", "Un national ou un étranger compte"),
    (
        {"citizenship": ["eu"], "birth": ["abroad"]},
        "An EU citizen born abroad counts",
        "Un citoyen de l’Union européenne dont le lieu de naissance est à l’étranger compte",
    ),
    (
        {"previous_residence": ["abroad"]},
        "A person who lived abroad before counts",
        "Une personne qui vivait auparavant à l’étranger compte",
    ),
    ({"purpose": ["work"]}, "A person whose purpose is work counts", "Une personne dont le motif est « work » compte"),
]


@pytest.mark.parametrize(("requires", "english", "french"), WHO)
def test_who_counts_is_said_in_plain_words(requires: dict[str, Any], english: str, french: str) -> None:
    person = limb(event="reference-date", population={"requires": requires})
    assert sentence(person, label) == f"{english} on the reference date."
    assert sentence(person, label, "fr") == f"{french} à la date de référence."


@pytest.mark.parametrize(
    ("prior", "english", "french"),
    [
        (None, "The departure of a national or a foreigner", "Le départ d’un national ou d’un étranger"),
        (
            "resident",
            "The departure of a resident who is a national or a foreigner",
            "Le départ d’un résident qui est un",
        ),
    ],
)
def test_the_crossing_of_a_person_is_said_in_plain_words(prior: str | None, english: str, french: str) -> None:
    nationals = {"requires": {"citizenship": ["national", "foreign"]}}
    person = limb(event="departure", prior=prior, population=nationals)
    assert sentence(person, label) == f"{english} counts."
    assert sentence(person, label, "fr").startswith(french)


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
        "L’arrivée d’un étranger dont le motif est « work ou study » compte.",
    ),
    (
        {"any": [{"event": "arrival"}, {"not": {"event": "departure"}}]},
        "L’une de ces conditions suffit : une arrivée compte ; ou (ceci ne doit pas être vrai : un départ compte).",
    ),
]


@pytest.mark.parametrize(("data", "wanted"), FRENCH)
def test_a_rule_in_french(data: dict[str, Any], wanted: str) -> None:
    said = words.rule_words(rule_from_dict(data), label, str, "fr")
    if wanted.startswith(("D’après", "Quelle")):
        assert said.endswith(wanted[0].lower() + wanted[1:])
    else:
        assert said == wanted


def keys(table: object, path: str = "") -> set[str]:
    """The places of a table of phrases; lists count with their length."""
    if isinstance(table, dict):
        return {place for key, value in table.items() for place in keys(value, f"{path}/{key}")}
    return {f"{path}[{len(table)}]" if isinstance(table, list) else path}


def test_the_tables_of_phrases_have_the_same_keys_and_places_for_values() -> None:
    english, french = phrases("en"), phrases("fr")
    assert keys(french) == keys(english)
    assert [
        key for key, text in english.items() if isinstance(text, str) and places(text) > places(str(french[key]))
    ] == []


def places(text: str) -> int:
    return text.count("{")


def test_a_language_without_a_table_is_said_in_english() -> None:
    assert words.duration(12, "month", "es") == "12 months"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2022-01-01", "1er janvier 2022"), ("2022-08-21", "21 août 2022"), ("2022-08", "août 2022"), ("2022", "2022")],
)
def test_dates_in_french(text: str, wanted: str) -> None:
    assert words.date_words(text, "fr") == wanted


@pytest.mark.parametrize(
    ("start", "end", "lang", "wanted"),
    [
        ("2005", "2005", "en", "2005"),
        ("2005", "2005", "fr", "2005"),
        ("2010-05-10", "2010-05-10", "en", "10 May 2010"),
        ("2005", "2006", "en", "2005 to 2006"),
        ("2005", None, "en", "since 2005"),
        (None, None, "en", "not stated"),
    ],
)
def test_a_period(start: str | None, end: str | None, lang: str, wanted: str) -> None:
    assert words.period(start, end, lang) == wanted
