"""The status of persons before their first crossing, as the data or the options state it."""

from __future__ import annotations

from dataclasses import dataclass

CODES = {"unknown": "1", "resident": "2", "non-resident": "0"}


@dataclass(frozen=True, slots=True)
class Start:
    """The status before the first crossing: `sql` gives its code (0 non-resident, 1 unknown, 2 resident) at any crossing.

    `column` where the column `start` of the data holds it, `first_crossing` where the first direction tells it.
    """

    sql: str
    column: bool = False
    first_crossing: bool = False


def start_of(word: str, *, column: bool) -> Start:
    """The start that an option names, or that a column of the data holds.

    >>> start_of("resident", column=False).sql
    '2'
    """
    if column:
        return Start("start", column=True)
    if word == "first-crossing":
        # Who is first seen to arrive was no resident, who is first seen to leave was one.
        return Start("CASE WHEN (seq + dir) % 2 = 0 THEN 0 ELSE 2 END", first_crossing=True)
    return Start(CODES[word])
