"""Results as files: tables, decisions as Parquet, and the report; the whole folder at once or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sojourn.measurement.counting.summary import Table
from sojourn.measurement.running.frames import arrow_of
from sojourn.measurement.running.run import Measured
from sojourn.measurement.running.stamp import rests_on
from sojourn.measurement.showing.stamped import METADATA, csv_metadata
from sojourn.model.csv_text import STREAM_END, records_csv
from sojourn.model.errors import SojournError, UsageError, Where
from sojourn.model.message import message
from sojourn.prose.said import all_said
from sojourn.prose.speaker import Speaker

FORMATS = ("csv", "parquet", "json")
MARK = "measure.json"


class OutFolder:
    """A folder of results: made beside its place, and put there when it is whole; the last good one stays until then.

    `mark` is the file by which such a folder is known. Raises UsageError for a folder that holds something else.
    """

    def __init__(self, path: Path, mark: str = MARK) -> None:
        self.path, self.fresh = path, path.with_name(f".{path.name}.new")
        if path.exists() and (not path.is_dir() or (any(path.iterdir()) and not (path / mark).exists())):
            raise UsageError(
                message("error-folder-holds-else"),
                message("error-no-results-folder"),
                message("error-other-out"),
                Where(str(path)),
            )
        self.fresh.mkdir(parents=True, exist_ok=True)

    def decisions(self) -> Path:
        """The folder for decisions inside, made when it is asked for."""
        folder = self.fresh / "decisions"
        folder.mkdir(exist_ok=True)
        return folder

    def discard(self) -> None:
        """Give back the room of what was not finished, of which nobody can make use."""
        shutil.rmtree(self.fresh, ignore_errors=True)

    def finish(self, write: Callable[[Path], None]) -> None:
        """Let `write` fill the folder, and put it in its place."""
        try:
            write(self.fresh)
            old = self.path.with_name(f".{self.path.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            if self.path.exists():
                self.path.replace(old)
            self.fresh.replace(self.path)
            shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise SojournError(
                message("error-results-not-written"),
                str(error),
                message("error-make-room-out"),
            ) from error


def write_all(folder: Path, measured: Measured, formats: Sequence[str], pages: Sequence[tuple[str, str]]) -> None:
    """The tables in some formats, `measure.json` with all that the results rest on, and pages by name."""
    shown = measured.shown()
    _without_others(folder / "decisions", measured.stamp)
    for name, rows in shown.items():
        columns = measured.columns(name, rows)
        for form in formats:
            if form == "csv":
                # What is hidden is empty.
                (folder / f"{name}.csv").write_text(records_csv(rows, columns, STREAM_END), "utf-8")
                (folder / f"{name}.csv{METADATA}").write_text(
                    csv_metadata(name, rows, columns, measured.stamp), "utf-8"
                )
            elif form == "parquet":
                _write_parquet(folder / f"{name}.parquet", arrow_of(rows, columns, measured.stamp))
    for page, text in pages:
        (folder / page).write_text(text, "utf-8")
    (folder / MARK).write_text(
        json.dumps(to_dict(measured, shown), ensure_ascii=False, indent=2, default=str) + "\n", "utf-8"
    )


def _without_others(decisions: Path, marks: Mapping[str, Any]) -> None:
    """Remove what another run that was interrupted left behind."""
    for path in decisions.glob("*") if decisions.is_dir() else ():
        if path.is_file() and not rests_on(path, marks):
            path.unlink()


def to_dict(measured: Measured, shown: dict[str, Table] | None = None) -> dict[str, Any]:
    """A result as JSON: counts as they may be shown, what was found in the data, and the stamp."""
    speaker = Speaker("en")
    return {
        "rules": [
            {
                "id": plan.id,
                "decides": plan.kind,
                "completions": len(plan.variants),
                "by_person": speaker.text(plan.by_person) if plan.by_person else None,
                **all_said("assumptions", plan.assumptions, speaker),
            }
            for plan in measured.rules
        ],
        "not_measured": {
            name: {"text": speaker.text(why), **why.to_dict()} for name, why in measured.not_measured.items()
        },
        "quality": measured.quality.to_dict(),
        "decided_person_by_person": measured.by_hand,
        **(shown if shown is not None else measured.shown()),
        "stamp": measured.stamp,
    }


def _write_parquet(path: Path, table: Any) -> None:
    from pyarrow import parquet

    parquet.write_table(table, path)
