"""Checks of the alternatives of a rule: each says whom it is for, and none makes another one void."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sojourn.loading.glossary.content import Content
from sojourn.model.finding import Finding
from sojourn.model.message import message
from sojourn.model.rule import COMPOSITIONS

Path = tuple[str | int, ...]
Limb = Mapping[str, Any]
EVERYBODY = {"nationals", "foreigners", "stateless"}
SAME = ("event", "measure", "basis", "prior", "level", "criterion", "window")
STATUS = ("criterion", "legal-status")  # shuts nobody out by itself: the required status does


def open_absences(content: Content) -> Iterator[Finding]:
    """An alternative for people who are away says who they are, or for how long: else it lets in everybody who is away."""
    for entry in content.of("definition"):
        if entry.data["concept"] in ("usual-residence", "population-base"):
            for path, limb, _ in _alternatives(entry.data.get("rule"), ("rule",)):
                if _is_open_absence(limb):
                    said, todo = message("absence-of-everybody"), message("do-say-who-is-away")
                    yield content.report("warning", "open-absence", entry, said, todo, path)


def void_lengths(content: Content) -> Iterator[Finding]:
    """An alternative that is for some people, and asks for no length, does not let in those of whom another one asks it."""
    for entry in content.of("definition"):
        for path, limb, others in _alternatives(entry.data.get("rule"), ("rule",)):
            if not _is_for_some(limb) or _has_length(limb):
                continue
            for other in others:
                if _has_length(other) and _lets_in(limb, other):
                    said, todo = message("alternative-voids-length"), message("do-require-whom-it-is-for")
                    yield content.report("warning", "void-length", entry, said, todo, path)
                    break


def statuses_said(content: Content) -> Iterator[Finding]:
    """A limb that goes by a status in law says by which."""
    for entry in content.of("definition"):
        for path, limb in _limbs(entry.data.get("rule"), ("rule",)):
            if limb.get("criterion") == "legal-status" and not limb.get("population", {}).get("requires"):
                said, todo = message("status-unsaid"), message("do-require-the-status")
                yield content.report("warning", "status-unsaid", entry, said, todo, (*path, "criterion"))


def _limbs(rule: Any, path: Path) -> Iterator[tuple[Path, Limb]]:
    """The limbs of a rule, with where they stand."""
    if not isinstance(rule, Mapping):
        return
    if not any(name in rule for name in COMPOSITIONS):
        yield path, rule
    for key in ("any", "all"):
        for index, inner in enumerate(rule.get(key, ())):
            yield from _limbs(inner, (*path, key, index))
    yield from _limbs(rule.get("not"), (*path, "not"))


def _alternatives(rule: Any, path: Path) -> Iterator[tuple[Path, Limb, tuple[Limb, ...]]]:
    """The limbs that are alternatives in a rule, with where they stand and the limbs that they are alternatives to."""
    if not isinstance(rule, Mapping):
        return
    limbs = [inner for inner in rule.get("any", ()) if not any(name in inner for name in COMPOSITIONS)]
    for key in ("any", "all"):
        for index, inner in enumerate(rule.get(key, ())):
            if key == "any" and inner in limbs:
                yield (*path, key, index), inner, tuple(other for other in limbs if other is not inner)
            yield from _alternatives(inner, (*path, key, index))


def _is_open_absence(limb: Limb) -> bool:
    """Whether everybody who is away on the reference date, for however long, passes a limb."""
    told = "criterion" in limb or "requires" in limb.get("population", {})
    away = limb.get("event") == "reference-date" and limb.get("measure") == "absence"
    return away and not _has_length(limb) and not told


def _is_for_some(limb: Limb) -> bool:
    """Whether a limb is named, or names groups, as one that is not for everybody."""
    return "label" in limb or bool(set(limb.get("population", {}).get("includes", ())) - EVERYBODY)


def _has_length(limb: Limb) -> bool:
    """Whether a limb states a shortest or a longest time."""
    return any(isinstance(limb.get(key), Mapping) for key in ("threshold", "upper_bound"))


def _lets_in(limb: Limb, other: Limb) -> bool:
    """Whether everybody who passes the other limb passes this one: what it asks for, the other one asks for as well."""
    if any(limb[key] != other.get(key) for key in SAME if key in limb and (key, limb[key]) != STATUS):
        return False
    ours, theirs = limb.get("population", {}), other.get("population", {})
    required = theirs.get("requires", {})
    return (
        ours.get("base", theirs.get("base")) == theirs.get("base")
        and set(ours.get("excludes", ())) <= set(theirs.get("excludes", ()))
        and all(
            attribute in required and set(required[attribute]) <= set(codes)
            for attribute, codes in ours.get("requires", {}).items()
        )
    )


ALTERNATIVE_CHECKS = (open_absences, void_lengths, statuses_said)
