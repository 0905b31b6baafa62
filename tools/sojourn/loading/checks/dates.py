"""Checks of dates of validity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sojourn.loading.glossary.content import Content, Entry
from sojourn.model.finding import Finding
from sojourn.model.message import message
from sojourn.model.rule import COMPOSITIONS

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EARLIER = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})\b")


def census_moments(content: Content) -> Iterator[Finding]:
    """A definition of a census is as precise about its date as the other definitions of the same census."""
    dated = list(_of_censuses(content))
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


def moments_of_earlier_places(content: Content) -> Iterator[Finding]:
    """A summary that says when people lived elsewhere, so many years before the census, so tells when the census was."""
    for entry in _of_censuses(content):
        summary = entry.data["summary"].get("en", "")
        for key, date in entry.data.get("valid", {}).items():
            moment = next(
                (told for told in _told(summary, entry.data.get("rule")) if told.startswith(f"{date}-")), None
            )
            if moment:
                said = message("summary-dates-the-census", date=moment)
                todo = message("do-date-the-census", date=date)
                yield content.report("warning", "census-moment", entry, said, todo, ("valid", key))


def _of_censuses(content: Content) -> Iterator[Entry]:
    """The definitions of censuses."""
    censuses = {entry.id for entry in content.of("instrument") if entry.data.get("type") == "census"}
    yield from (entry for entry in content.of("definition") if entry.data.get("instrument") in censuses)


def _told(summary: str, rule: Any) -> Iterator[str]:
    """The months or days in a summary, moved on by the years that the question looks back."""
    for years in _years_back(rule):
        for day, month, year in EARLIER.findall(summary):
            told = f"{int(year) + years}-{MONTHS.index(month) + 1:02}"
            yield f"{told}-{int(day):02}" if day else told


def _years_back(rule: Any) -> Iterator[int]:
    """The years that the limbs of a rule on an earlier place look back."""
    if isinstance(rule, list):
        for inner in rule:
            yield from _years_back(inner)
    elif isinstance(rule, Mapping):
        recall = rule.get("recall", {})
        if rule.get("criterion") == "previous-residence" and recall.get("unit") == "year":
            yield recall["value"]
        for key in COMPOSITIONS:
            if key != "ref":
                yield from _years_back(rule.get(key))


DATE_CHECKS = (census_moments, moments_of_earlier_places)
