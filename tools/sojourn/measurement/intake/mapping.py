"""What the columns of the data mean: names of columns, words for the directions, and how doubtful records are treated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sojourn.model.errors import UsageError
from sojourn.model.message import Message, message

# Names that are recognised where the mapping names no column.
USUAL = {
    "person": ("person", "id", "person_id", "traveller", "traveller_id", "pid"),
    "date": ("date", "crossing_date", "day", "event_date", "movement_date"),
    "direction": ("direction", "dir", "movement", "type", "event"),
    "from": ("from", "arrived", "arrival", "arrival_date", "start", "entry_date"),
    "to": ("to", "left", "departure", "departure_date", "end", "exit_date"),
    "time": ("time", "crossing_time"),
}
ARRIVAL_WORDS = ("arrival", "arrive", "arrived", "a", "in", "entry", "enter", "immigration", "1", "i", "arr")
DEPARTURE_WORDS = (
    "departure",
    "depart",
    "departed",
    "d",
    "out",
    "exit",
    "leave",
    "emigration",
    "0",
    "-1",
    "o",
    "dep",
    "2",
)
STARTS = ("unknown", "resident", "non-resident", "first-crossing")
# Each doubtful case with its treatments, the default first.
POLICIES: Mapping[str, tuple[str, ...]] = {
    "no-person": ("exclude", "stop"),
    "no-date": ("exclude", "stop"),
    "no-direction": ("exclude", "stop"),
    "out-of-range": ("exclude", "stop"),
    "month-only": ("middle", "first", "last", "exclude", "stop"),
    "duplicate": ("drop", "stop"),
    "repeated": ("exclude-person", "keep-first", "keep-last", "stop"),
    "overlap": ("merge", "exclude-person", "stop"),
    "backwards": ("exclude", "stop"),
}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns of the data, each by its name there; None = the usual names are looked for.

    `by` are columns that counts are broken down by, `attributes` columns that hold attributes of persons for rules that
    go by them (`citizenship`, `purpose`, ..., `group:students`), `initial_status` one that holds the status at the start,
    `observed_from` and `observed_until` those of the first and last day on which each person was observed.
    """

    person: str | None = None
    date: str | None = None
    direction: str | None = None
    time: str | None = None
    from_: str | None = None
    to: str | None = None
    initial_status: str | None = None
    observed_from: str | None = None
    observed_until: str | None = None
    by: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    arrival_words: tuple[str, ...] = ARRIVAL_WORDS
    departure_words: tuple[str, ...] = DEPARTURE_WORDS
    zone: str | None = None

    @property
    def own_observation(self) -> bool:
        """Whether columns hold when each person was observed."""
        return self.observed_from is not None or self.observed_until is not None


@dataclass(frozen=True, slots=True)
class Treatment:
    """How data are read: the days observed, the status before the first crossing, and a policy for each doubtful case."""

    observed_from: date | None = None
    observed_until: date | None = None
    start: str = "unknown"
    policies: Mapping[str, str] = field(default_factory=dict)
    # Times within, of which nothing is known: first and last day of each.
    unobserved: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        self._check_dates()
        if self.start not in STARTS:
            raise UsageError(
                message("error-no-start", text=self.start), "", message("error-write-one-of", choices=", ".join(STARTS))
            )
        for case, chosen in self.policies.items():
            if case not in POLICIES:
                raise UsageError(
                    message("error-no-case", case=case), "", message("error-cases-are", cases=", ".join(POLICIES))
                )
            if chosen not in POLICIES[case]:
                raise UsageError(
                    message("error-no-policy", policy=chosen, case=case),
                    "",
                    message("error-policies-are", policies=", ".join(POLICIES[case])),
                )

    def _check_dates(self) -> None:
        first, last = self.observed_from, self.observed_until
        if first is not None and last is not None and last < first:
            raise UsageError(message("error-until-before-from", end=last, start=first), "", message("error-turn-them"))
        for begun, ended in self.unobserved:
            if ended < begun:
                raise UsageError(message("error-gap-turned", last=ended, first=begun), "", message("error-turn-it"))

    def policy(self, case: str) -> str:
        """The policy for a case."""
        return self.policies.get(case, POLICIES[case][0])

    def to_dict(self) -> dict[str, Any]:
        """As results state it."""
        return {
            "observed_from": self.observed_from.isoformat() if self.observed_from else None,
            "observed_until": self.observed_until.isoformat() if self.observed_until else None,
            "unobserved": [[first.isoformat(), last.isoformat()] for first, last in self.unobserved],
            "initial_status": self.start,
            "policies": {case: self.policy(case) for case in POLICIES},
        }


def mapping_from_dict(data: Mapping[str, Any]) -> ColumnMapping:
    """A mapping from its YAML form. Raises UsageError for a key that is none.

    >>> mapping_from_dict({"person": "id", "by": ["sex"], "from": "arrived"}).from_
    'arrived'
    """
    known = {name.name.rstrip("_"): name.name for name in fields(ColumnMapping)}
    given: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise UsageError(
                message("error-no-mapping-key", key=key), "", message("error-keys-are", keys=", ".join(known))
            )
        given[known[key]] = tuple(map(str, value)) if isinstance(value, (list, tuple)) else value
    return ColumnMapping(**given)


def found_columns(mapping: ColumnMapping, columns: Sequence[str]) -> dict[str, str]:
    """The column of the data for each part of a record: person, date and direction, or person, from and to.

    Raises UsageError where one is missing.
    """
    by_folded = {column.casefold(): column for column in columns}
    out: dict[str, str] = {}
    for part, usual in USUAL.items():
        given = getattr(mapping, "from_" if part == "from" else part)
        if given is not None:
            if given not in columns:
                raise _missing(part, columns, message("error-there-is-no-column", column=given))
            out[part] = given
        else:
            name = next((by_folded[name] for name in usual if name in by_folded), None)
            if name is not None:
                out[part] = name
    stays = mapping.from_ is not None or mapping.to is not None
    if not stays and {"date", "direction"} <= out.keys():
        out = {part: column for part, column in out.items() if part not in ("from", "to")}
    for part in ("person", "from", "to") if "from" in out and "to" in out else ("person", "date", "direction"):
        if part not in out:
            raise _missing(part, columns, message("error-usual-names", names=", ".join(USUAL[part])))
    own = (mapping.initial_status, mapping.observed_from, mapping.observed_until)
    for column in (*mapping.by, *mapping.attributes.values(), *own):
        if column is not None and column not in columns:
            raise _missing("by", columns, message("error-there-is-no-column", column=column))
    return out


def _missing(part: str, columns: Sequence[str], detail: Message) -> UsageError:
    listed = ", ".join(columns) or "none"
    return UsageError(
        message("error-no-column-for", part=part),
        message("error-detail-columns", detail=detail, columns=listed),
        message("error-name-a-column", part=part),
    )
