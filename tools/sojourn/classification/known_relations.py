"""The relations of many pairs of rules that were worked out beforehand, as one small value that a registry carries.

A pair takes one byte: the place of what is known of it in a short list. Rules are known by the digest of what they say.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sojourn.model.rule import Rule, rule_to_dict
from sojourn.rules.comparison.relation import MIRRORED

# Nothing is known of a pair.
UNKNOWN = 255


class PairRelation(NamedTuple):
    """How a rule stands to another: for sure, and as far as both are stated (None where that says nothing)."""

    sure: str
    as_stated: str | None

    def mirrored(self) -> PairRelation:
        """The same seen from the other rule.

        >>> PairRelation("narrower", None).mirrored()
        PairRelation(sure='broader', as_stated=None)
        """
        stated = self.as_stated
        return PairRelation(MIRRORED.get(self.sure, self.sure), stated and MIRRORED.get(stated, stated))


@dataclass(frozen=True, slots=True)
class KnownRelations:
    """Relations by pairs of rules: `places[j * (j + 1) / 2 + i]` is the place of the i-th to the j-th rule, for i <= j."""

    numbers: Mapping[str, int]
    relations: Sequence[PairRelation]
    places: bytes

    @classmethod
    def of(cls, pairs: Iterable[tuple[Rule, Rule, PairRelation]]) -> KnownRelations:
        """The relations of some pairs; each stands for its mirror image too.

        >>> from sojourn.model.rule import Bound, Limb
        >>> six, year = (Limb("arrival", "stay", Bound(n, "month", ">=")) for n in (6, 12))
        >>> KnownRelations.of([(year, six, PairRelation("narrower", "narrower"))]).among([six, year])(0, 1).sure
        'broader'
        """
        numbers: dict[str, int] = {}
        found: dict[tuple[int, int], PairRelation] = {}
        for a, b, relation in pairs:
            i, j = (numbers.setdefault(rule_digest(rule), len(numbers)) for rule in (a, b))
            found[min(i, j), max(i, j)] = relation if i <= j else relation.mirrored()
        distinct = {relation: place for place, relation in enumerate(dict.fromkeys(found.values()))}
        if len(distinct) > UNKNOWN:
            raise ValueError(f"{len(distinct)} kinds of relation do not fit into a byte")
        places = bytearray([UNKNOWN]) * (len(numbers) * (len(numbers) + 1) // 2)
        for (i, j), relation in found.items():
            places[j * (j + 1) // 2 + i] = distinct[relation]
        return cls(numbers, tuple(distinct), bytes(places))

    def among(self, rules: Sequence[Rule]) -> Callable[[int, int], PairRelation | None]:
        """How the i-th of some rules stands to the j-th, where that is known."""
        numbers = [self.numbers.get(rule_digest(rule)) for rule in rules]

        def relation(i: int, j: int) -> PairRelation | None:
            one, two = numbers[i], numbers[j]
            if one is None or two is None:
                return None
            low, high = sorted((one, two))
            place = self.places[high * (high + 1) // 2 + low]
            if place == UNKNOWN:
                return None
            return self.relations[place] if one <= two else self.relations[place].mirrored()

        return relation

    def pack(self) -> bytes:
        """The relations as bytes for a file; the same relations give the same bytes."""
        head = json.dumps({"rules": list(self.numbers), "relations": self.relations}, separators=(",", ":"))
        return zlib.compress(head.encode() + b"\n" + self.places, 9)

    @classmethod
    def unpack(cls, data: bytes) -> KnownRelations:
        """The inverse of `pack`. Raises zlib.error or ValueError for bytes that are damaged.

        >>> KnownRelations.unpack(KnownRelations({}, (), b"").pack())
        KnownRelations(numbers={}, relations=(), places=b'')
        """
        head, _, places = zlib.decompress(data).partition(b"\n")
        found = json.loads(head)
        relations = tuple(PairRelation(sure, stated) for sure, stated in found["relations"])
        return cls({digest: number for number, digest in enumerate(found["rules"])}, relations, places)


NOTHING_KNOWN = KnownRelations({}, (), b"")


def rule_digest(rule: Rule) -> str:
    """What a rule without references is known by: the same text gives the same digest.

    >>> from sojourn.model.rule import Bound, Limb
    >>> rule_digest(Limb("arrival", "stay", Bound(12, "month", ">=")))
    'bf9fb2e87a0757fab84f'
    """
    return hashlib.sha256(json.dumps(rule_to_dict(rule), sort_keys=True).encode()).hexdigest()[:20]
