"""Queries that nobody asked before, drawn from the names of the registry: as people type them, by a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

import sojourn


def drawn(number: int, seed: int = 14) -> list[str]:
    """So many different queries: words of one name or of two, the beginning of a word, a letter wrong in every fifth."""
    chance, names = random.Random(seed), sorted({text for *_, text, _ in sojourn.load().names()})
    out: dict[str, None] = {}
    while len(out) < number:
        words = chance.choice(names).split()
        if chance.random() < 0.3:
            words += chance.choice(names).split()[:2]
        begin = chance.randrange(len(words))
        query = " ".join(words[begin : begin + chance.randint(1, 4)])
        kind = chance.random()
        if kind < 0.2:
            query = misspelt(query, chance)
        elif kind < 0.4:
            query = query[: max(3, len(query) - chance.randint(1, 4))]
        out[query[:80]] = None
    return list(out)


def misspelt(text: str, chance: random.Random) -> str:
    """A text with one letter left out, doubled, or swapped with its neighbour."""
    at = chance.randrange(len(text))
    return next(_slips(text, at, chance))


def _slips(text: str, at: int, chance: random.Random) -> Iterator[str]:
    forms = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    )
    yield chance.choice(forms)
