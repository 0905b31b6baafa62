"""`sojourn simulate`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO

import click

from sojourn.cli.terminal.inputs import day
from sojourn.measurement.intake.simulate import COLUMNS, KINDS, Row, travellers
from sojourn.model.csv_text import STREAM_END, write_csv
from sojourn.model.errors import MissingExtraError, UsageError
from sojourn.model.message import message


@click.command()
@click.option("--people", type=click.IntRange(1, 100_000_000), default=1000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same people.")
@click.option("--from", "first", default="2015-01-01", show_default=True, callback=day, help="First day.")
@click.option("--to", "last", default="2022-12-31", show_default=True, callback=day, help="Last day.")
@click.option("--share", "shares", multiple=True, metavar="KIND=SHARE", help=f"How many of a kind: {', '.join(KINDS)}.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV or Parquet file; else CSV on standard output.")
def simulate(people: int, seed: int, first: str, last: str, shares: tuple[str, ...], out: Path | None) -> None:
    """Synthetic travellers, for tests, teaching and exercises: one row a crossing.

    Visitors, seasonal and circular workers, students, settlers, commuters across the border, returners. All are invented:
    the mix is no picture of any country.
    """
    rows = travellers(
        people, seed=seed, first=date.fromisoformat(first), last=date.fromisoformat(last), shares=_shares(shares)
    )
    if out is None:
        _write_csv(sys.stdout, rows)
        return
    fresh = out.with_name(f".{out.name}.new")
    try:
        if out.suffix.lower() in (".parquet", ".pq"):
            _write_parquet(fresh, rows)
        else:
            with fresh.open("w", encoding="utf-8", newline="") as stream:
                _write_csv(stream, rows)
        fresh.replace(out)
    except OSError as error:
        raise UsageError(
            message("error-file-not-written"), str(error), message("error-check-folder-and-room")
        ) from error


def _shares(texts: tuple[str, ...]) -> dict[str, float]:
    out = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            out[name] = float(value)
        except ValueError as error:
            raise UsageError(message("error-no-share", text=text), "", message("error-write-share")) from error
    return out


def _write_csv(stream: IO[str], rows: Iterable[Row]) -> None:
    write_csv(stream, COLUMNS, rows, STREAM_END)


def _write_parquet(path: Path, rows: Iterable[Row]) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "measure") from error
    kinds = [pa.int64(), pa.date32(), *(pa.dictionary(pa.int32(), pa.string()) for _ in COLUMNS[2:])]
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)))
    each = iter(rows)
    with parquet.ParquetWriter(path, schema) as writer:
        while batch := list(islice(each, 200_000)):
            columns = [pa.array(values, kind) for values, kind in zip(zip(*batch, strict=True), kinds, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))
