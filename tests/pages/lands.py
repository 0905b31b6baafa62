"""Three countries of one region, for whatever compares countries: Norway of the small glossary, Sweden and Denmark."""

from __future__ import annotations

from tests.pages.conftest import CHANGES
from tests.support import COUNTRY, FRAMEWORK

# Northern Europe.
NORTH = "154"
ARRIVAL = """\
  - id: {id}
    concept: immigration
    instrument: {instrument}
    national_term: {{nb: {term}}}
    summary: {{en: {summary}}}
    rule:
      event: arrival
      measure: stay
      threshold: {{value: {months}, unit: month, comparison: ">="}}
      accumulation: {accumulation}
      basis: {basis}
      prior: non-resident
      level: country
    valid: {{from: {start}}}
    citations:
      - {{source: {source}, locator: section 3, seen: excerpt}}
    confidence: {confidence}
"""


def arrival(id: str, country: str, months: int, basis: str = "actual", **more: str) -> str:
    """A definition of immigration that asks for a stay of some months."""
    values = {
        "accumulation": "continuous", "term": f"{country} arrival", "summary": f"A stay of {months} months.",
        "start": "1990", "confidence": "high", "instrument": f"{country}-register", "source": f"{country}-metadata",
    }  # fmt: skip
    return ARRIVAL.format(id=id, months=months, basis=basis, **{**values, **more})


def other_country(id: str, iso2: str, m49: str, name: str, definitions: str) -> str:
    """A country beside Norway, in its region, with a register and definitions of its own."""
    low = id.lower()
    head = COUNTRY.split("definitions:")[0]
    head = head.replace("nor-", f"{low}-").replace("NOR", id).replace("iso2: NO", f"iso2: {iso2}")
    head = head.replace('"578"', f'"{m49}"').replace("en: Norway, fr: Norvège", name)
    return _in_the_north(f"{head}definitions:\n{definitions}")


def _in_the_north(text: str) -> str:
    return text.replace("\nlabel:", f'\nregion: "{NORTH}"\nlabel:', 1)


NORWAY = _in_the_north(COUNTRY.replace("nb: bosatt", "nb: bosatt, en: Resident")) + arrival("nor-arrival", "nor", 6)
SWEDEN = other_country(
    "SWE", "SE", "752", "en: Sweden, fr: Suède, zh: 瑞典",
    arrival("swe-arrival", "swe", 12) + arrival("swe-planned", "swe", 12, "intended", start="1980", confidence="low"),
)  # fmt: skip
DENMARK = other_country("DNK", "DK", "208", "en: Denmark, fr: Danemark", arrival("dnk-arrival", "dnk", 12))
OPTION = """\
  - id: options-{id}
    target: resident
    label: {{en: "Resident, option {name}"}}
    rule: {rule}
    citations:
      - {{source: handbook, locator: para 5, seen: full}}
"""
STAY = "{{event: reference-date, measure: stay, threshold: {{value: {}, unit: month}}, basis: {}, level: country}}"


def option(id: str, months: int) -> str:
    """A rule that a country may choose, and the two limbs that it joins."""
    limbs = [f"{id}-{basis}" for basis in ("actual", "intended")]
    joined = ", ".join(f"{{ref: options-{limb}}}" for limb in limbs)
    whole = OPTION.format(id=id, name=id.upper(), rule=f"{{any: [{joined}]}}")
    return whole + "".join(
        OPTION.format(id=limb, name=limb.replace("-", " "), rule=STAY.format(months, limb[2:])) for limb in limbs
    )


HEAD = FRAMEWORK.split("rules:")[0].replace("frame\n", "options\n", 1).replace("A framework", "Two options")
OPTIONS = HEAD.replace("AF", "TO") + "rules:\n" + option("a", 6) + option("b", 12)
CHANGED = {
    **CHANGES,
    "countries/NOR.yaml": NORWAY,
    "countries/SWE.yaml": SWEDEN,
    "countries/DNK.yaml": DENMARK,
    "recommendations/options.yaml": OPTIONS,
}
