"""Results of many pairs of rules as bytes: tens of thousands of pairs have a few thousand different results, and few are read.

Bytes go from process to process and into a file as they are; equal results have equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from sojourn.classification.pairs import Pair, PairResult, pair_result
from sojourn.classification.stored import pack_pair, unpack_pair


class PackedPair:
    """The result of a pair, unpacked when somebody first reads it."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def result(self) -> PairResult:
        """The result itself."""
        return unpack_pair(self.data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedPair) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)


# Results of many pairs, in their order; who asks need not know whether they are kept from an earlier time.
PairResults = Callable[[Sequence[Pair]], list[PackedPair]]


def pair_results(pairs: Sequence[Pair]) -> list[PackedPair]:
    """All results, worked out now; pairs with equal results share one."""
    known: dict[bytes, PackedPair] = {}
    packed = (pack_pair(pair_result(pair)) for pair in pairs)
    return [known.setdefault(data, PackedPair(data)) for data in packed]
