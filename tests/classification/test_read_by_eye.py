"""Verdicts that a second reader worked out by hand from the definitions' and the frameworks' wording, before looking.

Each row follows from the two texts alone. Where a text is silent in a way that leaves the relation open, the row says
`undetermined`; rows that would hang on how an unclear sentence is read are left out.
"""

from __future__ import annotations

import pytest

import sojourn

EU_2007, EU_2013, EU_2025 = "eu-862-2007", "eu-1260-2013", "eu-2025-2458"
UN_1998, UN_2021, UN_CENSUS, IRTS = "un-1998", "un-2021", "un-census", "irts-2008"

# Definition, framework, reference rule, relation, conformance, and why a reader of the two texts says so.
VERDICTS = (
    (
        *("lva-usual-residents", EU_2013, "eu-1260-2013-resident", "undetermined", "undetermined"),
        "the two tests of Article 2(d); which breaks interrupt the twelve months is not said",
    ),
    ("ltu-usual-residents", EU_2013, "eu-1260-2013-resident", "equal", "conforms", "the wording of the Regulation"),
    (
        *("prt-resident-population", EU_2013, "eu-1260-2013-resident", "undetermined", "undetermined"),
        "the same two tests; which breaks interrupt the twelve months is not said",
    ),
    (
        *("lva-usual-residents", UN_2021, "un-2021-resident-b-actual", "undetermined", "partly"),
        "newcomers who mean to stay a year besides; whether breaks that the framework disregards interrupt is not said",
    ),
    (
        *("lva-usual-residents", EU_2025, "eu-2025-2458-resident-actual", "overlapping", "does-not"),
        "newcomers who mean to stay are in; eight of the twelve months before the date are not enough",
    ),
    (
        *("nzl-obm-arrival", UN_2021, "un-2021-immigrant-b-actual", "broader", "partly"),
        "whoever spends all twelve months spends 12 of 16; the other way round up to four months away are allowed",
    ),
    (
        *("nzl-obm-arrival", EU_2025, "eu-2025-2458-immigrant", "narrower", "does-not"),
        "12 of 16 months leave at least eight in the first twelve, which is most of them; seven months are not enough",
    ),
    (
        *("nzl-obm-arrival", EU_2007, "eu-862-2007-immigrant", "undetermined", "partly"),
        "the Regulation takes expected stays as well, and does not say whether interrupted stays add up",
    ),
    (
        *("aus-nom-departure", UN_2021, "un-2021-emigrant-b-actual", "broader", "partly"),
        "the mirror of 12 of 16 months: visits home of up to four months do not matter",
    ),
    (
        *("aus-nom-departure", EU_2025, "eu-2025-2458-emigrant", "narrower", "does-not"),
        "twelve of 16 months away are most of the first twelve; seven months away are not enough",
    ),
    (
        *("aus-nom-12-12-departure", UN_2021, "un-2021-emigrant-b-actual", "equal", "conforms-to-option"),
        "away for an unbroken twelve months, which is all of the twelve months after the departure",
    ),
    (
        *("nld-brp-immigration", EU_2007, "eu-862-2007-immigrant", "overlapping", "does-not"),
        "four of six months expected are enough; twelve months spent without having been expected are not",
    ),
    (
        *("nld-brp-immigration", UN_2021, "un-2021-immigrant-a", "overlapping", "does-not"),
        "four of six months expected against six; option A takes time spent and permits as well",
    ),
    (
        *("kor-migrant-arrival", UN_2021, "un-2021-immigrant-b-actual", "broader", "does-not"),
        "any unbroken twelve months are more than 90 days, and 91 days are enough",
    ),
    (
        *("kor-migrant-arrival", EU_2025, "eu-2025-2458-immigrant", "overlapping", "does-not"),
        "91 days are enough; two stays of 90 days and 92 days after a day away are not",
    ),
    (
        *("dnk-immigration", EU_2007, "eu-862-2007-immigrant", "overlapping", "does-not"),
        "three months meant are enough, but only for those who are registered",
    ),
    (
        *("geo-flows-immigrant", UN_2021, "un-2021-immigrant-a", "overlapping", "partly"),
        "183 days of twelve months are about option A by stay; intended and permitted stays are not taken",
    ),
    (
        *("geo-flows-immigrant", UN_2021, "un-2021-immigrant-b", "overlapping", "does-not"),
        "half a year against a year, and no intended or permitted stays",
    ),
    (
        *("gbr-fald-immigration", EU_2007, "eu-862-2007-immigrant", "overlapping", "partly"),
        "visa holders only, but a year between first arrival and last departure is enough with few days spent",
    ),
    (
        *("gbr-ltim-immigration", UN_2021, "un-2021-immigrant-a", "undetermined", "does-not"),
        "twelve months against six, whatever is left open",
    ),
    (
        *("hkg-usual-residents", UN_2021, "un-2021-resident-a", "overlapping", "does-not"),
        "three of six months on either side, and non-permanent residents who are just present",
    ),
    (
        *("hkg-usual-residents", EU_2013, "eu-1260-2013-resident", "overlapping", "does-not"),
        "three months against twelve, and no intention",
    ),
    (
        *("usa-acs-current-residence", UN_2021, "un-2021-resident-b", "overlapping", "does-not"),
        "more than two months are enough, whatever breaks are; a long absence that begins ends residence at once",
    ),
    (
        *("deu-usually-resident", EU_2025, "eu-2025-2458-resident", "overlapping", "does-not"),
        "twelve months around the date are asked for, and residents away for up to a year stay in",
    ),
    (
        *("idn-series-residents", EU_2013, "eu-1260-2013-resident-actual", "undetermined", "does-not"),
        "six months are enough; but a break that the Regulation disregards may interrupt them",
    ),
    (
        *("lva-population-model", UN_2021, "un-2021-resident-b", "incomparable", "undetermined"),
        "a model on registers decides, which says nothing about lengths of stay",
    ),
    (
        *("dnk-population", EU_2013, "eu-1260-2013-resident", "undetermined", "undetermined"),
        "an address decides, however short; how long one must mean to stay to get one is another rule",
    ),
    (
        *("cok-resident-population", UN_2021, "un-2021-resident-b-intended", "equal", "conforms-to-option"),
        "twelve months intended, word for word the option by intention",
    ),
    (
        *("mex-census-2000-emigrants", UN_2021, "un-2021-emigrant-b", "broader", "does-not"),
        "whoever left, however short the stay abroad: everybody who is away for a year is among them",
    ),
    (
        *("gbr-tax-183-days", EU_2025, "eu-2025-2458-resident-actual", "overlapping", "partly"),
        "183 days are about half a year, which is one limb only: newcomers by intention are missing",
    ),
    (
        *("nld-brp-emigration", UN_2021, "un-2021-emigrant-b", "overlapping", "does-not"),
        "eight of twelve months expected are enough; twelve months spent without having been expected are not",
    ),
    (
        *("aus-erp-usual-resident", UN_2021, "un-2021-resident-b-actual", "undetermined", "partly"),
        "twelve months spent, or expected besides; whether time adds up, and what interrupts it, is not said",
    ),
    (
        *("esp-em-emigration", UN_2021, "un-2021-emigrant-b-actual", "broader", "partly"),
        "away for twelve months, or expected to be",
    ),
    (
        *("esp-em-emigration", EU_2007, "eu-862-2007-emigrant", "equal", "conforms"),
        "the wording of the Regulation: at least twelve months that are or are expected to be, by a usual resident",
    ),
    (
        *("mng-census-foreigners", UN_2021, "un-2021-resident-b", "overlapping", "does-not"),
        "half a year spent or permitted against a year, and foreigners only",
    ),
    (
        *("mli-census-2009-emigrant", UN_1998, "un-1998-short-term-emigrant", "overlapping", "does-not"),
        "more than six months without an end, against three months to less than twelve",
    ),
    (
        *("isl-immigration", UN_2021, "un-2021-immigrant-b", "incomparable", "does-not"),
        "a month in the register against a year spent, intended or granted",
    ),
    (
        *("arm-lfs-persons-covered", UN_2021, "un-2021-resident-a", "incomparable", "not-applicable"),
        "who is at home at the interview says nothing about belonging to the country",
    ),
    (
        *("bwa-census-1991-citizens-outside", UN_2021, "un-2021-emigrant-a", "incomparable", "not-applicable"),
        "people abroad on the census night are a stock; emigrants leave",
    ),
    (
        *("ecu-border-movements", IRTS, "irts-2008-visitor-inbound", "broader", "partly"),
        "every entry, whatever follows and whoever comes",
    ),
    (
        *("grc-usual-residents", UN_CENSUS, "un-census-resident-b", "undetermined", "undetermined"),
        "at least twelve months, but not whether they are spent or intended, which are the two tests of the criterion",
    ),
)


@pytest.mark.parametrize(
    ("definition", "framework", "reference", "relation", "conformance", "reason"),
    VERDICTS,
    ids=[f"{row[0]}/{row[2]}" for row in VERDICTS],
)
def test_classification_agrees_with_the_reader(
    definition: str, framework: str, reference: str, relation: str, conformance: str, reason: str
) -> None:
    found = {result.reference.id: result for result in sojourn.classify(definition, framework).results}
    result = found[reference]
    assert (result.relation, result.conformance) == (relation, conformance), reason
