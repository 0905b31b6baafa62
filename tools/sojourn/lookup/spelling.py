"""Near spellings: the words of the index that differ least from one that is not in it, and names that nearly match."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sojourn.lookup.search import Hit
    from sojourn.model.errors import NotFound

# Letters of a word are distinguished by the remainder of their number: enough to see that most words are far away.
_LETTERS = 59


def nearest(word: str, vocabulary: Iterable[str]) -> list[str]:
    """The words with the fewest steps from `word` (a letter more, less or other, or two neighbours swapped), in order.

    One step is allowed in words of four letters, two from eight on; no word is near a shorter one.

    >>> nearest("residense", ["residence", "president", "resident"])
    ['residence']
    """
    most, own, size = allowed(len(word)), letters(word), len(word)
    # Each step changes two letters at most, so that most words need no closer look.
    close = (
        (differing, other)
        for other in (vocabulary if most else ())
        if abs(len(other) - size) <= most and (differing := (letters(other) ^ own).bit_count()) <= 2 * most
    )
    return _nearest(word, close, most)


class Vocabulary:
    """Words that are asked more than once which of them are nearest."""

    def __init__(self, words: Iterable[str]) -> None:
        # By length: the words, their letters, and of each letter which of the words have it, a bit a word.
        self._of: dict[int, tuple[list[str], list[int], dict[str, int]]] = {}
        sorted_by: dict[int, list[str]] = {}
        for word in words:
            sorted_by.setdefault(len(word), []).append(word)
        for length, same in sorted_by.items():
            self._of[length] = same, [letters(word) for word in same], _holders(same)

    def nearest(self, word: str) -> list[str]:
        """As the function `nearest`."""
        size, own = len(word), letters(word)
        most = allowed(size)
        close = [
            (differing, other)
            for length in (range(size - most, size + most + 1) if most else ())
            for bits, other in self._with(length, word, most)
            if (differing := (bits ^ own).bit_count()) <= 2 * most
        ]
        return _nearest(word, close, most)

    def _with(self, length: int, word: str, most: int) -> Iterator[tuple[int, str]]:
        """The words of a length that lack at most so many (one or two) of the letters of a word, with their letters."""
        words, bits, holders = self._of.get(length, ([], [], {}))
        every = (1 << len(words)) - 1
        one = two = three = 0
        for letter in set(word):
            lacks = every & ~holders.get(letter, 0)
            three |= two & lacks
            two |= one & lacks
            one |= lacks
        left = every & ~(two if most == 1 else three)
        while left:
            at = (left & -left).bit_length() - 1
            yield bits[at], words[at]
            left &= left - 1


def _holders(words: Sequence[str]) -> dict[str, int]:
    rows: dict[str, bytearray] = {}
    for at, word in enumerate(words):
        for letter in set(word):
            if letter not in rows:
                rows[letter] = bytearray(len(words) // 8 + 1)
            rows[letter][at >> 3] |= 1 << (at & 7)
    return {letter: int.from_bytes(row, "little") for letter, row in rows.items()}


def _nearest(word: str, close: Iterable[tuple[int, str]], most: int) -> list[str]:
    """The words nearest to one, of those that may be near, with the number of letters in which they differ from it."""
    near: list[str] = []
    # The likeliest come first: what is nearer leaves the rest out.
    for differing, other in sorted(close):
        if differing > 2 * most:
            break
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
        bits |= 1 << ord(letter) % _LETTERS
    return bits


def distance(a: str, b: str, most: int) -> int:
    """The number of steps between two words; `most + 1` as soon as it is more than `most`."""
    a, b = _unlike(a, b)
    if not a or not b:
        return min(len(a) + len(b), most + 1)
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


def _unlike(a: str, b: str) -> tuple[str, str]:
    """Two words without what they begin and end with alike, which is no step between them."""
    least, start, end = min(len(a), len(b)), 0, 0
    while start < least and a[start] == b[start]:
        start += 1
    while end < least - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]


def no_entry(name: str, kind: str | None, ids: Sequence[str], search: Callable[[], Iterable[Hit]]) -> NotFound:
    """The error for a name that no entry has; `ids` are those of its kind, `search` finds what is called nearly so.

    A misspelt id, or the beginning of one, is nearest to an id; anything else is looked for like a name.
    """
    from sojourn.model.errors import NotFound
    from sojourn.model.message import message

    spelled = [*nearest(name, ids), *sorted(id for id in ids if name and id.startswith(f"{name}-"))]
    hits = [f"{hit.id} ({hit.title})" for hit in search() if hit.id not in spelled]
    near = (*spelled, *hits)[:3]
    look = message("error-names-near", near="; ".join(near)) if near else message("error-try-lookup", name=name)
    return NotFound(message("error-no-entry", kind=kind or "entry", name=name), message("error-looked-up"), look, near)


def several(name: str, kind: str, ids: Sequence[str]) -> NotFound:
    """The error for a name that more than one entry has."""
    from sojourn.model.errors import NotFound
    from sojourn.model.message import message

    advice = message("error-use-an-id", ids=", ".join(ids))
    return NotFound(message("error-names-several", name=name, kind=kind), "", advice, tuple(ids))
