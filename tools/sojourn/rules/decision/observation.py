"""What has been seen of a traveller by the end of some day, counted from his first crossing (day 0).

Crossings of the last day seen are known. So one more day can be known than has been seen: whoever is in the country
in the night after the last day is there for a part of the next one, and whoever is away is not there for the whole of it.
"""

from __future__ import annotations

from datetime import date, timedelta

from sojourn.rules.decision.history import History

# Further away than any length that a rule may name: "for ever", in days.
EVER = 1_000_000
Run = tuple[int, int]


class Seen:
    """The days of a history up to one date (all days, for None), by day indicator: N nights, P parts, W whole days."""

    def __init__(self, history: History, origin: date, until: date | None) -> None:
        self.end = EVER if until is None else (until - origin).days + 1
        stays = [
            (-EVER if came is None else (came - origin).days, EVER if left is None else (left - origin).days)
            for came, left in history.stays
        ]
        stays = [(came, left) for came, left in stays if came < self.end]
        self.inside = bool(stays) and stays[-1][1] >= self.end
        self._runs = {base: _merged(stays, base, self.known(base)) for base in "NPW"}

    def known(self, base: str) -> int:
        """The first day of which it is not known whether it counts."""
        certain = base == ("P" if self.inside else "W") and self.end < EVER
        return self.end + int(certain)

    def present(self, base: str, lo: int, hi: int) -> int:
        """The days that count in [lo, hi), all of them known."""
        return sum(max(min(last, hi) - max(first, lo), 0) for first, last in self._runs[base])

    def run_before(self, base: str, day: int, present: bool) -> int:
        """The first day of the unbroken run that ends with the day before `day`; `day` itself if that is no such day.

        A run of days that count (`present`), or of days that do not.
        """
        within = next((first for first, last in self._runs[base] if first < day <= last), None)
        if present:
            return day if within is None else within
        return day if within is not None else max((last for _, last in self._runs[base] if last < day), default=-EVER)


def _merged(stays: list[Run], base: str, known: int) -> list[Run]:
    """The runs of days that count, out of the stays by the days of their crossings."""
    early, late = {"N": (0, 0), "P": (0, 1), "W": (1, 0)}[base]
    out: list[Run] = []
    for came, left in stays:
        # Who was there before observation began was there for ever: that stay has no first day to leave out.
        first, last = came + early if came > -EVER else came, min(left + late, known)
        if first >= last:
            continue
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def date_of(origin: date, day: int) -> date | None:
    """The date of a day; None for a day that is further away than any date."""
    return origin + timedelta(days=day) if day < EVER // 2 else None
