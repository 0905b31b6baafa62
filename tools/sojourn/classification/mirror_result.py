"""What a comparison of the two ends of a flow says, as values with the form that they have in JSON output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sojourn.classification.result import speaking
from sojourn.model.message import Message
from sojourn.rules.comparison.result import Comparison, Witness

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker

# What the parts of a comparison are called here.
NAMES = {"both": "counted_twice", "a_not_b": "origin_only", "b_not_a": "destination_only"}


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey with a third country in it, and which side counts the person."""

    case: str
    by_origin: bool
    by_destination: bool
    why: Message

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON output."""
        words = speaking(speaker)
        out = {"case": self.case, "by_origin": self.by_origin, "by_destination": self.by_destination}
        return {**out, "why": words.sentence(self.why), "why_message": self.why.to_dict()}


@dataclass(frozen=True, slots=True)
class Mirror:
    """How the emigration rule of the origin stands to the immigration rule of the destination.

    `comparison` is over everybody who crosses, `movers` over residents of the origin who were none of the destination;
    in both a = the origin's rule, b = the destination's. `neither` is a mover whom no side counts.
    """

    origin: str
    destination: str
    comparison: Comparison
    movers: Comparison
    neither: Witness | None
    third_country: tuple[Journey, ...]

    @property
    def relation(self) -> str:
        """The relation of the origin's count to the destination's, over everybody who crosses."""
        return self.comparison.relation

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON output; stays are those in the destination, the origin's are the days between them."""
        words = speaking(speaker)
        return {
            "origin": self.origin,
            "destination": self.destination,
            **_renamed(self.comparison, words),
            "movers": _renamed(self.movers, words),
            "neither": self.neither and self.neither.to_dict(words),
            "third_country": [journey.to_dict(words) for journey in self.third_country],
        }


def _renamed(found: Comparison, words: Speaker) -> dict[str, Any]:
    """A comparison of two ends as in JSON output."""
    return {NAMES.get(key, key): value for key, value in found.to_dict(words).items() if key not in ("a", "b")}
