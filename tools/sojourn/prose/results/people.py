"""Who shows the difference of two rules: the travellers of a comparison, drawn and in words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sojourn.model.message import Message
from sojourn.prose import travellers
from sojourn.prose.speaker import Speaker
from sojourn.rules.comparison.result import Comparison, Witness

# Presence objects that are drawn: what a register holds is no stay.
LIVED_LATER = ("intended", "granted")


@dataclass(frozen=True, slots=True)
class Person:
    """A traveller of a comparison; `ours` and `reference` tell whether rule a and rule b count the person."""

    witness: Witness
    ours: bool
    reference: bool

    @property
    def agreed(self) -> bool:
        """Whether both rules say the same of the person."""
        return self.ours is self.reference

    @property
    def story(self) -> Message:
        """The person's stays, plans and attributes."""
        return self.witness.story

    @property
    def verdict(self) -> Message | None:
        """Who counts the person, and what the other rule says; None where both count the person."""
        return None if self.agreed else self.witness.verdict

    def figure(self, id: str, ours: str, reference: str, speaker: Speaker) -> Markup:
        """The person's days as SVG, with two rows that say who counts the person."""
        person = self.witness
        drawn = travellers.TravellerWords(person.start, person.stays, self.ours, self.reference, planned(person))
        return travellers.figure(drawn, id, ours, reference, speaker.text(person.story), speaker.lang)


def planned(person: Witness) -> travellers.Stays:
    """The stays that the person means or is permitted to make, the same one once."""
    return tuple(dict.fromkeys(stay for obj, stays in person.plans if obj in LIVED_LATER for stay in stays))


def people(found: Comparison) -> list[Person]:
    """The travellers of a comparison, those who tell the two rules apart first."""
    sides = ((found.a_not_b, True, False), (found.b_not_a, False, True), (found.both, True, True))
    return [Person(person, ours, reference) for person, ours, reference in sides if person is not None]


def telling(found: Comparison) -> list[Person]:
    """The travellers who tell two rules apart; if there is none, one whom both count.

    >>> from sojourn.model.rule import Bound, Limb
    >>> from sojourn.rules import compare
    >>> stay = Limb("arrival", "stay", Bound(1, "year", ">="))
    >>> [person.agreed for person in telling(compare(stay, stay))]
    [True]
    """
    everybody = people(found)
    return [person for person in everybody if not person.agreed] or everybody[:1]
