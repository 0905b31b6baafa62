"""Checks over the whole graph, as SPARQL: each query of `ontology/checks/` finds what must not be.

A check is a SELECT query whose head says, in comment lines, how severe a row is and what to tell people. `?focus` is
the node at fault; other variables may stand in braces in the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sojourn.graph.vocabulary import ontology_folder, prefixes
from sojourn.model.finding import SEVERITIES, Severity

_HEAD = re.compile(r"^# (title|severity|message|advice): (.*)$", re.MULTILINE)
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Check:
    """A query for faults, with what to say of each."""

    name: str
    title: str
    severity: Severity
    message: str
    advice: str
    text: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault at a node of the graph; `path` is the property it is about, if that is one property."""

    check: str
    severity: Severity
    focus: str
    message: str
    advice: str = ""
    path: str | None = None
    value: str | None = None


def read_checks(folder: Path | None = None) -> list[Check]:
    """The checks of a folder (the ontology's, if none is named), by name."""
    return [_read(path) for path in sorted((folder or ontology_folder() / "checks").glob("*.rq"))]


def _read(path: Path) -> Check:
    text = path.read_text("utf-8")
    head = dict(_HEAD.findall(text))
    severity = next(s for s in SEVERITIES if s == head["severity"])
    return Check(path.stem, head["title"], severity, head["message"], head.get("advice", ""), text)


def run_checks(store: ox.Store, checks: list[Check]) -> Iterator[Violation]:
    """All faults that the checks find, each once."""
    for check in checks:
        found = store.query(check.text, prefixes=prefixes())
        assert isinstance(found, ox.QuerySolutions), f"{check.name} is not a SELECT query"
        names = {variable.value for variable in found.variables}
        rows = {_row(check, solution, names) for solution in found}
        yield from sorted(rows, key=lambda violation: (violation.focus, violation.message))


def _row(check: Check, solution: ox.QuerySolution, names: set[str]) -> Violation:
    def fill(slot: re.Match[str]) -> str:
        value = solution[slot.group(1)] if slot.group(1) in names else None
        return value.value if isinstance(value, ox.NamedNode | ox.Literal) else str(value)

    focus = solution["focus"]
    name = focus.value if isinstance(focus, ox.NamedNode) else str(focus)
    return Violation(check.name, check.severity, name, _SLOT.sub(fill, check.message), check.advice)
