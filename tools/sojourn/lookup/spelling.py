"""Near spellings: the words of the index that differ least from one that is not in it, and names that nearly match."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Letters of a word are told apart by their last five bits: enough to see that most words are far away.
_BITS = 31


def nearest(word: str, vocabulary: Iterable[str]) -> list[str]:
    """The words with the fewest steps from `word` (a letter more, less or other, or two neighbours swapped), in order.

    One step is allowed in words of four letters, two from eight on; no word is near a shorter one.

    >>> nearest("residense", ["residence", "president", "resident"])
    ['residence']
    """
    most = allowed(len(word))
    own, near, size = letters(word), [], len(word)
    for other in vocabulary if most else ():
        if abs(len(other) - size) > most or (letters(other) ^ own).bit_count() > 2 * most:
            continue
        steps = distance(word, other, most)
        if steps < most:
            near, most = [other], steps
        elif steps == most:
            near.append(other)
    return sorted(near)


def allowed(length: int) -> int:
    """How many steps may lie between a word of this length and what it stands for."""
    return 2 if length > 7 else 1 if length > 3 else 0


def letters(word: str) -> int:
    """Which letters a word has, a bit a letter (letters may share one)."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & _BITS)
    return bits


def distance(a: str, b: str, most: int) -> int:
    """The number of steps between two words; `most + 1` as soon as it is more than `most`."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        below = [i]
        for j, right in enumerate(b, 1):
            cost = min(row[j] + 1, below[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            below.append(cost)
        if min(below) > most:
            return most + 1
        before, row = row, below
    return row[-1]
