"""A page before it is put into a frame: what is said of it in its head, its headings, and its content."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# A heading as templates mark it: id, language (empty: that of the page), text. Everything of the content is escaped, so
# that no text can look like one.
MARKED = re.compile(r'<!--heading id="([^"]*)" lang="([^"]*)"-->(.*?)<!--/heading-->', re.S)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the table of contents lists; `text` is markup."""

    id: str
    text: str
    lang: str = ""
    level: int = 2

    @property
    def language(self) -> str:
        """The attribute that names its language, where that is not the page's."""
        return f' lang="{self.lang}"' if self.lang else ""


@dataclass(frozen=True, slots=True)
class Making:
    """A page that is still to be made: where it goes (in which language), and how.

    `kept`: all that it reads is noted, so that it is taken from the last build where that is unchanged.
    """

    path: str
    lang: str
    make: Callable[[], Page]
    kept: bool = False

    @property
    def name(self) -> str:
        """The path without the folder of the language."""
        return name_of(self.path, self.lang)


def name_of(path: str, lang: str) -> str:
    """The path of a page without the folder of its language."""
    return path if lang == "en" else path.removeprefix(f"{lang}/")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it goes, its head, and its body.

    `blocks` are the parts of the body between its headings. `head` may hold `hide` (parts of the frame), `editions` (the
    page in each language), `alternates` (its data), `jsonld`, and `wasm` (the page may compile WebAssembly).
    """

    path: str
    title: str
    description: str
    blocks: tuple[str, ...]
    headings: tuple[Heading, ...] = ()
    lang: str = "en"
    head: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The path without the folder of the language."""
        return name_of(self.path, self.lang)

    @classmethod
    def of(cls, path: str, title: str, description: str, body: str, lang: str, head: Mapping[str, Any]) -> Page:
        """A page from what a template gave, with marked headings."""
        parts = MARKED.split(body)
        headings = tuple(
            Heading(id, " ".join(text.split()), language)
            for id, language, text in zip(parts[1::4], parts[2::4], parts[3::4], strict=True)
        )
        return cls(path, title, description, tuple(part.strip("\n") for part in parts[::4]), headings, lang, head)
