"""The benches start as `make bench` starts them; what they measure is read by people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY

BENCHES = sorted((REPOSITORY / "tests" / "bench").glob("bench_*.py"))
LOAD = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='bench')"


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.stem)
def test_a_bench_finds_all_that_it_imports(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"tools{os.pathsep}."}
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(path)], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_make_gives_the_benches_what_they_import() -> None:
    rule = (REPOSITORY / "Makefile").read_text("utf-8").partition("\nbench:")[2].partition("\n\n")[0]
    assert "PYTHONPATH=tools:. " in rule
