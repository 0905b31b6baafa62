"""JSON files: one item or member a line, the same data as any other JSON."""

from __future__ import annotations

import json

import pytest

from sojourn.model.json_lines import json_lines


@pytest.mark.parametrize("data", [[], {}, [1], [{"a": "é\n"}, [2]], {"b": [1, 2], "a": {"c": None}}])
def test_what_is_written_reads_back(data: object) -> None:
    text = json_lines(data)  # type: ignore[arg-type]
    assert json.loads(text) == data
    assert text.endswith("\n")


def test_items_and_members_stand_on_lines_of_their_own() -> None:
    assert json_lines([{"a": 1}, {"b": 2}]) == '[\n{"a": 1},\n{"b": 2}\n]\n'
    assert json_lines({"a": [1, 2], "b": "x"}) == '{\n"a": [1, 2],\n"b": "x"\n}\n'
