"""The order of what a query finds, looking at no more entries than can come among the best.

What an entry can reach at most follows from the words that it has and how much of its names they fill. Entries are looked at
word by word, the rarest first: as soon as those that have only the commoner words cannot reach the last of the best any
more, the rest is left. The result is the same as if all had been looked at.
"""

from __future__ import annotations

from heapq import heappush, heapreplace
from typing import NamedTuple

from sojourn.lookup.documents import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sojourn.lookup.groups import Group, Named

# How much all names together count against `bm25`.
NAME = 24.0
# What a name adds whose beginning was typed, and one of which words were typed: least and most.
BEGIN, PART = (0.4, 0.4), (0.2, 0.65)
# What is lost where other words of the family stand in the name.
KIN = 0.1
# A name in the language of the reader counts a little more.
LANGUAGE = 1.03
# How many entries, the best by `bm25`, are looked at closely.
CANDIDATES = 300
# The number that stands for an entry's id among its names.
ID = -1
# Scores are rounded to so many places; what may be lost by it.
PLACES, SLACK = 3, 0.001
# No entry weighs more.
HEAVIEST = max(KINDS.values())


class SoughtName(NamedTuple):
    """A name of an entry: what its role weighs, its role, language and text, and the number of its places."""

    weight: float
    role: str
    lang: str
    text: str
    size: int


class SoughtEntry(NamedTuple):
    """An entry as the order needs it."""

    kind: str
    id: str
    title: str
    weight: float
    names: list[SoughtName]


class Scored(NamedTuple):
    """An entry with its score, and the number of the name that answers best (`ID`: its id; None: none does)."""

    score: float
    entry: SoughtEntry
    number: int
    name: int | None


class SearchQuery:
    """A query: its words, its whole text as keys, and the names that begin with them."""

    def __init__(
        self,
        groups: Sequence[Group],
        keys: set[str],
        begun: dict[int, dict[int, str]],
        lang: str | None,
        within: frozenset[int] | None,
        weights: Mapping[int, float],
    ) -> None:
        """`begun` are the keys of names that begin with one of `keys`, by entry and number; `within` limits the entries."""
        self._weights = weights
        self.groups, self.keys, self.begun, self.lang, self.within = groups, keys, begun, lang, within
        self.known = [group for group in groups if group.scores]
        self._whole = sum(group.rarity for group in groups)

    @property
    def exact(self) -> set[int]:
        """The entries that have the whole query as a name."""
        return {number for number, names in self.begun.items() if not self.keys.isdisjoint(names.values())}

    def allowed(self, numbers: Iterable[int]) -> set[int]:
        """Those of some entries that may be found."""
        return set(numbers) if self.within is None else set(self.within.intersection(numbers))

    def score(self, number: int) -> float:
        """`bm25` of an entry, times the square of the share of the query that it has."""
        score = share = 0.0
        for group in self.known:
            own = group.scores.get(number)
            if own is not None:
                score, share = score + own, share + group.rarity
        return score * (share / self._whole) ** 2

    def bounds(self, numbers: Iterable[int], least: float) -> list[tuple[float, int]]:
        """What entries can reach at most, the highest first, without those below `least`."""
        parts = [(group.scores.get, group.cover.get, group.rarity) for group in self.known]
        out, whole, weights, (fewest, filling), begun = [], self._whole, self._weights, PART, self.begun
        longest = max(map(len, self.keys), default=0)
        for number in numbers:
            score = share = named = filled = 0.0
            for score_of, cover_of, rarity in parts:
                own = score_of(number)
                if own is not None:
                    score, share = score + own, share + rarity
                    cover = cover_of(number)
                    if cover is not None:
                        named, filled = named + rarity, filled + cover
            most = score * (share / whole) ** 2
            worth = (named / whole) ** 2 * (fewest + filling * (filled if filled < 1 else 1)) if named else 0.0
            if number in begun:
                worth = max(worth, BEGIN[0] + BEGIN[1] * longest / min(map(len, begun[number].values())))
            most = weights[number] * (most + NAME * LANGUAGE * worth)
            if most >= least:
                out.append((most, number))
        return sorted(out, reverse=True)

    def most_of_words(self, groups: Sequence[Group]) -> float:
        """The highest `score` of an entry that has none but these words."""
        share = sum(group.rarity for group in groups) / self._whole
        return share**2 * sum(group.highest for group in groups)

    def bound_of_words(self, groups: Sequence[Group]) -> float:
        """What an entry can reach at most that has none but these words, as `bounds`."""
        share = sum(group.rarity for group in groups) / self._whole
        return self.most_of_words(groups) + share**2 * NAME * LANGUAGE * sum(PART)

    def found(self, number: int, entry: SoughtEntry) -> Scored:
        """An entry with its score."""
        best, name = 0.0, None
        begun = self.begun.get(number, {})
        named = [(group.rarity, group.named[number]) for group in self.known if number in group.named]
        for at in sorted(set(begun).union(*(names for _, names in named))):
            if at == ID:
                continue
            one = entry.names[at]
            most = one.weight * (LANGUAGE if one.lang == self.lang else 1)
            if most > best and (worth := most * self._worth(at, one.size, begun.get(at), named)) > best:
                best, name = worth, at
        if best < 1 and begun.get(ID) in self.keys:
            best, name = 1.0, ID
        return Scored(round(entry.weight * (self.score(number) + NAME * best), PLACES), entry, number, name)

    def _worth(self, at: int, size: int, key: str | None, named: Sequence[tuple[float, Named]]) -> float:
        """How well a name answers the query, 0 to 1; `key` is its key if that begins with the query."""
        worth = 0.0
        if key is not None:
            if key in self.keys:
                return 1.0
            worth = BEGIN[0] + BEGIN[1] * max(len(asked) for asked in self.keys if key.startswith(asked)) / len(key)
        met, same, share = 0, 0, 0.0
        for rarity, names in named:
            if at in names:
                places, own = names[at]
                met, same, share = met | places, same + own, share + rarity
        if not met:
            return worth
        kin = 1 - KIN + KIN * same / len(self.groups)
        return max(worth, (share / self._whole) ** 2 * (PART[0] + PART[1] * met.bit_count() / size) * kin)


class Best:
    """The best few of the entries that were looked at."""

    def __init__(self, asked: SearchQuery, entry: Callable[[int], SoughtEntry], limit: int) -> None:
        self._asked, self._entry, self._limit = asked, entry, limit
        self._scores: list[float] = []
        self._found: list[Scored] = []
        self.seen: set[int] = set()
        # What an entry must reach to come among the best.
        self.least = float("-inf") if limit > 0 else float("inf")

    def look(self, numbers: Collection[int], bounded: bool = True) -> None:
        """Look at entries, each once; if `bounded`, at those only that can come among the best, the likeliest first."""
        self.seen.update(numbers)
        order = self._asked.bounds(numbers, self.least) if bounded else [(float("inf"), number) for number in numbers]
        for most, number in order:
            if most < self.least:
                break
            found = self._asked.found(number, self._entry(number))
            if found.score >= self.least:
                self._keep(found)

    def _keep(self, found: Scored) -> None:
        self._found.append(found)
        if len(self._scores) < self._limit:
            heappush(self._scores, found.score)
        else:
            heapreplace(self._scores, max(found.score, self._scores[0]))
        if len(self._scores) == self._limit:
            self.least = self._scores[0] - SLACK

    def hits(self) -> list[Scored]:
        """The best first; equal ones by kind and id."""
        order = sorted(self._found, key=lambda found: (-found.score, found.entry.kind, found.entry.id))
        return order[: max(self._limit, 0)]


def best(asked: SearchQuery, entry: Callable[[int], SoughtEntry], limit: int) -> list[Scored]:
    """The best hits of a query, in order."""
    exact = asked.allowed(asked.exact)
    every = asked.allowed(set().union(*(group.scores for group in asked.known)))
    few = Best(asked, entry, limit)
    few.look(exact, bounded=False)
    few.look(every.intersection(asked.begun) - exact)
    rest = sorted(asked.known, key=lambda group: -group.rarity)
    while rest and HEAVIEST * asked.bound_of_words(rest) >= few.least:
        todo = every.intersection(rest[0].scores) - few.seen
        both = todo.intersection(*(group.scores for group in rest[1:]))
        few.look(both)
        without = [asked.bound_of_words([group for group in rest if group is not other]) for other in rest[1:]]
        if HEAVIEST * max(without, default=0.0) >= few.least:
            few.look(todo - both)
        rest = rest[1:]
    hits = few.hits()
    return hits if len(every) <= CANDIDATES else _within(asked, entry, limit, hits, exact, every)


def _within(
    asked: SearchQuery,
    entry: Callable[[int], SoughtEntry],
    limit: int,
    hits: list[Scored],
    exact: set[int],
    every: set[int],
) -> list[Scored]:
    """The hits, if all of them are among the candidates; else those of the candidates alone."""
    least = min((asked.score(found.number) for found in hits if found.number not in exact), default=None)
    if least is None:
        return hits
    if _before(asked, every, least) <= CANDIDATES:
        return hits
    scores = {number: asked.score(number) for number in every}
    order = sorted(scores, key=lambda number: (-scores[number], number))
    few = Best(asked, entry, limit)
    few.look({*order[:CANDIDATES], *exact}, bounded=False)
    return few.hits()


def _before(asked: SearchQuery, every: set[int], least: float) -> int:
    """At most how many entries reach a score by their words."""
    rest, better = sorted(asked.known, key=lambda group: -group.rarity), set[int]()
    while rest and asked.most_of_words(rest) >= least:
        better |= every.intersection(rest.pop(0).scores)
    return len(better) if len(better) <= CANDIDATES else sum(asked.score(number) >= least for number in better)
