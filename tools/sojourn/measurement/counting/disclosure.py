"""Confidentiality of counts: small ones are hidden, the others rounded, before anything is shown.

As offices do with counts of persons: a count below the threshold is not shown (None), zero stays zero, the rest are rounded
to a multiple. What the numbers of a table let a reader work out from its totals is not looked at: complementary
suppression is the work of tau-Argus or sdcTable, for which the tables can be exported without rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sojourn.model.errors import UsageError
from sojourn.model.message import message

# Counts that are no counts of persons or crossings.
NO_COUNTS = {"typical_days"}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Counts from 1 to below `threshold` are hidden, others rounded to a multiple of `base` (1 = not rounded).

    >>> Disclosure(10, 5).shown(7), Disclosure(10, 5).shown(0), Disclosure(10, 5).shown(13)
    (None, 0, 15)
    """

    threshold: int = 10
    base: int = 5

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1_000_000 or not 1 <= self.base <= 1_000_000:
            raise UsageError(
                message("error-threshold-base"),
                message("error-threshold-given", threshold=self.threshold, base=self.base),
                message("error-give-threshold"),
            )

    def shown(self, n: int) -> int | None:
        """A count as it may be shown."""
        if 0 < abs(n) < self.threshold:
            return None
        sign = -1 if n < 0 else 1
        return sign * ((abs(n) + self.base // 2) // self.base * self.base)

    def table(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """A table as it may be shown."""
        return [
            {
                key: self.shown(value) if isinstance(value, int) and key not in NO_COUNTS else value
                for key, value in row.items()
            }
            for row in rows
        ]

    def to_dict(self) -> dict[str, int]:
        """As results state it."""
        return {"threshold": self.threshold, "base": self.base}
