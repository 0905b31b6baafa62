"""Checks of the terms as a terminologist makes them: the style sheet of each language, and links that must go both ways.

The style sheets are content (`glossary/style.yaml`); nothing here knows a word of any language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sojourn.loading.glossary.content import Content, Entry
from sojourn.model.finding import Finding
from sojourn.model.message import message

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
                said = message("distinction-one-way", other=other["term"], id=entry.id)
                todo = message("do-add-the-distinction", other=other["term"])
                yield content.report("warning", "mirrored", entry, said, todo, ("distinguished_from", index))


def definitions_in_all_languages(content: Content) -> Iterator[Finding]:
    """Terms are defined in every language of the scheme."""
    wanted = content.scheme.get("languages", ["en"])
    for entry in _live(content):
        missing = [lang for lang in wanted if lang not in entry.data["definition"]]
        if missing:
            said = message("no-definition-in", langs=", ".join(missing))
            yield content.report("info", "language", entry, said, "", ("definition",))


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
                    said = message("style-word", word=word, lang=sheet["lang"], why=rule["why"])
                    yield content.report(
                        "warning", "style", entry, said, message("do-use-word", word=rule["use"]), place
                    )


def _characters(content: Content, sheet: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    for rule in sheet.get("characters", ()):
        for place, text in _texts(entry, sheet["lang"], ALL):
            if rule["avoid"] in text:
                said = message("style-character", lang=sheet["lang"], character=rule["avoid"], why=rule["why"])
                yield content.report("warning", "style", entry, said, message("do-write", what=rule["use"]), place)


def _label_start(content: Content, sheet: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    rule = sheet.get("label_start", {})
    label = entry.data["label"].get(sheet["lang"], "")
    if entry.id in rule.get("except", ()) or not label.startswith(tuple(rule.get("avoid", ()))):
        return
    said = message("style-label-start", lang=sheet["lang"], label=label, why=rule["why"])
    yield content.report("warning", "style", entry, said, message("do-leave-out-or-except"), ("label", sheet["lang"]))


def _definition_end(content: Content, sheet: Mapping[str, Any], entry: Entry) -> Iterator[Finding]:
    end = sheet.get("definition_end", "")
    text = entry.data["definition"].get(sheet["lang"])
    if text is not None and not text.endswith(end):
        said, todo = message("style-definition-end", lang=sheet["lang"], end=end), message("do-add-a-key", key=end)
        yield content.report("warning", "style", entry, said, todo, ("definition", sheet["lang"]))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    begin = "" if _UNBROKEN.search(word) else r"(?<!\w)"
    return re.compile(begin + re.escape(word), re.IGNORECASE)


def _holds(text: str, word: str) -> bool:
    """Whether the text holds a word that begins so; anywhere, in scripts that do not part words by spaces."""
    return bool(_pattern(word).search(text))


TERM_CHECKS: tuple[Callable[[Content], Iterator[Finding]], ...] = (style_sheet, mirrored, definitions_in_all_languages)
