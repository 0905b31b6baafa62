"""How comparable the definitions are: which lengths of time are used, how they add up, who conforms."""

from __future__ import annotations

from collections import defaultdict

from sojourn.classification.verdict import kind_named
from sojourn.model.entries import Definition
from sojourn.model.rule import Bound
from sojourn.pages.statistics.charts import Chart, ordered
from sojourn.pages.statistics.classes import ADDING, VERDICTS
from sojourn.pages.statistics.distributions import duration_charts
from sojourn.pages.statistics.representative import adding, decides
from sojourn.pages.templates.render import Renderer
from sojourn.prose.rules import duration


def charts(render: Renderer) -> list[Chart]:
    """The figures of the comparability page."""
    return [*(chart(render) for chart in duration_charts), adding_chart(render), conformance(render)]


def adding_chart(render: Renderer) -> Chart:
    """Cumulative, continuous, de facto or not stated, by kind of data source."""
    c, t = render.catalogue, render.translate
    series = {**ADDING, "unknown": ("not stated", "unknown")}
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(series))
    for definition in c.definitions.values():
        found = list(c.limbs(definition.rule))
        kind = adding(found)
        if kind == "unknown" and not any(isinstance(limb.threshold, Bound) for limb in found):
            continue
        instrument = c.instruments.get(definition.instrument)
        counts[render.label("instrument-type", instrument.type) if instrument else "?"][list(series).index(kind)] += 1
    return Chart(
        "adding-up",
        t("How time adds up, by kind of data source (definitions)"),
        t(
            "Definitions that ask for a length of time, or that count who is present (de facto) or say that there is no"
            " minimum; a definition stands under the first of these that one of its tests states."
        ),
        tuple(t(words) for words, _ in series.values()),
        ordered(dict(counts), [code.label.best(render.lang) for code in c.codes_of("instrument-type")]),
        "accumulation-by-source",
        tuple(paint for _, paint in series.values()),
    )


def conformance(render: Renderer) -> Chart:
    """The verdicts on the definitions by framework: the best result of each."""
    c, t, kinds = render.catalogue, render.translate, list(VERDICTS)
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(kinds))
    for held in c.verdicts.values():
        seen: set[str] = set()
        for one in held:
            if one.framework not in seen:
                seen.add(one.framework)
                counts[one.framework][kinds.index(one.verdict.kind)] += 1
    names = {
        framework.id: framework.abbreviation[0] if framework.abbreviation else framework.id
        for framework in render.ordered_frameworks()
    }
    return Chart(
        "conformance",
        t("National definitions held against each framework (best result)"),
        t("The verdict on each definition that has a rule of the framework to be held against."),
        tuple(render.speaker.text(kind_named(kind)) for kind in kinds),
        ordered({names[id]: counts[id] for id in counts if id in names}, list(names.values())),
        "conformance",
        tuple(VERDICTS.values()),
    )


def shortest(definition: Definition, render: Renderer, deciding: bool = False) -> str:
    """The minimum lengths of a definition, in short: `12 months, 6 months away`; empty if none is stated.

    With `deciding`, only of the tests that decide who belongs to the country's population.
    """
    out = []
    for limb in render.catalogue.limbs(definition.rule):
        if isinstance(limb.threshold, Bound) and (not deciding or decides(limb)):
            value, unit = limb.threshold.value, limb.threshold.unit
            said = duration(value, unit, render.lang)
            text = render.translate("{} away").format(said) if limb.measure == "absence" else said
            if text not in out:
                out.append(text)
    return ", ".join(out)
