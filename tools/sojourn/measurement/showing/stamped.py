"""The stamp in files of results, each of which says by itself what it rests on, and how it is read back.

Parquet and JSON hold it inside. A CSV file has no place for it that every reader would skip, so it stands beside: in the
metadata file of the W3C's CSV on the Web, whose name the standard fixes (`counts.csv-metadata.json`) and which gives the
columns' meanings and types, too. A report holds it as data that no browser shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sojourn.measurement.counting.summary import Table
from sojourn.measurement.running.stamp import note_of, stamp_text
from sojourn.measurement.showing.headings import HEADINGS
from sojourn.model.errors import UsageError, Where
from sojourn.model.message import message
from sojourn.prose.speaker import Speaker

# What follows the name of a CSV file in the name of its metadata file.
METADATA = "-metadata.json"
# The property of a metadata file that holds the stamp: Dublin Core's statement of where something comes from.
PROVENANCE = "dc:provenance"
# Files by which a folder of results is known.
MARKS = ("measure.json", "protection.json")
_IN_PAGE = re.compile(r'<script type="application/json" id="sojourn-stamp">(.*?)</script>', re.DOTALL)
_DATES = ("on", "known_on")


def csv_metadata(name: str, rows: Table, columns: Sequence[str], marks: Mapping[str, Any]) -> str:
    """The metadata file of a table as CSV: its columns, and the stamp."""
    speaker = Speaker("en")
    found = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": speaker.text(message(f"measure-heading-{name}")),
        "dc:creator": f"sojourn {marks['sojourn']}, {marks['engine']}",
        PROVENANCE: stamp_text(marks),
        "tableSchema": {"columns": [_column(column, rows, speaker) for column in columns]},
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _column(column: str, rows: Table, speaker: Speaker) -> dict[str, Any]:
    """A column of a table; an empty cell of a number is a count that is hidden."""
    numbers = any(isinstance(row.get(column), int) for row in rows)
    kind = "date" if column in _DATES else "integer" if numbers else "string"
    out = {"titles": column, "datatype": kind}
    return {**out, "dc:description": speaker.text(message(HEADINGS[column]))} if column in HEADINGS else out


def in_page(marks: Mapping[str, Any]) -> str:
    """The stamp as it stands in a report."""
    safe = stamp_text(marks).replace("<", "\\u003c")
    return f'<script type="application/json" id="sojourn-stamp">{safe}</script>'


def stamp_of(path: Path) -> dict[str, Any] | None:
    """The stamp of a folder of results, or of one of its files; None for what is no result.

    Raises UsageError for a result whose stamp cannot be read.
    """
    try:
        text = _text_of(path)
        found = json.loads(text) if text is not None else None
    except (OSError, ValueError) as error:
        raise _unreadable(path, str(error).splitlines()[0]) from error
    if found is None:
        return None
    marks = found.get("stamp", found) if isinstance(found, dict) else None
    if not isinstance(marks, dict) or not isinstance(marks.get("rules"), dict):
        raise _unreadable(path, "")
    return marks


def _unreadable(path: Path, detail: str) -> UsageError:
    return UsageError(message("error-no-stamp"), detail, message("error-measure-again"), Where(str(path)))


def _text_of(path: Path) -> str | None:
    """The JSON that holds the stamp of a file or folder; None if there is none."""
    if path.is_dir():
        mark = next((path / name for name in MARKS if (path / name).is_file()), None)
        written = next(iter(sorted(path.glob("part-*.parquet"))), None)
        if mark is None and written is not None and written.is_file():  # a table as Spark writes it
            return note_of(written)
        return mark.read_text("utf-8") if mark else None
    beside = path.with_name(path.name + METADATA)
    match path.suffix.lower():
        case ".json" if path.name.endswith(METADATA):
            return _provenance(path)
        case ".json" if path.is_file():
            return path.read_text("utf-8")
        case ".csv" if beside.is_file():
            return _provenance(beside)
        case ".parquet" if path.is_file():
            return note_of(path)
        case ".html" if path.is_file():
            found = _IN_PAGE.search(path.read_text("utf-8"))
            return found[1] if found else None
    return None


def _provenance(path: Path) -> str | None:
    data = json.loads(path.read_text("utf-8"))
    text = data.get(PROVENANCE) if isinstance(data, dict) else None
    return text if isinstance(text, str) else None
