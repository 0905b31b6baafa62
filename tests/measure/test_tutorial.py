"""The page of the site about records: its commands run, and give the numbers that it shows."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.cli.main import main
from tests.support import REPOSITORY

PAGE = (REPOSITORY / "site/pages/records.md").read_text("utf-8")
FRENCH = (REPOSITORY / "site/pages/fr/records.md").read_text("utf-8")
ROW = re.compile(r"^\| `([\w-]+)`.*\| (\d+) \| (\d+) \|$", re.MULTILINE)


def test_the_page_shows_what_its_commands_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    commands = [line for line in block.replace("\\\n", " ").splitlines() if line.startswith("$ sojourn ")]
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command.removeprefix("$ sojourn ")))
        assert result.exit_code == 0, result.output
    counts = json.loads((tmp_path / "measured/measure.json").read_text("utf-8"))["counts"]
    found = {
        row["rule"]: (row["counted"], row["undecided"])
        for row in counts
        if row["period"] == "2018" and row["direction"] == "arrival"
    }
    assert {rule: (int(counted), int(open_ones)) for rule, counted, open_ones in ROW.findall(PAGE)} == found
    total = next(
        sum(row[name] for name in ("counted", "not_counted", "undecided")) for row in counts if row["period"] == "2018"
    )
    assert f"Of the {total} arrivals" in PAGE


def test_the_french_page_shows_the_same_numbers() -> None:
    assert ROW.findall(FRENCH) == ROW.findall(PAGE)


@pytest.mark.parametrize("page", [PAGE, FRENCH])
def test_the_figure_draws_the_numbers_of_the_table(page: str) -> None:
    bars = re.findall(r'<rect class="(counted|open)" x="(\d+)" y="\d+" width="(\d+)"', page)
    rows = [(int(counted), int(open_ones)) for _, counted, open_ones in ROW.findall(page)]
    drawn = [(kind, int(x), int(width)) for kind, x, width in bars]
    assert drawn == [bar for n, m in rows for bar in (("counted", 0, n), ("open", n, m))]
    assert re.findall(r"<text x=\"0\"[^>]*>([\w-]+)</text>", page) == [name for name, _, _ in ROW.findall(page)]
