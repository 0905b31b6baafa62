"""The page of what changed: from release to release, and since the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sojourn.lookup.registry import Registry
from sojourn.model.addresses import PAGED
from sojourn.model.message import Message
from sojourn.model.text import Text
from sojourn.pages.templates.page import Making, Page
from sojourn.pages.templates.render import Renderer
from sojourn.versions.changes import VersionDifference
from sojourn.versions.telling import Item, Section, sections

# Name, title and description of the page.
CHANGES = (
    "changes",
    "Changes",
    "What each release of the content changed: entries, words, and rules in what they mean.",
)
# A section with more items has a page of its own.
MOST = 200


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


@dataclass(frozen=True, slots=True)
class ShownChanges:
    """A section as the page shows it; one with many items has a page of its own, whose name is `page`."""

    id: str
    title: Message
    lead: Message | None
    items: Sequence[Item]
    page: str | None


@dataclass(frozen=True, slots=True)
class VersionStep:
    """What changed from one version to the next; `released`: the next one is a release, and not what is there now."""

    old: str
    new: str
    released: bool
    sections: Sequence[ShownChanges]


def changes_making(render: Renderer, versions: Versions) -> Iterator[Making]:
    """The page of changes, and one for each long section of it."""
    yield render.making(CHANGES[0], changes_page, versions)
    for step in _steps(render, versions):
        for section in step.sections:
            if section.page:
                yield render.making(section.page, _part_page, step, section)


def changes_page(render: Renderer, versions: Versions) -> Page:
    """The page in the language of the renderer, the newest first."""
    name, title, description = CHANGES
    return render.page(
        "changes.jinja",
        name,
        render.translate(title),
        render.translate(description),
        releases=list(reversed(versions.releases)),
        steps=_steps(render, versions),
        entry_page=_entry_page,
        head={"hide": ["navigation"]},
    )


def _steps(render: Renderer, versions: Versions) -> list[VersionStep]:
    recorded = {release.version for release in versions.releases}
    return [
        VersionStep(
            found.old.number,
            found.new.number,
            found.new.number in recorded and found.new.number != found.old.number,
            [_shown(section, found.old.number) for section in sections(found, render.lang)],
        )
        for found in reversed(versions.differences)
    ]


def _shown(section: Section, old: str) -> ShownChanges:
    page = f"{CHANGES[0]}-{old}-{section.id}" if len(section.items) > MOST else None
    return ShownChanges(section.id, section.title, section.lead, section.items, page)


def _part_page(render: Renderer, step: VersionStep, section: ShownChanges) -> Page:
    """All items of one section."""
    since = render.translate("From {} to {}") if step.released else render.translate("Since {}, not released yet")
    title = render.speaker.sentence(section.title).removesuffix(".")
    return render.page(
        "changes-part.jinja",
        str(section.page),
        title,
        render.translate(CHANGES[2]),
        step=since.format(step.old, step.new),
        section=section,
        entry_page=_entry_page,
        head={"hide": ["navigation"]},
    )


def _entry_page(item: Item) -> bool:
    """Whether the entry that an item is about has a page of its own."""
    return item.kind in PAGED
