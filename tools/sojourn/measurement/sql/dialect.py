"""What engines write differently where records come in and decisions go out: quotes, dates, times. Rules need none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EPOCH = 719_163  # date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Dialect:
    """Patterns of SQL; `{}` is an expression (`{zone}` a quoted zone)."""

    quote: str
    day: str
    date: str
    is_month: str
    time: str
    local: str
    word: str
    text: str = "STRING"
    read: str = "TRY_CAST({} AS DATE)"

    def name(self, column: str) -> str:
        """A column's name as SQL.

        >>> SPARK.name("a `b")
        '`a ``b`'
        """
        return self.quote + column.replace(self.quote, self.quote * 2) + self.quote

    def words(self, code: str, words: Mapping[int, str]) -> str:
        """A code in words; as an enumeration where the engine has them, which is smaller and faster to write.

        >>> SPARK.words("x", {0: "no", 2: "yes"})
        "CASE x WHEN 0 THEN 'no' WHEN 2 THEN 'yes' END"
        """
        kinds = ", ".join(f"'{word}'" for word in words.values())
        arms = " ".join(f"WHEN {n} THEN {self.word.format(word=word, kinds=kinds)}" for n, word in words.items())
        return f"CASE {code} {arms} END"

    def day_number(self, date: str) -> str:
        """The day number of a date."""
        return self.day.format(date)

    def date_of(self, day: str) -> str:
        """The date of a day number."""
        return self.date.format(day)


DUCKDB = Dialect(
    '"',
    f"CAST({{}} - DATE '1970-01-01' AS INT) + {EPOCH}",
    f"DATE '1970-01-01' + CAST({{}} - {EPOCH} AS INT)",
    "regexp_full_match({}, '[0-9]{{4}}-[0-9]{{2}}')",
    "strftime({}, '%H:%M:%S.%f')",
    "CAST(timezone({zone}, {}) AS DATE)",
    "CAST('{word}' AS ENUM({kinds}))",
)
SPARK = Dialect(
    "`",
    f"datediff({{}}, DATE '1970-01-01') + {EPOCH}",
    f"date_add(DATE '1970-01-01', CAST({{}} - {EPOCH} AS INT))",
    "{} RLIKE '^[0-9]{{4}}-[0-9]{{2}}$'",
    "date_format({}, 'HH:mm:ss.SSSSSS')",
    "CAST(from_utc_timestamp({}, {zone}) AS DATE)",
    "'{word}'",
)
# By functions that `sqlite_records` adds; dates are day numbers there.
SQLITE = Dialect('"', "{}", "date_of({})", "is_month({})", "{}", "{}", "'{word}'", "TEXT", "day_of({})")
