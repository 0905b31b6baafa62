"""What exports are made from: the entries of a registry, its classification results, and words for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sojourn.classification import Classification, Result
from sojourn.lookup.registry import Registry
from sojourn.prose.results.result_lines import reason_lines
from sojourn.prose.speaker import Speaker

# A definition's id, and how it stands to one reference rule.
Mapped = tuple[str, Result]


class Material:
    """A registry as exports see it. Results are read once, when an export first asks for them, unless they are at hand."""

    def __init__(self, registry: Registry, results: Iterable[Classification] | None = None) -> None:
        self.registry = registry
        if results is not None:
            self.results = tuple(sorted(results, key=lambda one: (one.definition, one.framework or "")))
        self._reasons: dict[tuple[str, str], str] = {}

    @cached_property
    def scheme(self) -> dict[str, Any]:
        """What the glossary says of itself: id, base, title, version, licence, languages."""
        found: dict[str, Any] = self.registry.meta("scheme")
        return found

    @property
    def base(self) -> str:
        """What all identifiers begin with."""
        return str(self.scheme["base"])

    @property
    def version(self) -> str:
        """The version of the content."""
        return str(self.scheme["version"])

    @property
    def title(self) -> str:
        """The name of the glossary in English, or in the first language that it has."""
        names: dict[str, str] = self.scheme["title"]
        return names.get("en") or next(iter(names.values()))

    @cached_property
    def results(self) -> tuple[Classification, ...]:
        """All classification results, by definition and framework."""
        return self.registry.results()

    def mapped(self) -> Iterator[Mapped]:
        """Each definition with each reference rule once, by their ids.

        A rule may occur in more than one classification of a definition: as its framework's, and among all.
        """
        found = {(one.definition, result.reference.id): result for one in self.results for result in one.results}
        yield from ((definition, found[definition, rule]) for definition, rule in sorted(found))

    def reasons(self, definition: str, result: Result) -> str:
        """Why a definition relates to a reference rule as it does, in English on one line."""
        key = (definition, result.reference.id)
        if key not in self._reasons:
            self._reasons[key] = one_line(self.english.sentence(line) for line in reason_lines(result, "en"))
        return self._reasons[key]

    @cached_property
    def english(self) -> Speaker:
        """Words in English."""
        return self.speaker()

    def speaker(self, lang: str = "en") -> Speaker:
        """Words in a language, with the registry's labels of codes."""
        return Speaker(lang, self.registry.labels(lang))

    def address(self, kind: str, id: str) -> str:
        """The identifier of an entry on the Web."""
        return f"{self.base}{'code' if kind == 'list' else kind}/{id}"


def engine_version() -> str:
    """The version of the program, which computed the results."""
    try:
        return version("sojourn")
    except PackageNotFoundError:  # run from its sources, without an installation
        return "unknown"


def one_line(texts: Iterable[str]) -> str:
    """Several texts as one, without line breaks."""
    return " ".join(" ".join(text.split()) for text in texts)
