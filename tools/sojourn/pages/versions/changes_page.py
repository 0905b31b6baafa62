"""The page of what changed: from release to release, and since the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.lookup.registry import Registry
from sojourn.model.addresses import PAGED
from sojourn.model.text import Text
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer
from sojourn.versions.changes import VersionDifference
from sojourn.versions.telling import Item, sections

# Name, title and description of the page.
CHANGES = (
    "changes",
    "Changes",
    "What each release of the content changed: entries, words, and rules in what they mean.",
)


@dataclass(frozen=True, slots=True)
class Released:
    """A recorded release: its number, date, the number of the program that made it, what it is, and its entries."""

    version: str
    date: str
    program: str
    summary: Text
    registry: Registry


@dataclass(frozen=True, slots=True)
class Versions:
    """The releases, oldest first, and what changed from each to the next; the last difference may lead to what is there now."""

    releases: Sequence[Released] = ()
    differences: Sequence[VersionDifference] = ()

    def __repr__(self) -> str:
        """Which versions there are, for the state of pages that show them."""
        return repr([(found.version, found.date) for found in self.releases])


NO_VERSIONS = Versions()


def changes_page(render: Renderer, versions: Versions) -> Page:
    """The page in the language of the renderer, the newest first."""
    name, title, description = CHANGES
    recorded = {release.version for release in versions.releases}
    steps: list[dict[str, Any]] = [
        {
            "old": found.old.number,
            "new": found.new.number,
            "released": found.new.number in recorded and found.new.number != found.old.number,
            "sections": list(sections(found, render.lang)),
        }
        for found in reversed(versions.differences)
    ]
    return render.page(
        "changes.jinja",
        name,
        render.translate(title),
        render.translate(description),
        releases=list(reversed(versions.releases)),
        steps=steps,
        entry_page=_entry_page,
        head={"hide": ["navigation"]},
    )


def _entry_page(item: Item) -> bool:
    """Whether the entry that an item is about has a page of its own."""
    return item.kind in PAGED
