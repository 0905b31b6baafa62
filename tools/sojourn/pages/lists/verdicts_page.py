"""The page on verdicts: the closed set, when each is given, how often it is, and an example that a reader can check."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.classification.verdict import KINDS, kind_named
from sojourn.model.message import message
from sojourn.pages.content.catalogue import Against
from sojourn.pages.templates.render import Renderer


@dataclass(frozen=True, slots=True)
class ShownKind:
    """A kind of verdict: its name, when it is given, how many best results have it for sure and as stated, an example."""

    id: str
    name: str
    when: str
    certain: int
    stated: int
    example: Against | None


def kinds(render: Renderer) -> list[ShownKind]:
    """All kinds of verdict with the best result of each definition and framework counted."""
    found: dict[str, list[Against]] = {kind: [] for kind in KINDS}
    for held in render.catalogue.verdicts.values():
        seen: set[str] = set()
        for one in held:
            if one.framework not in seen:
                seen.add(one.framework)
                found[one.verdict.kind].append(one)
    say = render.speaker.text
    return [
        ShownKind(
            kind,
            say(kind_named(kind)),
            say(message(f"verdict-when-{kind}")),
            sum(one.verdict.certain for one in held),
            sum(not one.verdict.certain for one in held),
            min(held, key=lambda one: (render.framework_order(one.framework), one.definition), default=None),
        )
        for kind, held in found.items()
    ]
