"""A build is whole or not at all, also when it is interrupted or killed."""

from __future__ import annotations

import signal
import subprocess
import sys
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


def test_there_is_no_moment_without_a_build(tmp_path: Path) -> None:
    """Two hundred exchanges while another process looks: it always finds a whole build."""
    target = tmp_path / "build"
    with whole_folder(target) as folder:
        fill(folder, "0")
    code = (
        "import sys; from pathlib import Path\n"
        "path, missing = Path(sys.argv[1]) / 'file', 0\n"
        "print('looking', flush=True)\n"
        "while path.exists() and path.read_text() != 'end' or not path.exists(): missing += not path.exists()\n"
        "print(missing)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "looking\n"
    for text in [*map(str, range(200)), "end"]:
        with whole_folder(target) as folder:
            fill(folder, text)
    assert child.communicate(timeout=30)[0] == "0\n"


def test_a_lock_that_another_run_removes_is_not_held_by_two(tmp_path: Path) -> None:
    """Whoever waits for a file that is gone takes the one that lies there."""
    target = tmp_path / "build"
    code = (
        "import sys; from pathlib import Path; from sojourn.build.atomic import whole_folder\n"
        "from sojourn.model.errors import SojournError\n"
        "path, made, refused = Path(sys.argv[1]), 0, 0\n"
        "while made < 40:\n"
        "    try:\n"
        "        with whole_folder(path) as folder:\n"
        "            (folder / 'file').write_text('x'); (folder / sys.argv[2]).write_text('x')\n"
        "            assert len(list(folder.iterdir())) == 2\n"
        "        made += 1\n"
        "    except SojournError: refused += 1\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, str(target), name]) for name in ("a", "b", "c")]
    assert [child.wait(timeout=120) for child in children] == [0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
