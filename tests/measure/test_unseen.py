"""What nobody saw: an office that began to look on some day, or did not look for some time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from sojourn.measurement.deciding.by_person import ANSWER, STATUS
from sojourn.measurement.planning.plan import plan_rule
from sojourn.measurement.planning.unseen import Unseen, persons_concerned, reach
from sojourn.measurement.sql.engine import Engine
from sojourn.model.rule import Bound, Limb, Window
from sojourn.rules import History, apply
from tests.measure.agreement import ENGINES, Records, decided
from tests.measure.people import Population

HEAD = "person,date,direction\n"
LAST = ("--observed-until", "2022-12-31", "--threshold", "0", "--round", "1", "--format", "json")
RULE = "nzl-obm-arrival"
NINE_OF_TWELVE = Limb(
    event="arrival", measure="stay", threshold=Bound(9, "month", ">="), accumulation="cumulative",
    window=Window(12, "month", "arrival", "forward"), basis="actual", prior="non-resident",
)  # fmt: skip


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["measure", *map(str, words)])


@pytest.fixture
def measured(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    def measure(rows: str, rule: str, *words: str, head: str = HEAD) -> dict[str, Any]:
        path = tmp_path / "moves.csv"
        path.write_text(head + rows, "utf-8")
        made = run(path, "--rule", rule, *LAST, *words)
        assert made.exit_code == 0, made.output
        data: dict[str, Any] = json.loads(made.stdout)
        return data

    return measure


def answers(data: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    return [(row["period"], row["direction"], row["counted"], row["undecided"]) for row in data["counts"]]


Measured = Callable[..., dict[str, Any]]


def test_who_was_there_for_long_since_observation_began_was_a_resident(measured: Measured) -> None:
    left = "a,2017-06-01,departure\n"
    # Nothing is said of the status: a departure for good is a migration of residents only.
    assert answers(measured(left, RULE)) == [("2017", "departure", 0, 1)]
    # Seen in the country for seventeen months before: whoever that is, is a resident.
    assert answers(measured(left, RULE, "--observed-from", "2016-01-01")) == [("2017", "departure", 1, 0)]
    # Seen for five months only.
    assert answers(measured(left, RULE, "--observed-from", "2017-01-01")) == [("2017", "departure", 0, 1)]


def test_who_was_away_for_long_since_observation_began_was_no_resident(measured: Measured) -> None:
    came = "a,2017-06-01,arrival\n"
    assert answers(measured(came, RULE)) == [("2017", "arrival", 0, 1)]
    assert answers(measured(came, RULE, "--observed-from", "2016-01-01")) == [("2017", "arrival", 1, 0)]


HALF_THE_YEAR = """event: reference-date
measure: stay
threshold: {value: 6, unit: month, comparison: ">="}
accumulation: cumulative
window: {value: 12, unit: month, anchor: reference-date, direction: backward}
basis: actual
day_convention: nights
"""


@pytest.mark.parametrize(
    ("rows", "first", "found"),
    [
        # There until June: six months before the date were seen, or five.
        ("a,2018-06-01,departure\n", "2016-01-01", "counted"),
        ("a,2018-06-01,departure\n", "2017-08-01", "undecided"),
        # Came in November: of the ten months before, so many were seen that too few are left; or not.
        ("a,2017-11-01,arrival\n", "2017-03-01", "not_counted"),
        ("a,2017-11-01,arrival\n", "2017-10-01", "undecided"),
    ],
)
def test_days_before_observation_began_are_neither_presence_nor_absence(
    measured: Measured, tmp_path: Path, rows: str, first: str, found: str
) -> None:
    rule = tmp_path / "half.yaml"
    rule.write_text(HALF_THE_YEAR, "utf-8")
    (row,) = measured(rows, str(rule), "--on", "2018-01-01", "--observed-from", first)["residents"]
    assert [name for name in ("counted", "not_counted", "undecided") if row[name]] == [found]


def test_a_record_from_a_time_that_was_not_observed_is_counted_as_doubtful(measured: Measured) -> None:
    rows = "a,2017-01-01,arrival\nb,2018-03-10,arrival\n"
    data = measured(rows, RULE, "--unobserved", "2018-03-01..2018-03-31")
    assert [(doubt["case"], doubt["records"]) for doubt in data["quality"]["doubts"]] == [("out-of-range", 1)]
    assert data["stamp"]["options"]["unobserved"] == [["2018-03-01", "2018-03-31"]]


def test_a_gap_leaves_open_what_could_have_happened_in_it(measured: Measured) -> None:
    rows = "a,2017-01-01,arrival\na,2018-06-01,departure\n"
    start = ("--initial-status", "non-resident")
    assert answers(measured(rows, RULE, *start))[0] == ("2017", "arrival", 1, 0)
    # Away for the whole gap he would not have stayed for twelve of sixteen months.
    long = measured(rows, RULE, *start, "--unobserved", "2017-06-01..2018-01-31")
    assert answers(long)[0] == ("2017", "arrival", 0, 1)
    short = measured(rows, RULE, *start, "--unobserved", "2017-06-01..2017-06-30")
    assert answers(short)[0] == ("2017", "arrival", 1, 0)


@pytest.mark.parametrize(("lang", "said"), [("en", "Nobody looked from 1 March 2018"), ("fr", "du 1er mars 2018")])
def test_the_report_says_what_was_not_seen(tmp_path: Path, lang: str, said: str) -> None:
    path = tmp_path / "moves.csv"
    path.write_text(HEAD + "a,2017-06-01,arrival\n", "utf-8")
    seen = ("--observed-from", "2015-02-01", "--unobserved", "2018-03-01..2018-03-31")
    assert run(path, "--rule", RULE, *seen, "--lang", lang, "--out", tmp_path / "out").exit_code == 0
    page = (tmp_path / "out/report.html").read_text("utf-8")
    assert said in page and "2015" in page


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("first", [date(2016, 1, 1), date(2017, 3, 1)])
def test_each_engine_says_what_apply_says(make: Callable[[], Engine], first: date) -> None:
    stays = {
        "there": ((None, date(2017, 6, 1)),),
        "came": ((date(2017, 6, 1), None),),
        "back": ((None, date(2017, 6, 1)), (date(2018, 9, 1), date(2018, 10, 1))),
    }
    until = date(2020, 1, 1)
    people = tuple(History(name, each, None, until, observed_from=first) for name, each in stays.items())
    records = Records(Population(people, until, None), {}, unseen=Unseen(first.toordinal()))
    wanted = {
        (history.id, place): (STATUS[d.status_before], ANSWER[d.migration], STATUS[d.status_after])
        for history in people
        for place, d in enumerate(apply(NINE_OF_TWELVE, history), 1)
    }
    assert decided(make(), [plan_rule("r", NINE_OF_TWELVE, None)], records) == [wanted]
    assert {before for before, _, _ in wanted.values()} >= ({0, 2} if first.year == 2016 else {1})


def test_persons_are_decided_one_by_one_only_where_a_rule_looks_at_what_was_not_seen() -> None:
    ahead = plan_rule("ahead", NINE_OF_TWELVE, None)
    behind = plan_rule("behind", replace(NINE_OF_TWELVE, window=Window(12, "month", "arrival", "backward")), None)
    assert reach(ahead).back == 0 and 365 < reach(ahead).ahead < 400
    assert 365 < reach(behind).back < 400
    first = Unseen(date(2016, 1, 1).toordinal())
    assert list(persons_concerned(0, ahead, first, "")) == []
    assert len(list(persons_concerned(0, behind, first, ""))) == 1


@pytest.mark.parametrize("make", ENGINES)
def test_months_that_roll_over_are_counted_so_by_each_engine(make: Callable[[], Engine]) -> None:
    """Six months from 31 August end on 28 February, or on 1 March: who leaves on that day stayed for them or did not."""
    person = History(
        "a", ((date(2018, 8, 31), date(2019, 2, 28)), (date(2020, 2, 1), None)), "non-resident", date(2022, 1, 1)
    )
    records = Records(Population((person,), date(2022, 1, 1), "non-resident"), {})
    found = {}
    for month_end in (None, "rolled-over"):
        rule = replace(
            NINE_OF_TWELVE, threshold=Bound(6, "month", ">="), accumulation="continuous", window=None, month_end=month_end
        )  # fmt: skip
        (codes,) = decided(make(), [plan_rule("r", rule, None)], records)
        assert codes == {
            ("a", place): (STATUS[d.status_before], ANSWER[d.migration], STATUS[d.status_after])
            for place, d in enumerate(apply(rule, person), 1)
        }
        found[month_end] = codes["a", 1][1]
    assert found == {None: 2, "rolled-over": 0}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--unobserved", "2018-03-01"), "names no first and last day"),
        (("--unobserved", "2018-03-31..2018-03-01"), "before it begins"),
        (("--observed-from", "2023-01-01"), "lies before"),
    ],
)
def test_days_that_make_no_sense_are_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    path = tmp_path / "moves.csv"
    path.write_text(HEAD + "a,2017-01-01,arrival\n", "utf-8")
    result = run(path, "--rule", RULE, *LAST, *words)
    assert result.exit_code == 2
    assert said in result.output


# -- each person for a time of its own ----------------------------------------------------------------------------------------

OWN_DAYS = {
    # There until June 2017, seen since January 2016: a resident who leaves; seen since January 2017: not known.
    "a": ("2016-01-01", "2022-12-31", "departure", "2017-06-01", ("counted",)),
    "b": ("2017-01-01", "2022-12-31", "departure", "2017-06-01", ("undecided",)),
    # Came in June 2017, away before for long enough; seen for a year and a half, or for three months.
    "c": ("2016-01-01", "2018-12-31", "arrival", "2017-06-01", ("counted",)),
    "d": ("2016-01-01", "2017-08-31", "arrival", "2017-06-01", ("undecided",)),
    # Of this one the records say nothing: the days of the whole run hold.
    "e": ("", "", "arrival", "2017-06-01", ("undecided",)),
}


def own_days(tmp_path: Path, form: str) -> Path:
    """A file of crossings (or of stays) in which each person has a first and a last day of observation."""
    rows = []
    for person, (first, last, direction, day, _) in OWN_DAYS.items():
        stay = f"{day}," if direction == "arrival" else f",{day}"
        rows.append(f"{person},{f'{day},{direction}' if form == 'crossings' else stay},{first},{last}")
    head = "person,date,direction,seen,until" if form == "crossings" else "person,from,to,seen,until"
    path = tmp_path / f"{form}.csv"
    path.write_text("\n".join([head, *rows, ""]), "utf-8")
    return path


COLUMNS = ("--column", "observed_from=seen", "--column", "observed_until=until")


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
@pytest.mark.parametrize("form", ["crossings", "stays"])
@pytest.mark.parametrize("mapped", ["options", "file"])
def test_columns_say_when_each_person_was_observed(tmp_path: Path, form: str, engine: str, mapped: str) -> None:
    path = own_days(tmp_path, form)
    words: tuple[str, ...] = COLUMNS
    if mapped == "file":
        mapping = tmp_path / "mapping.yaml"
        mapping.write_text("observed_from: seen\nobserved_until: until\n", "utf-8")
        words = ("--mapping", str(mapping))
    out = tmp_path / "out"
    made = run(path, "--rule", RULE, *words, *LAST, "--engine", engine, "--out", out)
    assert made.exit_code == 0, made.output
    from pyarrow import parquet

    answers_of = {True: "counted", False: "not_counted", None: "undecided"}
    rows = parquet.read_table(out / "decisions/part-0001.parquet").to_pylist()
    assert {row["person"]: (answers_of[row[f"{RULE} migration"]],) for row in rows} == {
        person: answer for person, (*_, answer) in OWN_DAYS.items()
    }
    assert json.loads(made.stdout)["stamp"]["options"]["observed_by_person"] == ["seen", "until"]


def test_a_record_outside_of_the_days_of_its_person_is_doubtful(measured: Measured) -> None:
    rows = "a,2016-01-01,arrival\na,2017-03-01,departure\na,2019-01-01,arrival\n"
    text = rows.replace("arrival\n", "arrival,2017-01-01,2018-12-31\n").replace("departure\n", "departure,,\n")
    data = measured(text, RULE, *COLUMNS, head="person,date,direction,seen,until\n")
    assert [(doubt["case"], doubt["records"]) for doubt in data["quality"]["doubts"]] == [("out-of-range", 2)]
    assert data["quality"]["used"] == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,2017-01-01,arrival,2016-01-01,\na,2017-02-01,departure,2016-02-01,\n", "several days in the column 'seen'"),
        ("a,2017-01-01,arrival,,soon\n", "1 record holds no date where seen, until should hold one"),
    ],
)
def test_days_of_observation_that_make_no_sense_are_refused(tmp_path: Path, rows: str, said: str) -> None:
    path = tmp_path / "moves.csv"
    path.write_text("person,date,direction,seen,until\n" + rows, "utf-8")
    result = run(path, "--rule", RULE, *COLUMNS)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Each person is observed until the day in the column “until”:"),
        ("fr", "jusqu’au jour de la colonne « until »"),
    ],
)
def test_the_report_says_that_each_person_has_days_of_observation(tmp_path: Path, lang: str, said: str) -> None:
    out = tmp_path / "out"
    words = ("--rule", RULE, "--column", "observed_until=until", "--lang", lang, "--out", out)
    assert run(own_days(tmp_path, "crossings"), *words).exit_code == 0
    assert said in (out / "report.html").read_text("utf-8")
