"""The page of published suites and their scores, from `site/conformance.yaml`, which the tests hold against what they find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sojourn.model.text import Text
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer
from sojourn.prose.tables import from_yaml

# Name, title and description of the page.
CONFORMANCE = ("conformance", "Conformance", "Published suites of tests, and how much of each Sojourn passes.")
FILE = "conformance.yaml"


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite: name, what is tested, its address, its score, and the day if it was run by hand."""

    id: str
    name: Text
    what: Text
    url: str
    right: int
    total: int
    by_hand: str | None


def read_suites(site_folder: Path) -> Sequence[Suite]:
    """The suites of the site's folder; none where it has no such file."""
    path = site_folder / FILE
    if not path.is_file():
        return ()
    return [
        Suite(
            row["id"],
            Text.of(row["name"]),
            Text.of(row["what"]),
            row["url"],
            row["right"],
            row["total"],
            str(row["by_hand"]) if "by_hand" in row else None,
        )
        for row in from_yaml(path.read_text("utf-8"))["suites"]
    ]


def conformance_page(render: Renderer, suites: Sequence[Suite]) -> Page:
    """The page in the language of the renderer."""
    name, title, description = CONFORMANCE
    return render.page(
        "conformance.jinja",
        name,
        render.translate(title),
        render.translate(description),
        suites=suites,
        head={"hide": ["navigation"]},
    )
