"""What the system refuses (a full disk, a folder that cannot be written to) is told with the file, and nothing is lost."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sojourn.cli.main import database_error, main, system_error
from tests.support import TERM, small_glossary

# In a user namespace, a small file system of its own that is really full or read-only.
UNSHARE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]


def can_mount() -> bool:
    try:
        found = subprocess.run([*UNSHARE, "mount -t tmpfs -o size=64k none /mnt"], capture_output=True, check=False)
    except OSError:
        return False
    return found.returncode == 0


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EROFS, "Choose a folder that can be written to"),
        (errno.EACCES, "Check the permissions"),
        (errno.ELOOP, "links that lead to themselves"),
        (errno.ENAMETOOLONG, "Choose a shorter name"),
    ],
)
def test_the_system_s_refusals_have_a_place_and_advice(number: int, told: str) -> None:
    error = system_error(OSError(number, os.strerror(number), "out/file"))
    assert error.where.file == "out/file"
    assert told in error.advice
    assert "internal" not in str(error)


def test_a_database_s_refusal_is_told() -> None:
    assert "database or disk is full" in str(database_error(sqlite3.OperationalError("database or disk is full")))


@pytest.mark.parametrize("name", ["a" * 300, "a" * 300 + ".yaml", "a/" * 3000])
def test_a_name_that_no_file_can_have_is_no_fault(name: str) -> None:
    for words in (["show", name], ["compare", name, "nzl-obm-arrival"], ["apply", "nzl-obm-arrival", name]):
        result = CliRunner().invoke(main, words)
        assert result.exit_code in (1, 2), result.output
        assert "internal fault" not in result.output


def test_nothing_is_half_written_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    root = small_glossary(
        tmp_path, {"terms/residence/residence.yaml": TERM.replace("id: residence\n", "") + "id: residence\n"}
    )
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "glossary/terms")

    monkeypatch.setattr("os.fsync", full)
    result = CliRunner().invoke(main, ["fmt"])
    assert result.exit_code == 2
    assert "no space left on device" in result.output
    assert "written" not in result.output
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(not can_mount(), reason="no user namespace to mount a file system in")
@pytest.mark.parametrize(("options", "told"), [("size=200k", "No space left"), ("size=8m", "ead-only")])
def test_a_real_full_or_read_only_disk(tmp_path: Path, options: str, told: str) -> None:
    small_glossary(
        tmp_path, {"terms/residence/residence.yaml": TERM.replace("id: residence\n", "") + "id: residence\n"}
    )
    fill = "dd if=/dev/zero of=/mnt/full bs=1k 2>/dev/null;" if "200k" in options else "mount -o remount,ro /mnt;"
    script = (
        f"mount -t tmpfs -o size=8m none /mnt && cp -r {tmp_path}/glossary /mnt/ && "
        f"mount -o remount,{options} /mnt; {fill} "
        f"cd /mnt && {sys.executable} -m sojourn fmt; echo rc $?; ls -A glossary/terms/residence"
    )
    environment: dict[str, Any] = {
        **os.environ,
        "PYTHONPATH": str(Path(sys.modules["sojourn"].__file__ or "").parents[1]),
    }
    done = subprocess.run([*UNSHARE, script], capture_output=True, text=True, check=False, env=environment)
    assert told.lower() in done.stderr.lower(), done
    assert "rc 2" in done.stdout
    assert done.stdout.splitlines()[-2:] == ["residence.yaml", "usual-residence.yaml"]
