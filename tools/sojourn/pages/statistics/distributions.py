"""Which lengths of time are used: by level, by what is counted, stays and absences apart, and how many do not say."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial

from sojourn.model.rule import Bound
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.statistics.charts import Chart
from sojourn.pages.statistics.classes import LENGTHS, NOT_KNOWN, UNKNOWN
from sojourn.pages.statistics.representative import band, length
from sojourn.pages.templates.render import Renderer
from sojourn.prose import rules as words
from sojourn.prose.figures import months

SERIES = ("stay", "absence")
# The classes of a minimum; the others of the map say what else decides.
OF_LENGTH = ("none", "short", "three", "six", "twelve", "other")


@dataclass(frozen=True, slots=True)
class LevelFinding:
    """What the registry shows of one level: the length that most countries use, and six months beside it."""

    level: str
    most: str
    countries: int
    most_is_six: bool
    six: int
    of: int


def duration(render: Renderer, value: int, unit: str) -> str:
    """A length in the language of the pages, years as months."""
    value, unit = (value * 12, "month") if unit == "year" else (value, unit)
    return words.duration(value, unit, render.lang)


def users(c: Catalogue, level: str) -> dict[tuple[int, str], dict[str, set[str]]]:
    """For each length (value, unit) the countries that use it, by side, at one level."""
    out: dict[tuple[int, str], dict[str, set[str]]] = defaultdict(lambda: {side: set() for side in SERIES})
    for definition in c.definitions.values():
        for limb in c.limbs(definition.rule):
            if isinstance(limb.threshold, Bound) and limb.measure and limb.level == level:
                value, unit = limb.threshold.value, limb.threshold.unit
                key = (value * 12, "month") if unit == "year" else (value, unit)
                out[key][limb.measure].add(definition.country)
    return dict(out)


def durations(render: Renderer, level: str) -> Chart:
    """How many countries use each minimum length at one level, stays and absences apart."""
    t, found = render.translate, users(render.catalogue, level)
    keys = sorted(found, key=lambda key: (months(*key), key))
    rows = tuple((duration(render, *key), tuple(len(found[key][side]) for side in SERIES)) for key in keys)
    country = level == "country"
    return Chart(
        "durations" if country else "durations-within",
        t("Minimum lengths that decide who belongs to a country, by number of countries")
        if country
        else t("Minimum lengths that only place people inside a country, by number of countries"),
        t(
            "Each country counts once for each length that any of its definitions uses. Years are shown as months."
            " Definitions whose level no source states are left out."
        ),
        tuple(t(side) for side in SERIES),
        rows,
        "durations" if country else "durations-by-level",
        ("n1", "n2"),
        apart=True,
    )


def by_concept(render: Renderer, side: str) -> Chart:
    """How many definitions of each kind ask for each class of length; for stays also how many do not say."""
    c, t = render.catalogue, render.translate
    stay = side == "stay"
    classes = {id: LENGTHS[id] for id in OF_LENGTH if stay or id != "none"}
    if stay:
        classes[UNKNOWN] = (NOT_KNOWN, UNKNOWN)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for definition in c.definitions.values():
        if side == "absence" or definition.concept != "emigration":
            counts[definition.concept][length(c, definition, side)] += 1
    concepts = [code.id.partition("/")[2] for code in c.codes_of("concept")]
    numbers = {render.label("concept", concept): tuple(counts[concept][id] for id in classes) for concept in concepts}
    return Chart(
        "stays-by-concept" if stay else "absences-by-concept",
        t("Minimum stay, by what is counted (definitions)")
        if stay
        else t("Minimum absence, by what is counted (definitions)"),
        t("Tests that only place people inside the country are left out. Leaving the country is in the next figure.")
        if stay
        else t("Only definitions that state a length of absence: what ends residence is not a minimum stay."),
        tuple(t(told) for told, _ in classes.values()),
        tuple((label, row) for label, row in numbers.items() if any(row)),
        "lengths-by-concept",
        tuple(paint for _, paint in classes.values()),
    )


def findings(render: Renderer) -> list[LevelFinding]:
    """What the registry shows of stays beside what the workshop of 2019 said (paragraph 16: six months most often)."""
    out = []
    for level in ("country", "within-country"):
        found = {key: sides["stay"] for key, sides in users(render.catalogue, level).items() if sides["stay"]}
        if found:
            most = max(found, key=lambda key: (len(found[key]), key))
            every = set[str]().union(*found.values())
            # As on the map: 180 to 184 days count as six months.
            six = set[str]().union(*(who for key, who in found.items() if band(Bound(*key)) == "six"))
            out.append(
                LevelFinding(
                    level, duration(render, *most), len(found[most]), band(Bound(*most)) == "six", len(six), len(every)
                )
            )
    return out


def silent(c: Catalogue) -> tuple[int, int]:
    """Of the definitions that a stay could decide: how many state no length, and how many there are."""
    found = Counter(length(c, d, "stay") for d in c.definitions.values() if d.concept != "emigration")
    return found["unknown"], found.total()


duration_charts = (
    partial(durations, level="country"),
    partial(durations, level="within-country"),
    partial(by_concept, side="stay"),
    partial(by_concept, side="absence"),
)
