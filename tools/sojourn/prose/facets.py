"""The facets of a limb as rows of a table; what no source says is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sojourn.model.rule import ATTRIBUTE_LISTS, NONE, Bound, Duration, Interruptions, Limb, Share, Window
from sojourn.prose.rules import Label, bound, breaks, duration, either, ending, window
from sojourn.prose.tables import phrases, table_with


@dataclass(frozen=True, slots=True)
class Facet:
    """One row of the table of facets; `state` is known, none (stated that there is none) or unknown."""

    key: str
    name: str
    words: str
    state: str = "known"
    codes: tuple[str, ...] = ()


# The facets of a limb that a table shows, in the order of the documentation.
KEYS = (
    "event", "prior", "measure", "threshold", "upper_bound", "accumulation", "window", "interruptions",
    "exempt_days", "basis", "day_convention", "month_end", "level", "criterion", "recall", "ends", "population.base",
    "population.requires", "population.includes", "population.excludes",
)  # fmt: skip
# The controlled list that holds the values of a facet.
CODE_LISTS = {
    "event": "event",
    "prior": "prior",
    "measure": "measure",
    "accumulation": "accumulation",
    "basis": "basis",
    "day_convention": "day-convention",
    "level": "level",
    "criterion": "criterion",
    "population.base": "population-base",
    "population.includes": "group",
    "population.excludes": "group",
}
# Facets whose silence is worth naming; the others are simply absent.
ASKED = (
    "event",
    "prior",
    "measure",
    "threshold",
    "upper_bound",
    "accumulation",
    "window",
    "basis",
    "day_convention",
    "level",
)


def facet_name(key: str, lang: str = "en") -> str:
    """The name of a facet as differences name it, such as `population.requires.citizenship`; `test` is a further test."""
    names = phrases(lang)["facet_names"]
    if key in names:
        return str(names[key])
    head, _, attribute = key.rpartition(".")
    return f"{names.get(head, head)} {attribute_noun(attribute, lang)}".strip()


def fact_names(lang: str = "en") -> dict[str, str]:
    """What may be known of a data source, by key, with its name.

    >>> fact_names("fr")["access"]
    'Accès'
    """
    return dict(phrases(lang)["fact_names"])


def attribute_noun(name: str, lang: str = "en") -> str:
    """An attribute of a person on its own: `citizenship`."""
    try:
        return table_with(f"attribute-{name}", lang).said(f"attribute-{name}", {}, str)
    except KeyError:
        return name.replace("_", " ")


def facets(limb: Limb, label: Label, lang: str = "en") -> list[Facet]:
    """The facets of a limb as rows, in the order of the documentation; unknown ones are said to be unknown."""
    known = {row.key: row for row in _known(limb, label, lang)}
    out = []
    for key in KEYS:
        if key in known:
            out.append(known[key])
        elif key in ASKED and not _not_applicable(limb, key):
            out.append(Facet(key, facet_name(key, lang), phrases(lang)["unknown"], "unknown"))
    return out


def _not_applicable(limb: Limb, key: str) -> bool:
    """Whether a facet follows from the others, so that its silence says nothing."""
    match key:
        case "prior":
            return limb.event == "reference-date"
        case "upper_bound":
            return isinstance(limb.threshold, Bound | Share)
        case "threshold":
            return isinstance(limb.upper_bound, Bound | Share)
        case "window":
            return limb.accumulation == "continuous" or limb.threshold is NONE
        case "accumulation" | "day_convention":
            return limb.threshold is NONE and not isinstance(limb.upper_bound, Bound | Share)
        case _:
            return False


def _known(limb: Limb, label: Label, lang: str) -> Iterable[Facet]:
    table = phrases(lang)
    for key, list_id in CODE_LISTS.items():
        if key.startswith("population."):
            continue
        value = getattr(limb, key)
        if value == "none":
            yield Facet(key, facet_name(key, lang), table["none"], "none")
        elif value is not None:
            yield Facet(key, facet_name(key, lang), label(list_id, value), codes=(f"{list_id}/{value}",))
    for key in ("threshold", "upper_bound", "window"):
        value = getattr(limb, key)
        if value is NONE:
            yield Facet(key, facet_name(key, lang), table["none"], "none")
        elif isinstance(value, Bound | Share):
            yield Facet(key, facet_name(key, lang), bound(value, lang))
        elif isinstance(value, Window):
            yield Facet(key, facet_name(key, lang), window(value, lang) or table["window"]["bare"])
    if limb.interruptions is NONE:
        yield Facet("interruptions", facet_name("interruptions", lang), table["none"], "none")
    elif isinstance(limb.interruptions, Interruptions):
        words, codes = breaks(limb.interruptions, label, lang), limb.interruptions.purposes
        yield Facet(
            "interruptions", facet_name("interruptions", lang), words, codes=tuple(f"purpose/{c}" for c in codes)
        )
    if limb.exempt_days is NONE:
        yield Facet("exempt_days", facet_name("exempt_days", lang), table["none"], "none")
    elif isinstance(limb.exempt_days, tuple):
        words = ", ".join(label("group", group) for group in limb.exempt_days)
        codes = tuple(f"group/{group}" for group in limb.exempt_days)
        yield Facet("exempt_days", facet_name("exempt_days", lang), words, codes=codes)
    if limb.month_end is not None:
        words = phrases(lang)["month_end"][limb.month_end]
        yield Facet("month_end", facet_name("month_end", lang), words)
    if isinstance(limb.recall, Duration):
        length = duration(limb.recall.value, limb.recall.unit, lang)
        yield Facet("recall", facet_name("recall", lang), table["recall"].format(length))
    if limb.ends is not None:
        yield Facet("ends", facet_name("ends", lang), ending(limb.ends, lang))
    yield from _known_people(limb, label, lang)


def _known_people(limb: Limb, label: Label, lang: str) -> Iterable[Facet]:
    population = limb.population
    if population.base:
        code = f"population-base/{population.base}"
        yield Facet(
            "population.base",
            facet_name("population.base", lang),
            label("population-base", population.base),
            codes=(code,),
        )
    if population.requires:
        words = phrases(lang)["joins"]["list"][0].join(
            phrases(lang)["labelled"].format(
                name=attribute_noun(name, lang),
                value=either((label(ATTRIBUTE_LISTS.get(name, name), value) for value in values), lang),
            )
            for name, values in population.requires
        )
        yield Facet("population.requires", facet_name("population.requires", lang), words)
    for key, groups in (("population.includes", population.includes), ("population.excludes", population.excludes)):
        if groups:
            words = ", ".join(label("group", group) for group in groups)
            yield Facet(key, facet_name(key, lang), words, codes=tuple(f"group/{group}" for group in groups))
