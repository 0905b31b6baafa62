"""How the rules of the registry relate to each other: all pairs within a concept, as scripts that pages load when asked.

A pair is worked out by the engine when the site is built, so that a reader has the answer at once, also from a folder on
disk. Rules that many definitions share are compared once, and equal results are written once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import combinations_with_replacement
from typing import Any, NamedTuple

from sojourn.classification.packed_pairs import PackedPair, PairResults
from sojourn.classification.pairs import PairResult
from sojourn.model.rule import Rule
from sojourn.pages.content.catalogue import Against, Catalogue
from sojourn.pages.content.kept import digest_of
from sojourn.pages.templates.linked import script_json
from sojourn.pages.templates.render import Renderer
from sojourn.prose.results.comparison_view import Once, Shown
from sojourn.rules.comparison.relation import MIRRORED
from sojourn.rules.logic.expand import expand

# Above this many pairs a concept is left to the engine in the browser: pairs grow with the square of the definitions.
MOST_PAIRS = 80_000
# Pairs in one script, about: as many as are loaded in the time of one request.
BLOCK = 120
# The group of the reference rules.
RULES = "rule"


@dataclass(frozen=True)
class Related:
    """The relations of all pairs of one group: the definitions of a concept, or the reference rules."""

    name: str
    # The number of each entry's rule; entries with the same rule have the same number.
    number: Mapping[str, int]
    # For numbers i <= j the place of their result, at j * (j + 1) / 2 + i.
    pairs: Sequence[int]
    results: Sequence[PackedPair]

    def relation(self, a: str, b: str) -> tuple[str, str]:
        """How a stands to b: for sure, and as far as the sources speak."""
        i, j = self.number[a], self.number[b]
        low, high = sorted((i, j))
        found = self.results[self.pairs[high * (high + 1) // 2 + low]].result.comparison
        sure, alike = found.relation, found.as_stated or found.relation
        return (sure, alike) if i <= j else (MIRRORED.get(sure, sure), MIRRORED.get(alike, alike))


def related(c: Catalogue, results: PairResults) -> dict[str, Related]:
    """The relations of all groups, by concept; groups with too many pairs are left out."""
    groups: dict[str, dict[str, Rule]] = defaultdict(dict)
    for definition in c.definitions.values():
        groups[definition.concept][definition.id] = definition.rule
    for rule in c.rules.values():
        groups[RULES][rule.id] = rule.rule
    out = {}
    for name in sorted(groups):
        number: dict[Rule, int] = {}
        numbers = {
            id: number.setdefault(expand(rule, c.registry.rule_of), len(number)) for id, rule in groups[name].items()
        }
        if len(number) * (len(number) + 1) // 2 <= MOST_PAIRS:
            out[name] = _related(name, numbers, list(number), results)
    return out


def _related(name: str, number: Mapping[str, int], rules: Sequence[Rule], results: PairResults) -> Related:
    order = [(i, j) for j in range(len(rules)) for i in range(j + 1)]
    # Asked in the order in which neighbours share their first rule.
    asked = list(combinations_with_replacement(range(len(rules)), 2))
    found = dict(zip(asked, results([(rules[i], rules[j]) for i, j in asked]), strict=True))
    distinct: dict[PackedPair, int] = {}
    places = [distinct.setdefault(found[pair], len(distinct)) for pair in order]
    return Related(name, number, places, list(distinct))


# -- scripts -----------------------------------------------------------------------------------------------------------


class Script(NamedTuple):
    """A script of relations, not written yet.

    Scripts of equal `state` have equal texts, as long as what every page may show and the names of definitions stay the same.
    """

    name: str
    state: str
    text: Callable[[], str]


def relation_scripts(render: Renderer, groups: Mapping[str, Related]) -> Iterator[Script]:
    """For each group, and for each framework's rules against definitions, an index and its blocks.

    A reader who compares a few definitions loads the index and one small block a pair, not all that is known.
    """
    c = render.catalogue
    for name, group in groups.items():
        starts = _row_starts(len(set(group.number.values())))
        yield _index(name, {"number": group.number, "starts": starts})
        for place, (first, after) in enumerate(zip(starts, [*starts[1:], None], strict=True)):
            rows = _Rows.of(group, first, after)
            yield _block(f"{name}-{place}", rows.state(), partial(_rows, render, rows))
    for framework in c.frameworks.values():
        if framework.rules:
            yield from _held_scripts(render, framework.id, frozenset(framework.rules))


def _index(name: str, data: Mapping[str, Any]) -> Script:
    text = _script(name, data)
    return Script(f"{name}.js", digest_of(text), lambda: text)


def _block(name: str, state: str, data: Callable[[], Mapping[str, Any]]) -> Script:
    return Script(f"{name}.js", digest_of(name, state), lambda: _script(name, data()))


def _script(name: str, data: Mapping[str, Any]) -> str:
    return f"sojournRelations.load({script_json(name)}, {script_json(data)});\n"


def _row_starts(size: int) -> list[int]:
    """The first row of each block of a triangle of pairs with so many rows; row `j` has `j + 1` pairs."""
    starts, pairs = [0], 0
    for row in range(size):
        if pairs and pairs + row + 1 > BLOCK:
            starts.append(row)
            pairs = 0
        pairs += row + 1
    return starts


class _Rows(NamedTuple):
    """The pairs of some rows of a group: the number that they begin with, the place of the result of each, the results."""

    begin: int
    pairs: Sequence[int]
    results: Sequence[PackedPair]

    @classmethod
    def of(cls, group: Related, first: int, after: int | None) -> _Rows:
        """The rows from one number on to before another; each result that they point to once."""
        begin, end = first * (first + 1) // 2, None if after is None else after * (after + 1) // 2
        places = group.pairs[begin:end]
        local = {place: number for number, place in enumerate(dict.fromkeys(places))}
        return cls(begin, [local[place] for place in places], [group.results[place] for place in local])

    def state(self) -> str:
        """A digest of them."""
        return digest_of(
            str(self.begin), repr(self.pairs), *(sha256(packed.data).hexdigest() for packed in self.results)
        )


def _rows(render: Renderer, rows: _Rows) -> dict[str, Any]:
    """The pairs of some rows, with the results that they point to."""
    shown = Shown(render.speaker)
    results = [shown.pair(packed.result) for packed in rows.results]
    return {"begin": rows.begin, "pairs": rows.pairs, "results": results, **shown.tables()}


def _held_scripts(render: Renderer, name: str, rules: frozenset[str]) -> Iterator[Script]:
    """What the classification found for the rules of a framework: `best` is the rule that fits each definition best.

    The blocks hold definition, rule, place of the result; `definitions` is the first definition of each.
    """
    found: dict[str, list[Against]] = {}
    for definition, verdicts in sorted(render.catalogue.verdicts.items()):
        if held := [verdict for verdict in verdicts if verdict.reference in rules]:
            found[definition] = held
    best = {id: verdict.reference for id, held in found.items() for verdict in held if verdict.best}
    order = list(found)
    step = max(1, BLOCK // max(1, len(rules)))
    blocks = [order[start : start + step] for start in range(0, len(order), step)]
    yield _index(name, {"best": best, "definitions": [block[0] for block in blocks]})
    states = render.catalogue.states
    for place, block in enumerate(blocks):
        state = digest_of(*(f"{id}={states.result(id, name)}" for id in block))
        yield _block(f"{name}-{place}", state, partial(_held, render, {id: found[id] for id in block}))


def _held(render: Renderer, found: Mapping[str, Sequence[Against]]) -> dict[str, Any]:
    shown, once = Shown(render.speaker), Once()
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for verdicts in found.values():
        for verdict in verdicts:
            judged = PairResult(verdict.comparison, verdict.result.if_plans_come_true, verdict.result.verdict)
            place = once.place({**shown.pair(judged), "conformance": verdict.conformance})
            rows[verdict.definition][verdict.reference] = place
    return {"rows": rows, "results": once.values, **shown.tables()}
