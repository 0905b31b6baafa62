"""A large list that is written in pieces: the same text as in one, packed as one gzip file, and kept piece by piece."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from sojourn.build.pieces import KeptPieces, write_pieces
from sojourn.model.json_lines import json_line, json_lines

LISTS: tuple[list[list[object]], ...] = ([], [[1]], [[1, 2], [{"a": "é"}]], [[0], [1, 2, 3], ["x" * 100_000]])


def written(folder: Path, lists: list[list[object]], kept: Path | None = None) -> tuple[str, bytes, list[int]]:
    """The file, the packed one, and which pieces had to be made."""
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return ",\n".join(map(json_line, lists[number]))

    pieces = KeptPieces(kept)
    found = [pieces.take(json_line(part), lambda number=number: make(number)) for number, part in enumerate(lists)]  # type: ignore[misc]
    pieces.close()
    write_pieces(folder / "list.json", found)
    return (folder / "list.json").read_text("utf-8"), (folder / "list.json.gz").read_bytes(), made


@pytest.mark.parametrize("lists", LISTS)
def test_pieces_make_the_file_that_the_whole_list_makes(tmp_path: Path, lists: list[list[object]]) -> None:
    text, packed, _ = written(tmp_path, lists)
    assert text == json_lines([item for part in lists for item in part])
    assert gzip.decompress(packed).decode("utf-8") == text
    # One member: programs in browsers read no further than the first.
    assert packed.count(b"\x1f\x8b\x08") == 1
    assert json.loads(text) == [item for part in lists for item in part]


def test_only_what_changed_is_made_again_and_the_bytes_do_not_tell(tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite"
    assert written(tmp_path, [[1], [2], [3]], kept)[2] == [0, 1, 2]
    text, packed, made = written(tmp_path, [[1], [5], [3]], kept)
    assert made == [1]
    assert (text, packed) == written(tmp_path, [[1], [5], [3]])[:2]
    # What the last build did not use is gone.
    assert written(tmp_path, [[1], [2], [3]], kept)[2] == [1]


def test_a_damaged_file_of_pieces_is_made_anew(tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite"
    kept.write_bytes(b"no database, whatever its name may say" * 40)
    assert written(tmp_path, [[1]], kept)[2] == [0]
    assert written(tmp_path, [[1]], kept)[2] == []
