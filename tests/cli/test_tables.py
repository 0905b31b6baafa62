"""Histories out of spreadsheets: read as they are meant, or refused with the row and what to write; never misread.

The dialects are those of public reports: getodk/javarosa 687 (byte-order mark), younginnovations/aidstream 77
(semicolons, dates), tainacan/tainacan 1103, beancount/fava 905 and AlexandreDecan/portion 94 (open ends).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.cli.main import main
from sojourn.cli.people.tables import decoded, read_table, with_dates
from sojourn.cli.people.travellers import read_histories
from sojourn.model.errors import SojournError, UsageError
from sojourn.rules import History

NEEDED = ("id", "from", "to")


def read(tmp_path: Path, text: str | bytes, name: str = "h.csv") -> list[History]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_histories(path, lambda name: [])


def stays(histories: list[History]) -> list[str]:
    return [f"{h.id} {came} {left}" for h in histories for came, left in h.stays]


PLAIN = "id,from,to\na,2017-01-01,2018-06-01\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "|"),
        "sep=;\r\n" + PLAIN.replace(",", ";"),
        '"id";"from";"to"\n"a";"2017-01-01";"2018-06-01"\n',
        "ID,From,To\na,2017-01-01,2018-06-01\n",
        "id, from, to\na, 2017-01-01, 2018-06-01\n",
        "id,from,to,\na,2017-01-01,2018-06-01,\n",
        "id,from,to\n\na,2017-01-01,2018-06-01\n,,\n\n",
        "to,id,from\n2018-06-01,a,2017-01-01\n",
        "id,from,to\na,2017-1-1,2018-6-1\n",
        "id,from,to\na,2017/01/01,2018/06/01\n",
        "id,from,to\na,2017-01-01 00:00:00,2018-06-01T00:00\n",
        "id,from,to\na,01.01.2017,01.06.2018\n",
    ],
    ids=[
        *(
            "commas",
            "line ends of Windows",
            "byte-order mark",
            "UTF-16",
            "semicolons",
            "tabs",
            "bars",
            "named",
            "quoted",
        ),
        *("capitals", "spaces", "empty column", "empty rows", "other order", "short", "slashes", "midnight", "dots"),
    ],
)
def test_every_usual_dialect_says_the_same(tmp_path: Path, text: str | bytes) -> None:
    assert stays(read(tmp_path, text)) == ["a 2017-01-01 2018-06-01"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("13/02/2017,14/03/2018\nb,01/02/2017,", ["a 2017-02-13 2018-03-14", "b 2017-02-01 None"]),
        ("02/13/2017,03/14/2018\nb,01/02/2017,", ["a 2017-02-13 2018-03-14", "b 2017-01-02 None"]),
        ("05/05/2017,", ["a 2017-05-05 None"]),
        ("2017-01-01,9999-12-31", ["a 2017-01-01 None"]),
        ("2017-01-01,31/12/9999", ["a 2017-01-01 None"]),
    ],
    ids=["a row shows that the day is first", "that the month is", "both the same", "open end", "open end, day first"],
)
def test_dates_are_read_as_the_table_settles_it(tmp_path: Path, dates: str, expected: list[str]) -> None:
    assert stays(read(tmp_path, f"id,from,to\na,{dates}\n")) == expected


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("id,from,to\na,01/02/2017,03/04/2018\n", 2, "'01/02/2017' may be two dates"),
        ("id,from,to\na,13/02/2017,\nb,02/13/2017,\n", 3, "the dates are written in two ways"),
        ("id,from,to\nb,2017-01-01,\na,42736,43252\n", 3, "2017-01-01, in another 2021-01-02"),
        ("id,from,to\na,2017-01-01,NA\n", 2, "'NA' is no date"),
        ("id,from,to\na,2017-01-01,NULL\n", 2, "Leave the cell empty"),
        ("id,from,to\na,2017-01-01T23:30:00-05:00,\n", 2, "a time of day"),
        ("id,from,to\na,2017-W01-1,\n", 2, "no date of the form 2020-12-31"),
        ("id,from,to\na,20170101,\n", 2, "no date of the form 2020-12-31"),
        ("id,from,to\na,2019-02-29,\n", 2, "there is no such day"),
        ("id,from,to\na,31/02/2019,\n", 2, "there is no such day"),
        ("id,from,to\na,0001-01-01,\n", 2, "out of reach"),
        ("id,from,to\na,2017-01-01,9999-12-30\n", 2, "out of reach"),
        ("person;in;out\na;1;2\n", 1, "the column 'id' is missing"),
        ("id,from,to,colour\na,2017-01-01,,red\n", 1, "'colour' is no column"),
        ("id,from,to,to\na,2017-01-01,,\n", 1, "the column 'to' stands twice"),
        ("id,from,to\na,2017-01-01\n", 2, "not as many values"),
        ("id,from,to\na,2017-01-01,,,x\n", 2, "not as many values"),
        ('id,from,to\n"a"b,2017-01-01,\n', 2, "the table cannot be read"),
        ('"id\n', None, "the table cannot be read"),
        ("", 1, "the column 'id' is missing"),
        ("id,from,to\n", 2, "the table has no rows"),
        ("id,from,to\na\x1b[31m,2017-01-01,\n", 2, "U+001B"),
        ("id,from,to\na\u202e,2017-01-01,\n", 2, "U+202E"),
        (b"id,from,to\nJos\xe9,2017-01-01,\n", 2, "not UTF-8"),
    ],
)
def test_what_might_be_misread_is_refused_with_its_row(
    tmp_path: Path, text: str | bytes, line: int | None, told: str
) -> None:
    with pytest.raises(UsageError) as raised:
        read(tmp_path, text)
    assert told in str(raised.value)
    assert raised.value.advice
    if line is not None:
        assert raised.value.where.line == line


def test_a_table_may_come_from_standard_input() -> None:
    text = "id;from;to;initial_status\na;2017-01-01;2018-06-01;non-resident\n"
    result = CliRunner().invoke(main, ["apply", "nzl-obm-arrival", "-"], input=text)
    assert result.exit_code == 0, result.output
    assert "2017-01-01 arrival   migration" in result.output


def test_two_travellers_with_one_id_are_refused(tmp_path: Path) -> None:
    text = "- {id: a, stays: [{from: 2017-01-01, to: null}]}\n- {id: a, stays: []}\n"
    with pytest.raises(UsageError, match="two travellers with the id 'a'") as raised:
        read(tmp_path, text, "h.yaml")
    assert raised.value.where.line == 2


CELLS = st.sampled_from(
    ["id", "from", "to", "a", "2017-01-01", "01/02/2017", "42736", "NA", "", '"', "9999-12-31", " ", "é", "13.02.2017"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=4), max_size=5),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["", "id,from,to\n"]),
)
def test_no_table_is_an_internal_fault(rows: list[list[str]], separator: str, header: str) -> None:
    """Whatever stands in it, a table is read or refused with our own error."""
    text = header.replace(",", separator) + "\n".join(separator.join(row) for row in rows)
    try:
        table = with_dates(read_table(decoded(text.encode(), "h.csv"), "h.csv", NEEDED), ("from", "to"))
    except SojournError as error:
        assert error.where.file == "h.csv"
        return
    assert all(set(row.values) >= set(NEEDED) for row in table.rows)


def test_a_table_beyond_the_bound_is_too_large_to_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sojourn.cli.people.travellers.MAX_TABLE", 30)
    path = tmp_path / "many.csv"
    path.write_text("id,from,to\na,2020-01-01,2021-01-01\n", "utf-8")
    with pytest.raises(UsageError, match="too large to decide") as caught:
        read_histories(path, lambda _: [])
    assert "sojourn measure" in caught.value.advice
