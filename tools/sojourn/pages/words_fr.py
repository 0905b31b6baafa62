"""A rule in plain words, in French: the same sentences as in `words`, with the joints that French needs."""

from __future__ import annotations

from collections.abc import Callable

from sojourn.model.rule import ATTRIBUTE_LISTS, NONE, AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Window
from sojourn.pages.words import Label

COMPARISONS = {">=": "au moins {}", ">": "plus de {}", "<": "moins de {}", "<=": "au plus {}"}
UNITS = {
    "day": ("jour", "jours"),
    "night": ("nuit", "nuits"),
    "week": ("semaine", "semaines"),
    "month": ("mois", "mois"),
    "year": ("an", "ans"),
    "calendar-year": ("année civile", "années civiles"),
}
# What is measured, by basis: a stay, a time away, and where the side is unknown.
MEASURED = {
    None: ("le séjour", "l’absence", "la durée"),
    "actual": ("le séjour effectif", "l’absence effective", "la durée effective"),
    "intended": ("le séjour prévu", "l’absence prévue", "la durée prévue"),
    "actual-or-intended": (
        "le séjour effectif ou prévu",
        "l’absence effective ou prévue",
        "la durée effective ou prévue",
    ),
    "granted": ("le séjour autorisé", "l’absence autorisée", "la durée autorisée"),
    "registration": ("le séjour inscrit", "l’absence inscrite", "la durée selon le registre"),
}
WHO = {
    ("arrival", "non-resident"): "l’arrivée d’un non-résident",
    ("arrival", "resident"): "l’arrivée d’un résident",
    ("departure", "resident"): "le départ d’un résident",
    ("departure", "non-resident"): "le départ d’un non-résident",
    ("arrival", ""): "une arrivée",
    ("departure", ""): "un départ",
}
BASES = {
    "usual-resident": "comme résidente habituelle",
    "de-facto": "comme présente, quelle que soit la durée,",
    "de-jure": "comme résidente de droit",
    "registered": "comme inscrite",
}
ATTRIBUTES = {
    "citizenship": "la nationalité",
    "birth": "la naissance",
    "purpose": "le motif",
    "legal_status": "le statut juridique",
    "previous_residence": "la résidence antérieure",
}
DIRECTIONS = {"forward": "après", "backward": "avant", "either": "avant ou après", "around": "autour de"}
ANCHORS = {"arrival": "l’arrivée", "departure": "le départ", "reference-date": "la date de référence"}


def duration(value: int, unit: str) -> str:
    """A length of time: `12 mois`, `1 an`."""
    one, many = UNITS.get(unit, (unit, unit))
    return f"{value} {one if value == 1 else many}"


def bound(limit: Bound) -> str:
    """A threshold or an upper bound: `au moins 12 mois`."""
    length = duration(limit.value, limit.unit)
    if limit.comparison is None:
        return f"{length} (on ignore si une durée d’exactement {length} suffit)"
    return COMPARISONS[limit.comparison].format(length)


def window(frame: Window) -> str:
    """Where time is counted: `au cours des 16 mois après l’arrivée`."""
    anchor = ANCHORS.get(frame.anchor or "")
    if frame.unit == "calendar-year":
        return "dans l’année civile" if frame.value in (None, 1) else f"dans {frame.value} années civiles"
    if frame.direction == "around":
        return f"dans la période ininterrompue qui contient {anchor or 'le repère'}"
    side = DIRECTIONS.get(frame.direction or "")
    if frame.value is None or frame.unit is None:
        return f"{side} {anchor}" if side and anchor else ""
    length = duration(frame.value, frame.unit)
    if frame.anchor == "rolling":
        return f"dans toute période de {length}"
    if side and anchor:
        return f"au cours {'des' if frame.value > 1 else 'de la période de'} {length} {side} {anchor}"
    return f"au cours d’une période de {length}" + (f" (repère\u00a0: {anchor})" if anchor else "")


def subject(limb: Limb, label: Label) -> str:
    """Who or what counts: `l’arrivée d’un non-résident dont le motif est … compte`."""
    prior = limb.prior if limb.prior in ("resident", "non-resident") else ""
    who = WHO.get((limb.event or "", prior), "une personne")
    attributes = [
        f"{ATTRIBUTES.get(name, name)} est «\u00a0"
        + _joined([label(ATTRIBUTE_LISTS.get(name, name), value) for value in values], "ou")
        + "\u00a0»"
        for name, values in limb.population.requires
    ]
    if attributes:
        owner = " d’une personne" if who in ("une arrivée", "un départ") else ""
        who = f"{who}{owner} dont {' et dont '.join(attributes)}"
    parts = [who, "compte"]
    if limb.event == "reference-date":
        parts.append("à la date de référence")
    if limb.population.base and limb.event in ("reference-date", None):
        parts.append(BASES.get(limb.population.base, ""))
    if limb.criterion and limb.criterion != "residence":
        parts.append(f"selon le critère «\u00a0{label('criterion', limb.criterion)}\u00a0»")
    return " ".join(part for part in parts if part)


def condition(limb: Limb) -> str:
    """What must hold for the time that is measured; empty if the limb does not speak of time."""
    side = {"stay": 0, "absence": 1}.get(limb.measure or "", 2)
    noun = MEASURED.get(limb.basis, MEASURED[None])[side]
    frame = window(limb.window) if isinstance(limb.window, Window) else ""
    wanted = " et ".join(bound(limit) for limit in (limb.threshold, limb.upper_bound) if isinstance(limit, Bound))
    if not wanted:
        return _without_length(limb, noun, frame, side)
    match limb.accumulation:
        case "cumulative":
            text = f"si les jours {_of(noun)} totalisent {wanted}"
        case "continuous":
            text = f"si {noun}, sans interruption, est {_of(wanted)}"
        case "span":
            text = f"si le temps entre la première arrivée et le dernier départ est {_of(wanted)}"
        case "weighted":
            weights = ", ".join(str(weight) for weight in limb.weights or ())
            text = f"si les jours de plusieurs années, pondérés ({weights or 'poids non indiqués'}), font {wanted}"
        case _:
            text = f"si {noun} est {_of(wanted)}"
    return f"{text} {frame}".rstrip()


def _without_length(limb: Limb, noun: str, frame: str, side: int) -> str:
    if limb.threshold is NONE:
        return "quelle que soit la durée" if side == 2 else f"quelle que soit la durée {_of(noun)}"
    if limb.basis == "registration":
        return "si un registre l’indique, quel que soit le temps passé"
    if limb.measure is not None or limb.basis is not None or frame:
        return f"d’après {noun} {frame}".rstrip() + ", d’une durée qu’aucune source n’indique"
    return ""


def _of(words: str) -> str:
    """`de` before words, contracted or elided."""
    if words.startswith("le "):
        return f"du {words[3:]}"
    return f"d’{words}" if words.startswith("a") else f"de {words}"


def sentence(limb: Limb, label: Label) -> str:
    """The limb's test in one sentence."""
    text = " ".join(part for part in (subject(limb, label), condition(limb)) if part).rstrip(",") + "."
    return text[0].upper() + text[1:]


def rule_words(rule: Rule, label: Label, name: Callable[[str], str]) -> str:
    """A whole rule in running text; `name` gives the name of a rule that is referred to."""
    match rule:
        case Limb():
            return sentence(rule, label)
        case AnyOf(rules):
            parts = "\u00a0; ou ".join(_inner(part, label, name) for part in rules)
            return f"L’une de ces conditions suffit\u00a0: {parts}."
        case AllOf(rules):
            parts = "\u00a0; et ".join(_inner(part, label, name) for part in rules)
            return f"Toutes ces conditions doivent être réunies\u00a0: {parts}."
        case Not(inner):
            return f"Ceci ne doit pas être vrai\u00a0: {_inner(inner, label, name)}."
        case Ref(id):
            return f"Comme «\u00a0{name(id)}\u00a0»."


def _inner(rule: Rule, label: Label, name: Callable[[str], str]) -> str:
    words = rule_words(rule, label, name).rstrip(".")
    words = words[0].lower() + words[1:]
    return f"({words})" if isinstance(rule, AnyOf | AllOf | Not) else words


def _joined(words: list[str], last: str) -> str:
    return " ".join([", ".join(words[:-1]), last, words[-1]]) if len(words) > 1 else "".join(words)
