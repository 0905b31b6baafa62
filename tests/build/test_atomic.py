"""A build is whole or not at all, also when it is interrupted or killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sojourn.build.atomic import whole_folder
from sojourn.model.errors import SojournError


def fill(folder: Path, text: str) -> None:
    (folder / "file").write_text(text)


def test_the_new_folder_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = tmp_path / "build"
    for text in ("one", "two"):
        with whole_folder(target) as folder:
            fill(folder, text)
    assert (target / "file").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_folder(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "build"
    with whole_folder(target) as folder:
        fill(folder, "good")
    with pytest.raises(error), whole_folder(target) as folder:
        fill(folder, "half")
        raise error
    assert (target / "file").read_text() == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_killed_build_leaves_the_old_folder_and_the_next_one_works(tmp_path: Path) -> None:
    target = tmp_path / "build"
    with whole_folder(target) as folder:
        fill(folder, "good")
    code = (
        "import sys, time; from pathlib import Path; from sojourn.build.atomic import whole_folder\n"
        "with whole_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'file').write_text('half'); print('writing', flush=True); time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    with pytest.raises(SojournError, match="another build"), whole_folder(target):
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert (target / "file").read_text() == "good"
    time.sleep(0.05)
    with whole_folder(target) as folder:
        fill(folder, "next")
    assert (target / "file").read_text() == "next"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_run_killed_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    target = tmp_path / "build"
    with whole_folder(target) as folder:
        fill(folder, "good")
    target.rename(tmp_path / ".build.old")
    with pytest.raises(ValueError), whole_folder(target):
        raise ValueError
    assert (target / "file").read_text() == "good"
