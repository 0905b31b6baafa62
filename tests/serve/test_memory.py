"""The threads of the server take memory from one place: answers that are kept leave no gaps in many."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

# Each thread takes a little and keeps it; then glibc tells how many places (arenas) it has.
CODE = """
import ctypes, sys, threading
from sojourn.serve.run import share_memory

if sys.argv[2] == "shared":
    share_memory()
kept, all_there = [], threading.Barrier(4)

def work():
    all_there.wait()
    kept.append(bytes(100_000))
    all_there.wait()

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has a place for each thread")
@pytest.mark.parametrize(("how", "one"), [("shared", True), ("as it is", False)])
def test_threads_share_one_place(tmp_path: Path, how: str, one: bool) -> None:
    told = tmp_path / "malloc.xml"
    subprocess.run([sys.executable, "-c", CODE, str(told), how], check=True)
    assert (told.read_text("utf-8").count("<heap ") == 1) is one
