"""Frames of pages: what mkdocs-material makes around a page, made once for each layout and cut open where pages differ.

Pages of one layout have the same frame. The build writes one Markdown file a layout, whose texts are unmistakable
placeholders; mkdocs makes a page of it, and `Frame` is that page in pieces, ready to be filled. The theme
(`site/theme`) says where the places are; what stands in them beside the content is made by the template `head.jinja`.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import escape

from sojourn.model.errors import SojournError
from sojourn.model.message import message
from sojourn.pages.templates.page import Heading, Page

# The places that the theme leaves open, in the order of a page. `start` is the link that skips to the first heading,
# `contents` the table of contents.
PLACES = ("description", "links", "title", "data", "start", "languages", "contents", "content", "page")
# Parts of the frame that pages hide, and how many folders deep pages lie below those of their language.
HIDDEN: tuple[tuple[str, ...], ...] = ((), ("navigation",), ("navigation", "toc"))
DEPTHS = (0, 1)
ANCHOR, TEXT = "sojourn-anchor", "sojourn-heading"
# A heading between two marks: from it come the markup of headings and of the table of contents, and the first link.
BODY = f"<!--sojourn:open-->\n\n## {TEXT} {{: #{ANCHOR} }}\n\n<!--sojourn:shut-->\n"
CONTENT = re.compile(r"<!--sojourn:open-->\n*(.*?)\n*<!--sojourn:shut-->", re.S)
ENTRY = re.compile(rf'\n *<li class="md-nav__item">\s*<a href="#{ANCHOR}".*?</li>', re.S)
CONTENTS = re.compile(r'\n *<label class="md-nav__title" for="__toc">.*?</ul>', re.S)
START = re.compile(rf'\n *<a href="#{ANCHOR}".*?</a>', re.S)
PLACE = re.compile(r"(?:\n *)?<!--sojourn:(\w+)-->|\bsojourn-place-(\w+)\b| sojourn-here:([\w-]+:[\w-]+)")
ENTRY_PLACE = "<!--sojourn:entry-->"
# The theme's templates leave two kilobytes of blank lines in each page.
BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class PageLayout:
    """What the frame of a page depends on: its language, how deep it lies, and what it hides."""

    lang: str
    depth: int
    hidden: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where its file lies: as deep as its pages, so that addresses in the frame fit."""
        folder = "" if self.lang == "en" else f"{self.lang}/"
        return folder + "frame/" * self.depth + "-".join(("frame", *self.hidden))

    def markdown(self) -> str:
        """The file that mkdocs makes the frame of (JSON is YAML)."""
        return f"---\nlang: {self.lang}\nhide: {json.dumps(self.hidden)}\n---\n\n{BODY}"

    @classmethod
    def of(cls, page: Page) -> PageLayout:
        """The layout of a page."""
        return cls(page.lang, page.name.count("/"), tuple(sorted(str(part) for part in page.head.get("hide") or ())))


def layouts(langs: Iterable[str]) -> list[PageLayout]:
    """All layouts of the site."""
    return [PageLayout(*parts) for parts in itertools.product(langs, DEPTHS, HIDDEN)]


def write_layouts(langs: Iterable[str], docs: Path) -> None:
    """One Markdown file a layout."""
    for layout in layouts(langs):
        path = docs / f"{layout.path}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(layout.markdown(), "utf-8", newline="\n")


def read_frames(langs: Iterable[str], made: Path) -> dict[PageLayout, Frame]:
    """The frames that mkdocs made of the layouts."""
    return {
        layout: Frame.cut((made / f"{layout.path}.html").read_text("utf-8"), layout.path) for layout in layouts(langs)
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame in pieces: text, place, text, ...; and the markup of what is repeated or left out on a page.

    `heading` and `entry` are a heading and its line in the table of contents, `start` and `contents` the link to the
    first heading and the table itself.
    """

    pieces: tuple[str, ...]
    heading: str
    entry: str
    start: str
    contents: str

    @classmethod
    def cut(cls, html: str, name: str) -> Frame:
        """A frame from what mkdocs made of a layout. Raises SojournError if the theme does not leave the places open."""
        html = BLANK.sub("\n", html)
        found: dict[str, str] = {}
        for place, pattern in (("content", CONTENT), ("entry", ENTRY), ("contents", CONTENTS), ("start", START)):
            match = pattern.search(html)
            found[place] = match[match.lastindex or 0] if match else ""
            html = pattern.sub(f"<!--sojourn:{place}-->", html, count=1)
        pieces = tuple(piece for piece in PLACE.split(html) if piece is not None)
        places = tuple(dict.fromkeys(place for place in pieces[1::2] if ":" not in place))
        if places != PLACES:
            raise SojournError(
                message("error-frame-places", name=name),
                message("error-frame-has", places=", ".join(places) or "none", wanted=", ".join(PLACES)),
                message("error-see-theme"),
            )
        return cls(pieces, found["content"], found["entry"], found["start"], found["contents"])

    def around(self, page: Page, head: Mapping[str, str]) -> str:
        """A page in its frame; `head` is what `head.jinja` makes of it (the places that are not made here)."""
        start = contents = ""
        if page.headings:
            start = _filled(self.start, page.headings[0])
            entries = "".join(_filled(self.entry, heading) for heading in page.headings if heading.level == 2)
            contents = self.contents.replace(ENTRY_PLACE, entries)
        values = {**head, "start": start, "contents": contents, "content": self._content(page)}

        def value(place: str) -> str:
            # `terms:class`: the class that a link in the navigation has on the page that it leads to.
            name, is_link, css_class = place.partition(":")
            return values[place] if not is_link else f" {css_class}" if name == page.name else ""

        return "".join(value(piece) if at % 2 else piece for at, piece in enumerate(self.pieces))

    def _content(self, page: Page) -> str:
        parts = [page.blocks[0]]
        for heading, block in zip(page.headings, page.blocks[1:], strict=False):
            parts += [_filled(self.heading, heading), block]
        return "\n".join(parts)


def _filled(markup: str, heading: Heading) -> str:
    """The markup of a heading, or of a link to it, for one heading; its text is markup already."""
    id = str(escape(heading.id))
    return (
        markup.replace(f'"{ANCHOR}"', f'"{id}"{heading.language}').replace(f"#{ANCHOR}", f"#{id}")
        .replace(TEXT, heading.text)
    )  # fmt: skip
