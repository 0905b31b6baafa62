"""The state of what pages read, as digests: two builds that agree on them make the same pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sojourn.pages.content.kept import digest_of
from sojourn.pages.content.reads import WHOLE

if TYPE_CHECKING:
    from sojourn.pages.content.catalogue import Catalogue

# Kinds of entry that a country's file holds; pages note which of them they read. All others stand for every page.
OF_COUNTRIES = ("country", "instrument", "definition", "source")
# What the inverses of the catalogue are made from.
MADE_FROM = {"results-on": "result", "users-of-code": "definition", "contradicted-by": "definition"}


class States:
    """Digests of the entries of a catalogue, of its results, and of the inverses that it makes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entries = catalogue.registry.digests()
        self._results: dict[str, dict[str, str]] = defaultdict(dict)
        for name, digest in self._entries.items():
            if name.startswith("result/"):
                _, id, framework = name.split("/", 2)
                self._results[id][framework] = digest
        self._known: dict[str, str] = {}

    def common(self) -> str:
        """The state of what every page may show: terms, frameworks, rules, codes, methods, figures, the scheme."""
        kinds = (*OF_COUNTRIES, "result")
        shared = sorted(f"{k}={v}" for k, v in self._entries.items() if k.split("/", 1)[0] not in kinds)
        return digest_of(repr(sorted(self._catalogue.scheme.items(), key=str)), *shared)

    def all(self, kinds: Iterable[str]) -> str:
        """The state of all entries of some kinds (`result`: of all results)."""
        wanted = tuple(f"{kind}/" for kind in kinds)
        return digest_of(*sorted(f"{k}={v}" for k, v in self._entries.items() if k.startswith(wanted)))

    def names(self) -> str:
        """The state of what definitions are called."""
        found = dict.values(self._catalogue.definitions)
        return digest_of(*(f"{d.id} {d.concept} {d.country} {d.national_term.items}" for d in found))

    def result(self, definition: str, framework: str) -> str:
        """The state of the result of a definition held against a framework."""
        return self._results[definition].get(framework, "")

    def of(self, read: str) -> str:
        """The state of one place that a page read."""
        if read not in self._known:
            self._known[read] = self._find(*read.split("/", 1))
        return self._known[read]

    def _find(self, name: str, key: str) -> str:
        c = self._catalogue
        match name:
            case "country-names":
                return digest_of(*(f"{land.id}: {land.label.items}" for land in dict.values(c.countries)))
            case _ if key == WHOLE:
                return self.all([MADE_FROM.get(name, name)])
            case "result":
                return digest_of(*(f"{f}={digest}" for f, digest in sorted(self._results.get(key, {}).items())))
            case "results-on":
                found = dict.get(c.verdicts_on, key, [])
                return digest_of(*(f"{v.definition}={self._results[v.definition][v.framework]}" for v in found))
            case "users-of-code":
                users = dict.get(c.users_of_code, key, [])
                return digest_of(*(f"{d.id}={self._entries[f'definition/{d.id}']}" for d in users))
            case "gaps":
                row = dict.get(c.work_list, key)
                return digest_of(*(repr(part) for part in (row.to_dict(), row.letter()))) if row else ""
            case "contradicted-by":
                return digest_of(*dict.get(c.contradicted_by, key, []))
            case _:
                return self._entries.get(f"{name}/{key}", "")
