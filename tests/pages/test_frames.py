"""Pages in frames: mkdocs makes one frame a layout, and nothing of its placeholders reaches a page."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from sojourn.model.errors import SojournError
from sojourn.pages.frame import mkdocs
from sojourn.pages.frame.frames import Frame, PageLayout, layouts, read_frames
from sojourn.pages.templates.page import Page
from tests.support import REPOSITORY

LANGS = ("en", "fr")
HEAD = dict.fromkeys(("title", "description", "links", "data", "languages", "page"), "")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mkdocs makes of the layouts."""
    work = tmp_path_factory.mktemp("frames")
    with mkdocs.running(mkdocs.write_source(REPOSITORY / "site", work, frozenset({"index", "terms"})), work / "made"):
        pass
    return work / "made"


@pytest.fixture(scope="module")
def frames(made: Path) -> dict[PageLayout, Frame]:
    return read_frames(LANGS, made)


def page(body: str, path: str = "term/x", **head: object) -> Page:
    return Page.of(path, "A title", "A description", body, "en", head)


def marked(id: str, text: str, lang: str = "") -> str:
    return f'<!--heading id="{id}" lang="{lang}"-->{html.escape(text)}<!--/heading-->'


def test_mkdocs_makes_one_frame_for_each_layout(made: Path) -> None:
    pages = {path.relative_to(made).as_posix() for path in made.rglob("*.html")}
    assert pages == {"404.html", *(f"{layout.path}.html" for layout in layouts(LANGS))}


def test_no_placeholder_reaches_a_page(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert not re.search(r"sojourn-(place|anchor|heading|here)|<!--/?(sojourn|heading)", path.read_text("utf-8")), (
            path
        )


@pytest.mark.parametrize(
    "text", ["Residents: a table", "a|b", "x ~y~ ^z^", "<b> & 'q' [c](d) `e` #f", "{{ x }} %s \\1"]
)
def test_a_heading_shows_its_text_and_nothing_else_in_the_page_and_in_its_contents(
    frames: dict[PageLayout, Frame], text: str
) -> None:
    made = page(f"<p>before</p>{marked('one', text)}<p>after</p>")
    shown = frames[PageLayout.of(made)].around(made, HEAD)
    heading = re.search(r'<h2 id="one">(.*?)<a class="headerlink" href="#one"', shown)
    entry = re.search(r'<a href="#one" class="md-nav__link">\s*<span class="md-ellipsis">\s*(.*?)\s*</span>', shown)
    assert heading is not None
    assert entry is not None
    assert {html.unescape(heading[1]), html.unescape(entry[1])} == {text}


def test_a_heading_in_another_language_names_it(frames: dict[PageLayout, Frame]) -> None:
    made = page(marked("one", "Résidence", "fr"))
    assert '<h2 id="one" lang="fr">Résidence<' in frames[PageLayout.of(made)].around(made, HEAD)


def test_a_page_without_headings_has_no_table_of_contents_and_skips_to_none(frames: dict[PageLayout, Frame]) -> None:
    with_one, without = page(marked("one", "One")), page("<p>text</p>")
    found = [frames[PageLayout.of(each)].around(each, HEAD) for each in (with_one, without)]
    assert ['for="__toc"' in text for text in found] == [True, False]
    assert ['<a href="#one" class="md-skip">' in text for text in found] == [True, False]


def test_the_navigation_marks_the_page_that_is_shown(frames: dict[PageLayout, Frame]) -> None:
    for path, active in (("terms", 1), ("term/terms", 0)):
        made = page("<p>text</p>", path)
        shown = frames[PageLayout.of(made)].around(made, HEAD)
        assert shown.count("md-tabs__item--active") == active
        assert shown.count("md-nav__item--active") == active


def test_a_theme_that_leaves_a_place_out_is_refused(made: Path) -> None:
    frame = (made / "frame.html").read_text("utf-8")
    with pytest.raises(SojournError, match="without the places") as refused:
        Frame.cut(frame.replace("<!--sojourn:languages-->", ""), "frame")
    assert "languages" in str(refused.value.detail)
