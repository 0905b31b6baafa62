"""Checks of dates of validity."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.loading.glossary.content import Content
from sojourn.model.finding import Finding
from sojourn.model.message import message


def census_moments(content: Content) -> Iterator[Finding]:
    """A definition of a census is as precise about its date as the other definitions of the same census."""
    censuses = {entry.id for entry in content.of("instrument") if entry.data.get("type") == "census"}
    dated = [entry for entry in content.of("definition") if entry.data.get("instrument") in censuses]
    known = {
        (entry.data["instrument"], date): entry.id for entry in dated for date in entry.data.get("valid", {}).values()
    }
    for entry in dated:
        for key, date in entry.data.get("valid", {}).items():
            for (instrument, other), which in known.items():
                if instrument == entry.data["instrument"] and other.startswith(f"{date}-"):
                    said = message("census-more-precise", id=which, date=other)
                    todo = message("do-date-the-census", date=date)
                    yield content.report("warning", "census-moment", entry, said, todo, ("valid", key))
                    break


DATE_CHECKS = (census_moments,)
