"""Tables for complementary suppression: what tau-Argus and sdcTable read, checked by reading it, and by a tau-Argus engine."""

from __future__ import annotations

import csv
import json
from collections import Counter
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from sojourn.measurement.intake.simulate import travellers

# As the manual numbers them (section 4.6.1): hidden for what they are, and hidden to protect others.
UNSAFE, SECONDARY = set(range(3, 10)), {11, 12}


def measured(folder: Path, *words: str, rows: int = 150) -> Result:
    path = folder / "moves.csv"
    lines = [f"{p},{day},{move},{sex},{age}" for p, day, move, _, sex, age, _ in travellers(rows, seed=3)]
    lines += ["x,2016-03-01,arrival,,Total", 'y,2016-03-02,arrival,"a, b",65+']
    path.write_text("\n".join(["person,date,direction,sex,age_group", *lines]), "utf-8")
    return CliRunner().invoke(
        main, ["measure", str(path), "--rule", "nzl-obm-arrival", "--export", str(folder / "exact"), *words]
    )


def levels(folder: Path, name: str) -> dict[str, str | None]:
    """The code above each one, from a file of levels as the help of sdcTable's `makeProblem` says."""
    above: dict[str, str | None] = {}
    path: list[str] = []
    for line in (folder / f"{name}.levels.csv").read_text("utf-8").splitlines():
        signs, code = line.split(";")
        assert set(signs) == {"@"}
        path = [*path[: len(signs) - 1], code]
        above[code] = path[-2] if len(path) > 1 else None
    return above


def hierarchy(folder: Path, name: str) -> dict[str, str | None]:
    """The same from tau-Argus' files: the total is not in them, and codes without a hierarchy stand in the list of labels."""
    above: dict[str, str | None] = {"Total": None}
    deep = folder / f"{name}.hrc"
    text = (deep if deep.exists() else folder / f"{name}.cdl").read_text("utf-8")
    path: list[str] = []
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip("@"))
        path = [*path[:depth], line.lstrip("@").split(",")[0]]
        above[path[-1]] = path[-2] if depth else "Total"
    return above


def table(folder: Path) -> dict[tuple[str, ...], int]:
    """The cells of the CSV for sdcTable."""
    with next(folder.glob("table1-*.csv")).open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    wide = head.index("freq")
    return {tuple(row[:wide]): int(row[wide]) for row in rows}


def test_every_total_is_the_sum_of_what_is_below_it_in_every_dimension(tmp_path: Path) -> None:
    assert measured(tmp_path, "--period", "quarter", "--by", "sex", "--by", "age_group").exit_code == 0
    folder = tmp_path / "exact"
    names = ["period", "direction", "answer", "sex", "age_group"]
    trees, cells = [levels(folder, name) for name in names], table(folder)
    assert trees == [hierarchy(folder, name) for name in names]
    assert set(cells) == set(product(*trees))
    for place, tree in enumerate(trees):
        sums: Counter[tuple[str, ...]] = Counter()
        for codes, n in cells.items():
            if (up := tree[codes[place]]) is not None:
                sums[*codes[:place], up, *codes[place + 1 :]] += n
        assert all(cells[codes] == n for codes, n in sums.items())
    assert {"2016", "2016-Q1"} <= trees[0].keys()


def test_a_value_that_can_be_no_code_has_one_and_its_label(tmp_path: Path) -> None:
    assert measured(tmp_path, "--by", "sex", "--by", "age_group").exit_code == 0
    about = json.loads((tmp_path / "exact" / "protection.json").read_text("utf-8"))
    codes = {name: each["codes"] for name, each in about["dimensions"].items()}
    assert codes["sex"]["missing"] == ""
    assert [code for code, label in codes["sex"].items() if label == "a, b"] == ["code1"]
    # A value that is called as the total is another code than the total.
    assert "Total" not in codes["age_group"]
    assert "Total" in codes["age_group"].values()


def test_the_table_for_tau_argus_says_which_cells_are_unsafe_and_what_hiding_one_costs(tmp_path: Path) -> None:
    assert measured(tmp_path, "--threshold", "6").exit_code == 0
    folder = tmp_path / "exact"
    meta = next(folder.glob("*.rda")).read_text("utf-8").splitlines()
    assert meta[:4] == ['<SEPARATOR> ";"', '<SAFE> "S"', '<UNSAFE> "U"', '<PROTECT> "Z"']
    variables = [line for line in meta[4:] if not line.startswith(" ")]
    assert variables == ["period", "direction", "answer", "count", "frequency", "status", "cost", "lower", "upper"]
    seen = set()
    for line in next(folder.glob("*.tab")).read_text("utf-8").splitlines():
        *_, count, frequency, status, cost, lower, upper = line.split(";")
        n = int(count)
        seen.add(status)
        assert frequency == count
        assert int(cost) == max(n, 1)
        assert status == ("Z" if n == 0 else "U" if n < 6 else "S")
        # A hidden count may be any that would be hidden: from 1 to the threshold.
        assert (n - int(lower), n + int(upper)) == ((1, 6) if status == "U" else (n, n))
    assert seen == {"S", "U", "Z"}


@pytest.fixture(scope="module")
def argus() -> ModuleType:
    pytest.importorskip("pytauargus", reason="needs pytauargus, which has no build for this machine")
    return import_module("pytauargus.engine")


def test_tau_argus_runs_the_batch_and_no_hidden_count_follows_from_a_total(
    tmp_path: Path, argus: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert measured(tmp_path).exit_code == 0
    folder = tmp_path / "exact"
    # It leaves files of its own where it runs.
    monkeypatch.chdir(folder)
    argus.run_batch(next(folder.glob("*.arb")))
    with next(folder.glob("*-safe.txt")).open(encoding="utf-8", newline="") as stream:
        status = {tuple(code.strip() for code in row[:3]): int(row[4]) for row in csv.reader(stream)}
    cells, trees = table(folder), [levels(folder, name) for name in ("period", "direction", "answer")]
    assert set(status) == set(cells)
    assert {codes for codes, n in cells.items() if 0 < n < 10} == {c for c, s in status.items() if s in UNSAFE}
    hidden = {codes for codes, each in status.items() if each in UNSAFE | SECONDARY}
    assert any(each in SECONDARY for each in status.values())
    for place, tree in enumerate(trees):
        for codes in cells:
            below = {(*codes[:place], code, *codes[place + 1 :]) for code, up in tree.items() if up == codes[place]}
            assert len(hidden & (below | {codes})) != 1 or not below


def test_a_table_with_too_many_cells_is_refused_and_the_last_folder_stays(tmp_path: Path) -> None:
    assert measured(tmp_path).exit_code == 0
    before = sorted(path.name for path in (tmp_path / "exact").iterdir())
    result = measured(tmp_path, "--period", "month", "--by", "person", "--by", "age_group", "--by", "sex")
    assert result.exit_code == 2
    assert "would have" in result.stderr
    assert sorted(path.name for path in (tmp_path / "exact").iterdir()) == before


def test_the_report_says_who_protects_what_totals_give_away_and_holds_no_exact_count(tmp_path: Path) -> None:
    result = measured(tmp_path, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "tau-Argus or sdcTable, for which --export writes the exact tables" in page
    assert not list((tmp_path / "out").rglob("*.tab"))
