"""Records as offices have them: files of both forms, doubtful rows, and what is said about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from sojourn.measurement.counting.disclosure import Disclosure
from sojourn.measurement.intake.mapping import Treatment, mapping_from_dict
from sojourn.measurement.intake.simulate import KINDS, travellers
from sojourn.model.errors import UsageError

RULE = "nzl-obm-arrival"
HEAD = "person,date,direction\n"
Ran = Callable[..., Result]


@pytest.fixture
def records(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "moves.csv"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["measure", *words])


def found(*words: str) -> dict[str, Any]:
    result = run(*words, "--rule", RULE, "--threshold", "0", "--round", "1", "--format", "json")
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.output)
    return data


def doubts(data: dict[str, Any]) -> dict[str, int]:
    return {doubt["case"]: doubt["records"] for doubt in data["quality"]["doubts"]}


STAYED = "a,2017-01-01,arrival\na,2019-01-01,departure\n"


def test_one_row_a_crossing_and_one_row_a_stay_give_the_same(records: Callable[[str], str]) -> None:
    one = found(records(HEAD + STAYED), "--initial-status", "non-resident", "--observed-until", "2021-01-01")
    other = found(
        records("id,from,to\na,2017-01-01,2019-01-01\n"),
        "--initial-status",
        "non-resident",
        "--observed-until",
        "2021-01-01",
    )
    assert one["counts"] == other["counts"]
    assert [(row["period"], row["direction"], row["counted"]) for row in one["counts"]] == [
        ("2017", "arrival", 1),
        ("2019", "departure", 1),
    ]


@pytest.mark.parametrize(
    ("rows", "case"),
    [
        (",2017-01-01,arrival\n", "no-person"),
        ("b,2017-02-30,arrival\n", "no-date"),
        ("b,,arrival\n", "no-date"),
        ("b,2017-01-01,sideways\n", "no-direction"),
        ("b,1850-01-01,arrival\n", "out-of-range"),
        ("b,2017-05,arrival\n", "month-only"),
        ("b,2017-01-01,arrival\nb,2017-01-01,arrival\n", "duplicate"),
        ("b,2017-01-01,arrival\nb,2017-03-01,arrival\n", "repeated"),
    ],
)
def test_a_doubtful_record_is_counted_and_can_stop_the_run(records: Callable[[str], str], rows: str, case: str) -> None:
    path = records(HEAD + STAYED + rows)
    assert doubts(found(path)) == {case: 1}
    stopped = run(path, "--rule", RULE, "--doubtful", f"{case}=stop")
    assert stopped.exit_code == 2
    assert case in stopped.stderr


@pytest.mark.parametrize(
    ("policy", "counted"), [("exclude-person", []), ("keep-first", ["2017"]), ("keep-last", ["2018"])]
)
def test_where_a_crossing_is_missing_the_policy_says_which_one_counts(
    records: Callable[[str], str], policy: str, counted: list[str]
) -> None:
    path = records(HEAD + "b,2017-01-01,arrival\nb,2018-06-01,arrival\n")
    words = ["--initial-status", "non-resident", "--observed-until", "2021-01-01", "--doubtful", f"repeated={policy}"]
    assert [row["period"] for row in found(path, *words)["counts"] if row["counted"]] == counted


def test_crossings_of_one_day_alternate_whatever_their_order_in_the_file(records: Callable[[str], str]) -> None:
    trip = "a,2018-01-01,arrival\na,2018-01-01,departure\n"
    other = "a,2018-01-01,departure\na,2018-01-01,arrival\n"
    words = ["--initial-status", "non-resident", "--observed-until", "2021-01-01"]
    one, two = (found(records(HEAD + STAYED + rows), *words) for rows in (trip, other))
    assert one["counts"] == two["counts"]
    assert doubts(one) == {}
    assert one["quality"]["notes"]["same-day"] == 1


def test_the_local_date_of_a_time_counts(records: Callable[[str], str]) -> None:
    path = records(HEAD + "a,2017-12-31T23:30:00+13:00,arrival\n")
    data = found(path, "--observed-until", "2021-01-01", "--initial-status", "non-resident")
    assert [row["period"] for row in data["counts"]] == ["2017"]


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("who,when,how\na,2017-01-01,arrival\n", [], "the data have no column for 'person'"),
        (HEAD + STAYED, ["--column", "person=nobody"], "there is no column 'nobody'"),
        (HEAD + STAYED, ["--by", "sex"], "there is no column 'sex'"),
        (HEAD + STAYED, ["--threshold", "1000000000"], "makes no sense"),
        (HEAD + STAYED, ["--rule", RULE], "named twice"),
        (HEAD + STAYED, ["--doubtful", "repeated=guess"], "no policy"),
        (HEAD + STAYED, ["--initial-status", "perhaps"], "no status at the start"),
        (HEAD, [], "hold no date"),
    ],
)
def test_wrong_input_is_refused_in_words(records: Callable[[str], str], text: str, words: list[str], said: str) -> None:
    result = run(records(text), "--rule", RULE, *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr


def test_a_file_that_is_not_there_and_one_that_is_no_table(tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 no")
    for path, said in ((tmp_path / "none.csv", "no such file"), (broken, "cannot be read")):
        result = run(str(path), "--rule", RULE)
        assert result.exit_code == 2
        assert said in result.stderr


def test_results_replace_the_last_ones_only_when_they_are_whole(records: Callable[[str], str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = records(HEAD + STAYED)
    assert run(path, "--rule", RULE, "--out", str(out)).exit_code == 0
    before = (out / "report.html").read_text("utf-8")
    assert run(path, "--rule", RULE, "--doubtful", "no-such=stop", "--out", str(out)).exit_code == 2
    assert run(records("x\n"), "--rule", RULE, "--out", str(out)).exit_code == 2
    assert (out / "report.html").read_text("utf-8") == before
    assert {"counts.csv", "decisions", "measure.json", "report.html"} <= {each.name for each in out.iterdir()}
    foreign = tmp_path / "mine"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("dear", "utf-8")
    assert run(path, "--rule", RULE, "--out", str(foreign)).exit_code == 2
    assert (foreign / "letter.txt").exists()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_report_names_no_person_and_needs_no_network(
    records: Callable[[str], str], tmp_path: Path, lang: str
) -> None:
    path = records(HEAD + STAYED.replace("a,", "secret-7,"))
    assert (
        run(
            path, "--rule", RULE, "--rule", "eu-862-2007-immigrant", "--lang", lang, "--out", str(tmp_path / "o")
        ).exit_code
        == 0
    )
    page = (tmp_path / "o" / "report.html").read_text("utf-8")
    assert "secret-7" not in page
    assert "src=" not in page and "href=" not in page
    assert RULE in page and f'lang="{lang}"' in page


def test_a_rule_of_which_something_is_taken_for_granted_is_not_called_completely_stated(
    records: Callable[[str], str], tmp_path: Path
) -> None:
    said = {}
    whole = tmp_path / "whole.yaml"
    whole.write_text(
        "event: arrival\nmeasure: stay\nthreshold: {value: 12, unit: month, comparison: '>='}\nupper_bound: none\n"
        "accumulation: continuous\ninterruptions: none\nbasis: actual\nprior: non-resident\nday_convention: nights\n",
        "utf-8",
    )
    for rule in (RULE, str(whole)):
        out = tmp_path / Path(rule).stem
        result = run(records(HEAD + STAYED), "--rule", rule, "--out", str(out))
        assert result.exit_code == 0, result.output
        said[rule] = (out / "report.html").read_text("utf-8")
    assert "there is taken to be none" in said[RULE] and "Completely stated" not in said[RULE]
    assert "Completely stated" in said[str(whole)] and "taken" not in said[str(whole)].split("<h2>")[1]


def test_a_rule_that_records_cannot_decide_says_why(records: Callable[[str], str]) -> None:
    result = run(records(HEAD + STAYED), "--rule", "un-2021-immigrant-b-intended")
    assert result.exit_code == 0
    assert "intended, permitted or registered" in result.output


def test_small_counts_are_hidden_and_others_rounded() -> None:
    shown = Disclosure(10, 5)
    assert [shown.shown(n) for n in (0, 1, 9, 10, 12, 13, -3, -12)] == [0, None, None, 10, 10, 15, None, -10]


def test_frames_of_arrow_polars_and_pandas_are_read_alike() -> None:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    import sojourn
    from sojourn.measurement.running.run import Options

    data = {"person": [1, 1], "date": [date(2017, 1, 1), date(2019, 1, 1)], "direction": ["arrival", "departure"]}
    options = Options(treatment=Treatment(None, date(2021, 1, 1), "non-resident"))
    tables = [
        sojourn.measure(frame, [RULE], options).tables()
        for frame in (pa.table(data), pl.DataFrame(data), pd.DataFrame(data))
    ]
    assert tables[0] == tables[1] == tables[2]
    assert tables[0]["net"][0]["net"] == 1


def test_a_mapping_refuses_a_key_that_is_none() -> None:
    with pytest.raises(UsageError, match="no key of a column mapping"):
        mapping_from_dict({"persno": "id"})


def test_the_same_seed_gives_the_same_travellers_and_more_people_change_nobody() -> None:
    few, many = list(travellers(50, seed=3)), list(travellers(80, seed=3))
    assert many[: len(few)] == few
    assert few != list(travellers(50, seed=4))
    assert {row[3] for row in travellers(2000, seed=1)} == set(KINDS)


def test_parts_of_a_large_run_add_up_and_a_killed_run_goes_on(records: Callable[[str], str], tmp_path: Path) -> None:
    import sojourn
    from sojourn.measurement.running.run import Options
    from sojourn.service.measure import measure

    rows = "".join(f"{p},{day},{direction}\n" for p, day, direction, *_ in travellers(60, seed=2))
    path = records(HEAD + rows)
    whole = measure(sojourn.load(), path, [RULE], Options())
    begun: list[int] = []

    def stop(part: int, parts: int, step: str) -> None:
        begun.append(part)
        if part == 2:
            raise KeyboardInterrupt

    options = Options(part=50)
    with pytest.raises(KeyboardInterrupt):
        measure(sojourn.load(), path, [RULE], options, work=tmp_path / "w", progress=stop)
    begun.clear()
    again = measure(
        sojourn.load(),
        path,
        [RULE],
        options,
        work=tmp_path / "w",
        progress=lambda part, parts, step: begun.append(part),
    )
    assert min(begun) == 2
    assert again.cube.each == whole.cube.each
    assert again.quality.used == whole.quality.used


def test_a_result_knows_when_its_rules_have_changed(records: Callable[[str], str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(records(HEAD + STAYED), "--rule", RULE, "--out", str(out)).exit_code == 0
    assert run(str(out)).exit_code == 0
    mark = out / "measure.json"
    data = json.loads(mark.read_text("utf-8"))
    data["stamp"]["rules"][RULE] = "0" * 64
    mark.write_text(json.dumps(data), "utf-8")
    result = run(str(out))
    assert result.exit_code == 1
    assert RULE in result.output


def test_moments_beside_times_without_a_zone_are_refused(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for name, moment in (("a", "TIMESTAMPTZ '2019-01-01 10:00:00+00'"), ("b", "TIMESTAMP '2019-01-01 23:00:00'")):
        row = f"SELECT '{name}' AS person, {moment} AS date, 'arrival' AS direction"
        duckdb.sql(f"COPY ({row}) TO '{tmp_path / name}.parquet'")
    words = ("--rule", RULE, "--zone", "Pacific/Auckland")
    result = run(str(tmp_path / "a.parquet"), str(tmp_path / "b.parquet"), *words)
    assert result.exit_code == 2
    assert "b.parquet" in result.output
    assert "the column 'date' holds TIMESTAMP here, and moments in another file" in result.output
    assert run(str(tmp_path / "a.parquet"), str(tmp_path / "a.parquet"), *words).exit_code == 0
