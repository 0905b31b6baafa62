"""How comparable the definitions are: which lengths of time are used, how they add up, who conforms."""

from __future__ import annotations

from collections import defaultdict

from sojourn.model.entries import Definition
from sojourn.model.rule import Bound
from sojourn.pages.catalogue import Catalogue, limbs
from sojourn.pages.charts import Chart, ordered
from sojourn.pages.figures import months
from sojourn.pages.render import Renderer
from sojourn.pages.words import duration

CONFORMANCE = ("conforms", "conforms-to-option", "partly", "undetermined", "does-not")


def charts(render: Renderer) -> list[Chart]:
    """The figures of the comparability page."""
    c = render.catalogue
    return [durations(c), adding_up(c), conformance(render)]


def durations(c: Catalogue) -> Chart:
    """How many countries use each minimum length, stays and absences apart."""
    users: dict[tuple[str, int], set[str]] = defaultdict(set)
    lengths: dict[str, float] = {}
    for definition in c.definitions.values():
        for limb in limbs(definition.rule):
            if isinstance(limb.threshold, Bound) and limb.measure and limb.level == "country":
                value, unit = limb.threshold.value, limb.threshold.unit
                name = duration(value * 12, "month") if unit == "year" else duration(value, unit)
                lengths[name] = months(value, unit)
                users[name, 0 if limb.measure == "stay" else 1].add(definition.country)
    names = sorted(lengths, key=lambda name: (lengths[name], name))
    counts = {name: (len(users[name, 0]), len(users[name, 1])) for name in names}
    return Chart(
        "durations",
        "Minimum lengths of time, by number of countries",
        "Each country counts once for each length that any of its definitions uses. Only tests that decide who belongs"
        " to the country's population; years are shown as months.",
        ("stay", "absence"),
        ordered(dict(counts), names),
        "durations",
    )


def adding_up(c: Catalogue) -> Chart:
    """Cumulative, continuous, de facto or not stated, by kind of data source."""
    series = ("continuous", "cumulative", "de facto", "not stated")
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(series))
    for definition in c.definitions.values():
        timed = [limb for limb in limbs(definition.rule) if isinstance(limb.threshold, Bound)]
        kinds = {limb.accumulation for limb in timed}
        present = any(limb.population.base == "de-facto" for limb in limbs(definition.rule))
        if not timed and not present:
            continue
        place = 0 if "continuous" in kinds else 1 if "cumulative" in kinds else 3 if timed else 2
        instrument = c.instruments.get(definition.instrument)
        counts[c.code("instrument-type", instrument.type) if instrument else "?"][place] += 1
    return Chart(
        "adding-up",
        "How time adds up, by kind of data source (definitions)",
        "Definitions that ask for a length of time, or that count who is present (de facto); a definition stands under"
        " the first of these that one of its tests states.",
        series,
        ordered(dict(counts), [code.label.best() for code in c.codes_of("instrument-type")]),
        "accumulation-by-source",
    )


def conformance(render: Renderer) -> Chart:
    """How definitions stand to each framework, by their best result."""
    c = render.catalogue
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(CONFORMANCE))
    for verdicts in c.verdicts.values():
        seen: set[str] = set()
        for verdict in verdicts:
            if verdict.framework not in seen and verdict.conformance in CONFORMANCE:
                seen.add(verdict.framework)
                counts[verdict.framework][CONFORMANCE.index(verdict.conformance)] += 1
    names = {
        framework.id: framework.abbreviation[0] if framework.abbreviation else framework.id
        for framework in render.ordered_frameworks()
    }
    return Chart(
        "conformance",
        "National definitions held against each framework (best result)",
        "Only definitions that decide the same kind of thing as a rule of the framework.",
        ("conforms", "to an option", "in part", "not decided", "does not"),
        ordered({names[id]: counts[id] for id in counts if id in names}, list(names.values())),
        "conformance",
    )


def matrix(c: Catalogue) -> list[tuple[str, list[dict[str, str]]]]:
    """Countries by concept: in each cell the minimum lengths of the definitions in force, with a definition of each."""
    concepts = [code.id.split("/", 1)[1] for code in c.codes_of("concept")]
    rows = []
    for country in c.by_label():
        cells = [_cell([d for d in country.definitions if d.concept == concept]) for concept in concepts]
        if any(cells):
            rows.append((country.id, cells))
    return rows


def _cell(definitions: list[Definition]) -> dict[str, str]:
    """Distinct minimum lengths with the first definition that has each; a dash if none of the definitions has any."""
    out: dict[str, str] = {}
    for definition in definitions:
        if not definition.valid.end:
            out.setdefault(shortest(definition), definition.id)
    silent = out.pop("", None)
    return out or ({"–": silent} if silent else {})


def shortest(definition: Definition) -> str:
    """The minimum lengths of a definition, in short: `12 months`, `6 months away`; empty if none is stated."""
    out = []
    for limb in limbs(definition.rule):
        if isinstance(limb.threshold, Bound):
            text = duration(limb.threshold.value, limb.threshold.unit) + (" away" if limb.measure == "absence" else "")
            if text not in out:
                out.append(text)
    return ", ".join(out)
