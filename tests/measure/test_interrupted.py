"""Runs that do not end: killed from outside, or by a disk that fills up. The last good results stay, and a run goes on."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sojourn.measurement.intake.simulate import travellers
from sojourn.measurement.running.stamp import note_of

RULES = ("--rule", "nzl-obm-arrival", "--rule", "aus-nom-12-12-arrival")
# The command, which kills itself as a machine that fails would, when the fourth part begins.
KILLED = """
import os, signal, sys
from sojourn.cli.people import measure
class Killer(measure._Progress):
    def __call__(self, part, parts, step):
        if part == 3:
            os.kill(os.getpid(), signal.SIGKILL)
measure._Progress = Killer
from sojourn.cli.main import main
main(sys.argv[1:])
"""
COMMAND = "import sys; from sojourn.cli.main import main; main(sys.argv[1:])"


def run(*words: str | Path, code: str = COMMAND, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if largest is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    command = [sys.executable, "-c", code, "measure", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, timeout=300)


@pytest.fixture(scope="module")
def moves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("records") / "moves.csv"
    rows = [f"{p},{day},{direction}" for p, day, direction, *_ in travellers(400, seed=2)]
    path.write_text("\n".join(["person,date,direction", *rows]), "utf-8")
    return path


def test_a_killed_run_goes_on_and_gives_what_an_undisturbed_one_gives(moves: Path, tmp_path: Path) -> None:
    out, work = tmp_path / "out", tmp_path / "work"
    words = (moves, *RULES, "--part", "500", "--work", work, "--out", out)
    assert run(*words, code=KILLED).returncode == -signal.SIGKILL
    assert not out.exists()
    begun = {path.name: path.stat().st_mtime_ns for path in (tmp_path / ".out.new/decisions").iterdir()}
    assert len(begun) == 3
    assert run(*words).returncode == 0
    # What was done was not done again, and nothing is left of the interruption.
    after = {path.name: path.stat().st_mtime_ns for path in (out / "decisions").iterdir()}
    assert begun.items() <= after.items() and len(after) > 3
    assert list(work.iterdir()) == [] and not (tmp_path / ".out.new").exists()
    assert run(moves, *RULES, "--out", tmp_path / "whole").returncode == 0
    whole, pieces = (json.loads((folder / "measure.json").read_text("utf-8")) for folder in (tmp_path / "whole", out))
    assert pieces == whole


def test_what_another_run_left_behind_is_not_taken_for_this_one(moves: Path, tmp_path: Path) -> None:
    out, work = tmp_path / "out", tmp_path / "work"
    words = ("--part", "500", "--work", work, "--out", out)
    assert run(moves, *RULES, *words, code=KILLED).returncode == -signal.SIGKILL
    # A run with one rule is killed over the decisions of the first; then the first goes on.
    assert run(moves, *RULES[:2], *words, code=KILLED).returncode == -signal.SIGKILL
    assert run(moves, *RULES, *words).returncode == 0
    stamps = {note_of(path) for path in (out / "decisions").iterdir()}
    assert len(stamps) == 1
    assert set(json.loads(stamps.pop() or "")["rules"]) == {RULES[1], RULES[3]}


@pytest.mark.parametrize("largest", [2_000, 12_000])
def test_on_a_full_disk_the_last_good_results_stay_and_nothing_half_written(
    moves: Path, tmp_path: Path, largest: int
) -> None:
    out = tmp_path / "out"
    assert run(moves, *RULES[:2], "--out", out).returncode == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    full = run(moves, *RULES, "--out", out, largest=largest)
    assert full.returncode == 2, full.stdout
    assert "Make room" in full.stderr and "Traceback" not in full.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
