"""Pages that are written by hand as Markdown."""

from __future__ import annotations

from pathlib import Path

from sojourn.pages.templates.handwritten import handwritten

PAGE = """\
| rule | *counted* | |
| --- | ---: | --- |
| `one` | 12 | why |
"""


def test_cells_say_their_heading_where_a_phone_hides_it(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    (page,) = handwritten(tmp_path, {}, ["tables"])
    (html,) = page.blocks
    assert html.count("data-label") == 1
    assert '<td data-label="counted"' in html
