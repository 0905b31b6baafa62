"""When each person was observed, where columns of the data say it: one first and one last day a person.

It may stand in one of a person's records or in all of them; what differs between them is refused, as `apply` refuses it.
"""

from __future__ import annotations

from sojourn.measurement.planning.unseen import ENDS, SINCE
from sojourn.measurement.sql.engine import Engine
from sojourn.model.errors import UsageError
from sojourn.model.message import message


def told(engine: Engine, records: str, columns: dict[str, str], otherwise: tuple[int, int]) -> None:
    """Make the table `told` (told_person, told_since, told_ends: names that no data have) from records.

    Records have the day numbers `since` and `ends` as they are written, and `no_day` = 1 where what is written is no date;
    `columns` are their names in the data, `otherwise` the days of a person of whom nothing is written. Raises UsageError
    for what is no date, and for several days of one person.
    """
    parts = ", ".join(f"MIN({part}) AS {part}, MAX({part}) AS {part}_too" for part in (SINCE, ENDS))
    engine.table("told_all", f"SELECT person, SUM(no_day) AS wrong, {parts} FROM ({records}) r GROUP BY person")
    differ = ", ".join(f"SUM(CASE WHEN {part} <> {part}_too THEN 1 ELSE 0 END)" for part in (SINCE, ENDS))
    wrong, *several = engine.rows(f"SELECT SUM(wrong), {differ} FROM told_all WHERE person IS NOT NULL")[0]
    if wrong:
        names = ", ".join(columns.values())
        raise UsageError(
            message("error-observed-no-date", records=wrong, columns=names), "", message("error-write-date")
        )
    for part, persons in zip((SINCE, ENDS), several, strict=True):
        if persons:
            said = message("error-observed-twice", persons=persons, column=columns[part])
            raise UsageError(said, "", message("error-of-the-person"))
    days = ", ".join(
        f"COALESCE({part}, {day}) AS told_{part}" for part, day in zip((SINCE, ENDS), otherwise, strict=True)
    )
    engine.table("told", f"SELECT person AS told_person, {days} FROM told_all")
    engine.drop("told_all")
