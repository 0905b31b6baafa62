"""Words as search compares them: without case, accents and endings, in the six languages and beyond.

The browser does exactly the same (`site/assets/search-words.js`); `tests/lookup/test_search_parity.py` holds the two together.
Nothing here knows a word of content: stop words, families of words and variants of characters come from `search.yaml`.
"""

from __future__ import annotations

import re
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

_WORD = re.compile(r"[^\W_]+")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"[{_CJK}]+|[^{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
# Letters that Unicode does not take apart, and Arabic letters that writers interchange (alef maqsura, ta marbuta).
_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d",
    "ـ": "", "ى": "ي", "ة": "ه",
})  # fmt: skip
_CYRILLIC = (
    "иями", "ями", "ами", "иях", "иям", "ием", "иеи", "ого", "его", "ому", "ему", "ыми", "ими", "ых", "их", "ая", "яя",
    "ое", "ее", "ые", "ие", "ия", "ии", "ию", "ыи", "ои", "еи", "ую", "юю", "ов", "ев", "ам", "ям", "ах", "ях", "ом", "ем",
    "а", "я", "о", "е", "ы", "и", "у", "ю", "ь",
)  # fmt: skip
_ARABIC_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_ARABIC_ENDINGS = ("يات", "ات", "ون", "ين", "ان", "يه", "ه", "ي", "ا")


def stem(word: str) -> str:
    """A folded word without its grammatical ending, the same for its forms: not a root of any grammar.

    >>> [stem(word) for word in ("residences", "migraciones", "countries", "населения", "الاقامه")]
    ['residenc', 'migracion', 'country', 'населен', 'اقام']
    """
    first = word[0]
    if "a" <= first <= "z":
        return _latin(word)
    if "а" <= first <= "я":
        # беженец, беженцы
        found = word[:-2] + "ц" if word.endswith("ец") and len(word) > 4 else _without(word, _CYRILLIC, 3)
        return found[:-2] if found.endswith("ск") and len(found) >= 6 else found
    if "ء" <= first <= "ي":
        for article in _ARABIC_ARTICLES:
            if word.startswith(article) and len(word) - len(article) >= 3:
                word = word[len(article) :]
                break
        return _without(word, _ARABIC_ENDINGS, 3)
    return word


def _without(word: str, endings: Sequence[str], least: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


def _latin(word: str) -> str:
    """Plurals of English, French and Spanish, `-ing` and `-ed`, and a last vowel: what the three share is what counts."""
    size = len(word)
    if size <= 3:
        return word
    if size > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif size > 4 and word.endswith(("ches", "shes", "xes", "sses", "zes")):
        word = word[:-2]
    elif (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or (size > 4 and word.endswith(("aux", "eux"))):
        word = word[:-1]
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 5 and word.endswith("ed"):
        word = word[:-2]
    return word[:-1] if len(word) > 4 and word[-1] in "aeo" else word


class Analyser:
    """Texts and queries as the words that search counts."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """`tables` holds `stop_words` by language, `families` of words and `variants` (pairs of characters) of search.yaml."""
        pairs = "".join(tables.get("variants", "").split())
        self._variants = str.maketrans(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        self._seen: dict[str, tuple[str, str]] = {}
        self._families: dict[str, str] = {}
        for family in tables.get("families", ()):
            # Stems alone decide, and a word stands in the first family that names it.
            stems = [stem(word) for name in family for word in self.words(name)]
            root = self._families.get(stems[0], stems[0])
            for found in stems:
                self._families.setdefault(found, root)
        stop = [word for words in tables.get("stop_words", {}).values() for word in words]
        self._stop = {folded for word in stop for folded in self.words(word)}
        # Chinese stop words stand inside other words: they are cut out, the longest first.
        self._cut = sorted(
            {self.fold(word) for word in stop if _IS_CJK.search(word)}, key=lambda word: (-len(word), word)
        )

    def fold(self, text: str) -> str:
        """A text without case, accents and variants of characters."""
        if text.isascii():
            return text.lower()
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M")
        return plain.lower().translate(_LETTERS).translate(self._variants)

    def words(self, text: str) -> list[str]:
        """The folded words of a text, in order; Chinese and Japanese stand in runs."""
        return [run for word in _WORD.findall(self.fold(text)) for run in _RUN.findall(word)]

    def key(self, text: str) -> str:
        """A whole name as it is compared: its words without spaces, so that `Viet Nam` is `Vietnam` and `U.S.` is `US`."""
        return "".join(self.words(text))

    def core_key(self, text: str) -> str:
        """The same without the words that say nothing."""
        return "".join(self._core(text))

    def head(self, found: str) -> str:
        """The head of the family of a stem; the stem itself if it has none."""
        return self._families.get(found, found)

    def _core(self, text: str) -> list[str]:
        """The folded words of a query that say something, Chinese ones without stop words."""
        out = []
        for word in self.words(text):
            if _IS_CJK.match(word):
                for cut in self._cut:
                    word = word.replace(cut, " ")
                out += word.split()
            elif word not in self._stop:
                out.append(word)
        return out

    def forms(self, word: str) -> tuple[str, str]:
        """The stem of a folded word, and the head of its family (the stem itself if it has none)."""
        if word not in self._seen:
            found = stem(word)
            self._seen[word] = (found, self._families.get(found, found))
        return self._seen[word]

    def indexed(self, text: str) -> list[str]:
        """What is counted of a text: of each word its stem, and the head of its family."""
        out = []
        for word in self.words(text):
            if _IS_CJK.match(word):
                out += [*word, *_pairs(word)]
            else:
                out += dict.fromkeys(self.forms(word))
        return out

    def name(self, text: str) -> str:
        """A name as its places: of each word that says something the head of its family, else its stem; `stem/head` if both."""
        places = []
        for word in self.words(text):
            if _IS_CJK.match(word):
                places += _pairs(word) or [word]
            elif word not in self._stop:
                found, head = self.forms(word)
                places.append(found if found == head else f"{found}/{head}")
        return " ".join(places)

    def query(self, text: str) -> list[tuple[str, str]]:
        """The words of a query that say something, as stem and head of the family, each once; all of them if none does."""
        out: dict[str, str] = {}
        for word in self._core(text) or self.words(text):
            parts = [(part, part) for part in _pairs(word) or [word]] if _IS_CJK.match(word) else [self.forms(word)]
            for own, head in parts:
                out.setdefault(head, own)
        return [(own, head) for head, own in out.items()]


def is_chinese(text: str) -> bool:
    """Whether a text has characters of Chinese or Japanese."""
    return bool(_IS_CJK.search(text))


def _pairs(run: str) -> list[str]:
    """Neighbouring characters of a run: what stands for words where there are no spaces."""
    return [run[i : i + 2] for i in range(len(run) - 1)]
