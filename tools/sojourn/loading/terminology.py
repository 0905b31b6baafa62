"""Checks of the terms as a terminologist makes them: the style sheet of each language, and links that must go both ways.

The style sheets are content (`glossary/style.yaml`); nothing here knows a word of any language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sojourn.loading.content import Content, Entry
from sojourn.model.finding import Finding

Place = tuple[str | int, ...]

# Scripts in which a word is not told by its beginning: Arabic (prefixes are written together), Chinese (no spaces).
_UNBROKEN = re.compile(r"[\u0600-\u06ff\u3400-\u9fff]")


def style_sheet(content: Content) -> Iterator[Finding]:
    """Labels and texts of terms follow the style sheet of their language (style.yaml)."""
    for sheet in _sheets(content):
        for entry in _live(content):
            yield from _words(content, sheet, entry)
            yield from _characters(content, sheet, entry)
            yield from _label_start(content, sheet, entry)
            yield from _definition_end(content, sheet, entry)


def mirrored(content: Content) -> Iterator[Finding]:
    """Where one concept is not to be confused with another, the other one says so too."""
    distinguished = {
        entry.id: {other["term"] for other in entry.data.get("distinguished_from", ())} for entry in _live(content)
    }
    for entry in _live(content):
        for index, other in enumerate(entry.data.get("distinguished_from", ())):
            if entry.id not in distinguished.get(other["term"], {entry.id}):
                message = f"'{other['term']}' does not say how it differs from '{entry.id}'."
                advice = f"Add 'distinguished_from' with this term to {other['term']}.yaml, seen from there."
                yield content.report("warning", "mirrored", entry, message, advice, ("distinguished_from", index))


def definitions_in_all_languages(content: Content) -> Iterator[Finding]:
    """Terms are defined in every language of the scheme."""
    wanted = content.scheme.get("languages", ["en"])
    for entry in _live(content):
        missing = [lang for lang in wanted if lang not in entry.data["definition"]]
        if missing:
            message = f"no definition in {', '.join(missing)}."
            yield content.report("info", "language", entry, message, "", ("definition",))


def _live(content: Content) -> Iterator[Entry]:
    return (entry for entry in content.of("term") if not entry.data.get("deprecated"))


def _sheets(content: Content) -> Iterator[Mapping[str, Any]]:
    for document in content.documents:
        if document.kind == "style":
            yield from document.data


def _texts(entry: Entry, lang: str, keys: Sequence[str]) -> Iterator[tuple[Place, str]]:
    """The texts of a term in a language, with their places."""
    for key in keys:
        if key == "distinguished_from":
            for index, other in enumerate(entry.data.get(key, ())):
                if lang in other["why"]:
                    yield (key, index, "why", lang), other["why"][lang]
            continue
        found = entry.data.get(key, {}).get(lang)
        if isinstance(found, str):
            yield (key, lang), found
        for index, text in enumerate(found if isinstance(found, list) else ()):
            yield (key, lang, index), text


PREFERRED = ("label", "definition", "scope_note", "change_note", "distinguished_from")
ALL = (*PREFERRED, "alternative")


def _words(content: Content, sheet: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    """One word for one concept. Alternative labels are where other words belong."""
    for rule in sheet.get("words", ()):
        if entry.id in rule.get("except", ()):
            continue
        for place, text in _texts(entry, sheet["lang"], PREFERRED):
            for word in rule["avoid"]:
                if _holds(text, word):
                    message = f"'{word}' is not the word of the {sheet['lang']} style sheet here. {rule['why']}"
                    advice = f"Write '{rule['use']}', or name this term among the exceptions in style.yaml."
                    yield content.report("warning", "style", entry, message, advice, place)


def _characters(content: Content, sheet: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    for rule in sheet.get("characters", ()):
        for place, text in _texts(entry, sheet["lang"], ALL):
            if rule["avoid"] in text:
                message = f"the {sheet['lang']} text holds '{rule['avoid']}'. {rule['why']}"
                yield content.report("warning", "style", entry, message, f"Write '{rule['use']}'.", place)


def _label_start(content: Content, sheet: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    rule = sheet.get("label_start", {})
    label = entry.data["label"].get(sheet["lang"], "")
    if entry.id in rule.get("except", ()) or not label.startswith(tuple(rule.get("avoid", ()))):
        return
    message = f"the {sheet['lang']} label '{label}' begins with what a label does not begin with. {rule['why']}"
    advice = "Leave it out, or name this term among the exceptions in style.yaml."
    yield content.report("warning", "style", entry, message, advice, ("label", sheet["lang"]))


def _definition_end(content: Content, sheet: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    end = sheet.get("definition_end", "")
    text = entry.data["definition"].get(sheet["lang"])
    if text is not None and not text.endswith(end):
        message = f"the {sheet['lang']} definition does not end with '{end}'."
        yield content.report("warning", "style", entry, message, f"Add '{end}'.", ("definition", sheet["lang"]))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    begin = "" if _UNBROKEN.search(word) else r"(?<!\w)"
    return re.compile(begin + re.escape(word), re.IGNORECASE)


def _holds(text: str, word: str) -> bool:
    """Whether the text holds a word that begins so; anywhere, in scripts that do not part words by spaces."""
    return bool(_pattern(word).search(text))


TERM_CHECKS: tuple[Callable[[Content], Iterator[Finding]], ...] = (style_sheet, mirrored, definitions_in_all_languages)
