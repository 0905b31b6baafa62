"""A registry from sources: in memory for `sojourn.load(path)`, on disk for the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path

from sojourn.classification import Classification
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import Content, find_root
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.model.errors import SojournError, Where
from sojourn.model.message import message


def registry_from_sources(path: str | PathLike[str]) -> Registry:
    """Read, check and compile the glossary at `path`, in memory."""
    content = checked_content(find_root(Path(path)))
    refuse_errors(content)
    compiled = Compiled.of(content)
    return Registry(write_store(":memory:", compiled.entries, compiled.facts))


def refuse_errors(content: Content) -> None:
    """Nothing is made from content with errors."""
    errors = [finding for finding in content.findings if finding.severity == "error"]
    if errors:
        first = errors[0]
        where = Where(first.file, first.line, first.key)
        raise SojournError(
            message("error-content-errors", more=len(errors) - 1, first=first.said or first.message),
            "",
            message("error-check-lists"),
            where,
        )


def write_registry(
    path: Path,
    compiled: Compiled,
    results: Iterable[Classification] = (),
    packed: Mapping[tuple[str, str], bytes] | None = None,
) -> None:
    """Write the compiled registry file; `packed` are the bytes of results that are at hand, by definition and framework."""
    write_store(path, compiled.entries, compiled.facts, results, packed).close()
