"""Languages of the pages: names, direction, folding for indexes, and the interface's own texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

from sojourn.model.errors import SojournError
from sojourn.model.message import message
from sojourn.prose.tables import from_yaml

# The name of each language in itself.
NAMES = {"en": "English", "fr": "français", "es": "español", "ru": "русский", "ar": "العربية", "zh": "中文"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
Translate = Callable[[str], str]
# Lists and kinds of entry whose pages exist in English only; all others exist in every language of the interface.
ENGLISH_ONLY = frozenset({"ns", "developers", "guides", "reference"})


def translated(name: str) -> bool:
    """Whether pages of a kind, or the page of a name, exist in every language of the interface."""
    return name.partition("/")[0] not in ENGLISH_ONLY


def languages(folder: Path) -> tuple[str, ...]:
    """The languages of the interface besides English: those with a table of texts."""
    return tuple(sorted(path.stem for path in folder.glob("??.yaml")))


def direction(lang: str) -> str:
    """The writing direction of a language."""
    return "rtl" if lang in RIGHT_TO_LEFT else "ltr"


def fold(text: str) -> str:
    """A text without case and accents, for sorting and letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


# The first characters of each letter among the common ones of GB 2312, which stand there in the order of pinyin.
PINYIN = dict(zip("啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", "ABCDEFGHJKLMNOPQRSTWXYZ", strict=True))
# Where the rarer characters begin, which stand by radicals.
RARER = b"\xd8\xa1"


def pinyin(text: str) -> str:
    """The letter that a Chinese text begins with in pinyin; "#" for characters that the table does not order by it.

    >>> pinyin("常住人口"), pinyin("移民")
    ('C', 'Y')
    """
    try:
        first = text[:1].encode("gb2312")
    except UnicodeEncodeError:
        return "#"
    starts = [(sign.encode("gb2312"), letter) for sign, letter in PINYIN.items()]
    return next((letter for begin, letter in reversed(starts) if begin <= first < RARER), "#")


def index_key(text: str, lang: str) -> tuple[bool, str, bytes]:
    """What labels are sorted by in an alphabetical index: the heading, then the order of the language."""
    head = initial(text, lang)
    return head == "#" and lang == "zh", head, text.encode("gb2312", "replace") if lang == "zh" else fold(text).encode()


def initial(text: str, lang: str) -> str:
    """The heading under which a label stands in an alphabetical index; Chinese by its pinyin.

    >>> initial("État", "fr"), initial("人口", "zh")
    ('E', 'R')
    """
    folded = fold(text).lstrip("«“\"'( ")
    if lang == "ar" and folded.startswith("ال") and len(folded) > 2:
        folded = folded[2:]
    first = folded[:1].upper()
    if lang == "zh" and not first.isascii():
        return pinyin(first)
    return first if first.isalpha() else "#"


def english(text: str) -> str:
    """The interface in English: texts as they stand in the templates."""
    return text


def interface(folder: Path, lang: str) -> Translate:
    """The interface in a language: a table from the English texts to translated ones (`<lang>.yaml`)."""
    if lang == "en":
        return english
    table = texts(folder, lang)

    def translate(text: str) -> str:
        return table.get(text, text)

    return translate


def texts(folder: Path, lang: str) -> dict[str, str]:
    """The table of a language: English text, translated text."""
    path = folder / f"{lang}.yaml"
    table = from_yaml(path.read_text("utf-8"))
    if not isinstance(table, dict):
        raise SojournError(
            message("error-no-interface-table", name=path.name), "", message("error-write-text-translation")
        )
    return {str(english): str(own) for english, own in table.items()}
