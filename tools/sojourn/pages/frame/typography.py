"""French typography: no-break spaces, apostrophes and groups of digits, put in when a page is finished.

Content, templates and tables are written with plain spaces; this is the one place that knows the rules (those of the
Imprimerie nationale). Only running text in French is touched: never code, scripts, addresses, attributes, or stretches
in another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

NO_BREAK = "\u00a0"
THIN = "\u202f"
# Elements whose text is no running text, and those that have no text.
VERBATIM = frozenset({"code", "pre", "script", "style", "textarea", "kbd", "samp", "template"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# A tag; a script or a style sheet as a whole, since what it holds is no markup.
TAG = re.compile(r"(<!--.*?-->|<(script|style)\b.*?</\2>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)", re.S)
NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
LANGUAGE = re.compile(r"\slang=[\"']?([A-Za-z-]*)")

SPACES = f"[ {NO_BREAK}{THIN}]*"
# Where a sign closes a word: after something on the same line or at the start of what follows a tag, never inside an
# address or a time, where more follows it at once.
BEFORE, AFTER = r"(?:^|(?<=[^\s:;?!]))", r"(?=[\s)»]|$)"
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
COUNTED = "ans?|mois|jours?|nuits?|semaines?|années?|pays|personnes|définitions?|sources|notions|langues|termes|Mo|ms|%"
Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
RULES: tuple[Rule, ...] = (
    (re.compile(r"(?<=[^\W\d_])(?:'|&#39;|&#x27;)(?=[^\W\d_])"), "’"),
    # Before a tag, where the word that follows is a link: only where a word is elided, else it closes a quotation.
    (re.compile(r"(?:(?<=\b[cdjlmnst])|(?<=\bqu))(?:'|&#39;|&#x27;)$", re.I), "’"),
    (re.compile(f"«{SPACES}"), f"«{NO_BREAK}"),
    (re.compile(f"{SPACES}»"), f"{NO_BREAK}»"),
    (re.compile(f"{BEFORE}{SPACES}:{AFTER}"), f"{NO_BREAK}:"),
    (re.compile(f"{BEFORE}{SPACES}([?!]+){AFTER}"), f"{THIN}\\1"),
    # The semicolon of a character reference such as `&amp;` is none.
    (re.compile(rf"(&#?\w+;)|{BEFORE}{SPACES};{AFTER}"), lambda found: found[1] or f"{THIN};"),
    (re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)"), lambda found: found[0].replace(" ", THIN)),
    (re.compile(rf"(?<=\d) (?=(?:{COUNTED})(?!\w))"), NO_BREAK),
    (re.compile(rf"\b(1er|[12]?\d|3[01]) (?=(?:{MONTHS})\b)"), f"\\1{NO_BREAK}"),
)  # fmt: skip
TOUCHED = re.compile(r"['’«»:;?!\d]|&#39;|&#x27;")


@lru_cache(maxsize=50_000)
def french(text: str) -> str:
    """A stretch of running text in French, set as French is set; characters may be escaped as in HTML."""
    if not TOUCHED.search(text):
        return text
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


def french_page(html: str) -> str:
    """A whole page with its French text set; everything else stays as it is, byte by byte."""
    out: list[str] = []
    # Open elements: name, language, whether their text is verbatim.
    open_elements: list[tuple[str, str, bool]] = [("", "", False)]
    at = 0
    for tag in TAG.finditer(html):
        out += [_set(html[at : tag.start()], open_elements), tag[0]]
        at = tag.end()
        if not tag[2]:
            _follow(open_elements, tag[0])
    return "".join([*out, _set(html[at:], open_elements)])


def _set(text: str, open_elements: list[tuple[str, str, bool]]) -> str:
    _, lang, verbatim = open_elements[-1]
    return french(text) if text and lang == "fr" and not verbatim else text


def _follow(open_elements: list[tuple[str, str, bool]], tag: str) -> None:
    """Take note of a tag: an element opens or closes."""
    found = NAME.match(tag)
    if not found:
        return
    closing, name = found[1], found[2].lower()
    if closing:
        for place in range(len(open_elements) - 1, 0, -1):
            if open_elements[place][0] == name:
                del open_elements[place:]
                return
    elif name not in VOID and not tag.endswith("/>"):
        _, lang, verbatim = open_elements[-1]
        own = LANGUAGE.search(tag)
        open_elements.append((name, own[1] if own else lang, verbatim or name in VERBATIM))
