"""Results as frames: tables and decisions of a run for Arrow, Polars and pandas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.measurement.counting.summary import Table
from sojourn.measurement.running.part import CROSSINGS_FILE, DATE_FILE
from sojourn.measurement.running.stamp import KEY, stamp_text
from sojourn.model.errors import MissingExtraError, NotFound, UsageError
from sojourn.model.message import message

if TYPE_CHECKING:
    from sojourn.measurement.running.run import Measured

# Names of what is decided, crossing by crossing and person by person on dates, with how the names of its files begin.
DECISIONS = {"decisions": CROSSINGS_FILE, "counted_on": DATE_FILE}


@contextmanager
def kept_decisions() -> Iterator[Path]:
    """A folder for the decisions of a run that are wanted as frames."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="sojourn-") as folder:
        yield Path(folder)


def read_decisions(folder: Path) -> dict[str, Any]:
    """The decisions that a run wrote to a folder, as Arrow tables by name."""
    from pyarrow import parquet

    found = sorted(folder.iterdir())
    parts = {name: [path for path in found if path.name.startswith(begun)] for name, begun in DECISIONS.items()}
    return {name: _joined([parquet.read_table(path) for path in paths]) for name, paths in parts.items() if paths}


def _joined(tables: list[Any]) -> Any:
    import pyarrow as pa

    return pa.concat_tables(tables, promote_options="permissive")


def arrow_of(rows: Table, columns: Sequence[str], marks: Mapping[str, Any]) -> Any:
    """A table of results for Arrow, stamped; a column of which all is hidden keeps its place."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("pyarrow", "measure") from error
    return stamped(pa.table({column: [row.get(column) for row in rows] for column in columns}), marks)


def stamped(table: Any, marks: Mapping[str, Any]) -> Any:
    """An Arrow table with the stamp among its metadata."""
    return table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: stamp_text(marks)})


class Frames:
    """The tables of a result, by name, for Arrow, Polars or pandas.

    Names are those of `Measured.tables` ("counts", "net", "residents", "undecided", "attrition", "comparison", "differences",
    "revisions"), and "decisions" and "counted_on" where decisions were asked for. Counts are exact; with `shown` small ones
    are hidden and the others rounded, as they may be published.

    Each frame says what it rests on: Arrow in the metadata of its schema and pandas in `attrs`, under "sojourn", as one text
    of JSON. A Polars frame has no place for it: give `stamp` to `write_parquet(..., metadata={"sojourn": frames.stamp})`.
    """

    def __init__(self, measured: Measured, decided: dict[str, Any]) -> None:
        self.measured, self.decided = measured, decided

    @property
    def stamp(self) -> str:
        """The stamp of the result as one text of JSON."""
        return stamp_text(self.measured.stamp)

    @property
    def names(self) -> tuple[str, ...]:
        """What there is."""
        return (*self.measured.tables(), *self.decided)

    def arrow(self, name: str, *, shown: bool = False) -> Any:
        """A table as `pyarrow.Table`. Raises NotFound for a name that is none, with those that there are."""
        if name in self.decided:
            return stamped(self.decided[name], self.measured.stamp)
        tables = self.measured.shown() if shown else self.measured.tables()
        if name not in tables:
            missing = "error-no-decisions" if name in DECISIONS else "error-no-such-table"
            raise NotFound(message(missing, name=name), "", message("error-tables-are", names=", ".join(self.names)))
        return arrow_of(tables[name], self.measured.columns(name, tables[name]), self.measured.stamp)

    def polars(self, name: str, *, shown: bool = False) -> Any:
        """A table as `polars.DataFrame`. Raises NotFound as `arrow` does."""
        try:
            import polars
        except ImportError as error:
            raise _not_installed("polars") from error
        return polars.from_arrow(self.arrow(name, shown=shown))

    def pandas(self, name: str, *, shown: bool = False) -> Any:
        """A table as `pandas.DataFrame`. Raises NotFound as `arrow` does."""
        try:
            import pandas  # noqa: F401
        except ImportError as error:
            raise _not_installed("pandas") from error
        frame = self.arrow(name, shown=shown).to_pandas()
        frame.attrs[KEY] = self.stamp
        return frame


def _not_installed(package: str) -> UsageError:
    """What is said of a package that no extra of Sojourn brings along."""
    return UsageError(
        message("error-extra-missing", package=package), "", message("error-install-package", package=package)
    )
