"""What a run is asked for, besides records and rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sojourn.measurement.counting.disclosure import Disclosure
from sojourn.measurement.intake.mapping import ColumnMapping, Treatment

# Records of so many persons are decided at a time: what is kept in memory stays below a few gigabytes.
PART = 25_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for, besides records and rules."""

    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    treatment: Treatment = field(default_factory=Treatment)
    period: str = "year"
    on: tuple[date, ...] = ()
    disclosure: Disclosure = field(default_factory=Disclosure)
    assume_intentions_come_true: bool = False
    memory: str | None = None
    threads: int | None = None
    part: int = PART
    attrition: bool = False
    # Cut-off dates, or `year`, `quarter`, `month`.
    known_on: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As the stamp states it."""
        return {
            "period": self.period,
            "on": [day.isoformat() for day in self.on],
            "by": list(self.mapping.by),
            "attributes": dict(self.mapping.attributes),
            "zone": self.mapping.zone,
            "observed_by_person": [self.mapping.observed_from, self.mapping.observed_until],
            "attrition": self.attrition,
            "known_on": list(self.known_on),
            "assume_intentions_come_true": self.assume_intentions_come_true,
            "disclosure": self.disclosure.to_dict(),
            **self.treatment.to_dict(),
        }
