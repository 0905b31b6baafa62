"""All checks on the graph, as findings with file, line and key: SHACL shapes, then the checks in SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Literal

import pyoxigraph as ox

from sojourn.graph.checking.checks import Violation, read_checks, run_checks
from sojourn.graph.checking.places import Places
from sojourn.graph.checking.shacl import run_shapes, run_shapes_fast
from sojourn.graph.queries.store import open_store
from sojourn.loading.glossary.content import Content
from sojourn.loading.reading.positions import line_of
from sojourn.model.finding import Finding, finding_order

# What runs the shapes: the norm, a faster engine that gives the same results, or nothing.
Engine = Literal["pyshacl", "fast", "none"]
ENGINES: dict[Engine, Callable[[Iterable[ox.Triple]], list[Violation]]] = {
    "pyshacl": run_shapes,
    "fast": run_shapes_fast,
    "none": lambda triples: [],
}


def default_engine() -> Engine:
    """The fast engine if it is installed, else the norm."""
    return "fast" if find_spec("shifty") else "pyshacl"


def validate(triples: Sequence[ox.Triple], content: Content, engine: Engine | None = None) -> list[Finding]:
    """What the shapes and the checks find, sorted; `engine` is what runs the shapes (`none`: the checks only).

    Computed comparisons are left to the checks: no editor can mend them, and they are half of the graph.
    """
    written = [triple for triple in triples if "/against/" not in getattr(triple.subject, "value", "")]
    violations = [*ENGINES[engine or default_engine()](written), *run_checks(open_store(triples), read_checks())]
    places = Places(content)
    return sorted({_finding(content, places, violation) for violation in violations}, key=finding_order)


def _finding(content: Content, places: Places, violation: Violation) -> Finding:
    message = _named(places, violation.message, content.scheme["base"])
    place = places.find(violation.focus, violation.path)
    if place is None:
        return Finding(
            violation.severity, violation.check, "(graph)", f"{violation.focus}: {message}", violation.advice
        )
    entry, path = place
    found = content.report(violation.severity, violation.check, entry, message, violation.advice, path)
    if path or not entry.path:
        return found
    # An entry inside a file: point to its id rather than to the list that it stands in.
    line = line_of(entry.document.text, (*entry.path, "id"))
    return Finding(found.severity, found.check, found.file, message, found.advice, line, found.key)


def _named(places: Places, message: str, base: str) -> str:
    """The message with ids instead of our IRIs."""
    words = message.split(" ")
    return " ".join(
        places.name(word.rstrip(".,")) + word[len(word.rstrip(".,")) :] if base in word else word for word in words
    )
