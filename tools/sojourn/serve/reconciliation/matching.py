"""Names to entries, for other programs' tables: names of all languages at once, misspelt ones too, fast enough for batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sojourn.lookup.registry import Registry
from sojourn.lookup.store import fold
from sojourn.model.entries import ENTRY_TYPES

# How good a name is, by its role; a hit is exact if case, accents and hyphens are all that differs.
ROLE = {"preferred": 100.0, "identifier": 100.0, "abbreviation": 96.0, "alternative": 96.0, "national term": 95.0,
        "title": 95.0, "hidden": 92.0}  # fmt: skip
# What people mean first: a concept or a country, not one of many definitions that bear its name.
KIND = {"term": 0.0, "country": 0.0, "code": 1.0, "framework": 1.0, "definition": 4.0}
OTHER_KIND, OTHER_LANGUAGE = 2.0, 1.5
# A hit that is nearly as good as the best one leaves the choice to the person.
CLEAR = 2.0
LIKE, ENOUGH = 88.0, 62.0
# Names that share most groups of three letters with a misspelt one are looked at closely.
CLOSEST = 12
KINDS = tuple(kind for kind in ENTRY_TYPES if kind != "source")
Accept = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry, and the name folded."""

    fold: str
    kind: str
    id: str
    lang: str
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a name may mean: how well (0 to 100), by which of its names, and whether that name is exact."""

    kind: str
    id: str
    score: float
    name: Name
    exact: bool


class Matcher:
    """An index of all names of a registry."""

    def __init__(self, registry: Registry) -> None:
        self.names = [Name(*row) for row in registry.names() if row[1] in KINDS and row[0]]
        self._exact: dict[str, list[Name]] = {}
        # By kind, since most tables hold names of one.
        self._grams: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
        for place, name in enumerate(self.names):
            self._exact.setdefault(name.fold, []).append(name)
            if name.role != "identifier":
                for gram in _grams(name.fold):
                    self._grams[name.kind].setdefault(gram, []).append(place)

    def find(self, text: str, lang: str, accept: Accept, limit: int, kinds: Collection[str] = KINDS) -> list[Match]:
        """The entries of some kinds that a name may mean and that `accept` (kind, id) takes, the best first."""
        wanted = fold(text)
        found: dict[tuple[str, str], Match] = {}
        for name in self._exact.get(wanted, ()):
            if accept(name.kind, name.id):
                _keep(found, name, ROLE.get(name.role, 90.0), lang, exact=True)
        # Where a name is exact, those that are merely like it help nobody.
        if not found and len(wanted) > 2:
            for name, likeness in self._like(wanted, accept, kinds):
                if (score := likeness * LIKE) >= ENOUGH:
                    _keep(found, name, score, lang, exact=False)
        return ordered(found.values())[:limit]

    def beginning(self, prefix: str, lang: str, accept: Accept, limit: int) -> list[Match]:
        """The entries with a name, or a word in one, that begins so."""
        wanted = fold(prefix)
        found: dict[tuple[str, str], Match] = {}
        for name in self.names if wanted else ():
            if accept(name.kind, name.id):
                if name.fold.startswith(wanted):
                    _keep(found, name, 80.0 + 20.0 * len(wanted) / len(name.fold), lang, exact=name.fold == wanted)
                elif f" {wanted}" in name.fold:
                    _keep(found, name, 60.0 + 20.0 * len(wanted) / len(name.fold), lang, exact=False)
        return ordered(found.values())[:limit]

    def _like(self, wanted: str, accept: Accept, kinds: Collection[str]) -> Iterable[tuple[Name, float]]:
        grams = _grams(wanted)
        shared: Counter[int] = Counter()
        for kind in kinds:
            index = self._grams.get(kind, {})
            for gram in grams:
                shared.update(index.get(gram, ()))
        close = sorted(
            (
                (2.0 * count / (len(grams) + max(1, len(self.names[place].fold))), place)
                for place, count in shared.items()
            ),
            reverse=True,
        )
        matcher, looked = SequenceMatcher(autojunk=False), 0
        matcher.set_seq2(wanted)
        for _, place in close:
            name = self.names[place]
            if name.fold == wanted or not accept(name.kind, name.id):
                continue
            looked += 1
            if looked > CLOSEST:
                return
            matcher.set_seq1(name.fold)
            if matcher.quick_ratio() * LIKE >= ENOUGH:
                yield name, matcher.ratio()


def clear(matches: Sequence[Match]) -> bool:
    """Whether the first of the matches is meant without doubt: exact, and clearly better than the next one."""
    if not matches or not matches[0].exact:
        return False
    return len(matches) == 1 or matches[0].score - matches[1].score >= CLEAR


def ordered(matches: Iterable[Match]) -> list[Match]:
    """The best first; always in the same order."""
    return sorted(matches, key=lambda match: (-match.score, match.kind, match.id))


def _keep(found: dict[tuple[str, str], Match], name: Name, score: float, lang: str, *, exact: bool) -> None:
    score -= KIND.get(name.kind, OTHER_KIND) + (OTHER_LANGUAGE if name.lang not in (lang, "") else 0.0)
    key = name.kind, name.id
    if key not in found or score > found[key].score:
        found[key] = Match(name.kind, name.id, round(max(0.0, score), 2), name, exact)


def _grams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}
