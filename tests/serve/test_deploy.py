"""The files to run the server by: their commands are commands that there are, and systemd takes the unit."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import click
import httpx
import pytest

from sojourn.cli.main import main
from tests.serve.running import free_port
from tests.support import REPOSITORY, wait_until

FOLDER = REPOSITORY / "deploy"
UNIT = FOLDER / "sojourn.service"


def unit() -> ConfigParser:
    found = ConfigParser(interpolation=None, strict=False)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read(UNIT, "utf-8")
    return found


def container() -> list[str]:
    """The words that a container starts with."""
    text = (FOLDER / "Containerfile").read_text("utf-8")
    words: list[str] = []
    for name in ("ENTRYPOINT", "CMD"):
        (found,) = re.findall(rf"^{name} (\[.*\])$", text, re.MULTILINE)
        words += json.loads(found)
    return words


@pytest.mark.parametrize(
    "words", [container(), shlex.split(unit()["Service"]["ExecStart"])], ids=["container", "systemd"]
)
def test_the_command_is_one_that_there_is(words: list[str]) -> None:
    assert Path(words[0]).name == "sojourn"
    command = main.get_command(click.Context(main), words[1])
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words[2:] if word.startswith("--")} <= known


def test_the_container_copies_what_there_is_and_runs_as_nobody() -> None:
    text = (FOLDER / "Containerfile").read_text("utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (REPOSITORY / source).exists() or source == "build/site"
    assert re.search(r"^USER (?!0|root)", text, re.MULTILINE)


def pins(path: Path) -> dict[str, str]:
    """The packages of a lock file with their versions."""
    return dict(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", path.read_text("utf-8"), re.MULTILINE))


def project() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))


def test_the_container_installs_what_was_tested_and_checks_each_file() -> None:
    needed, all_tested = pins(FOLDER / "requirements.lock"), pins(REPOSITORY / "requirements.lock")
    assert {name: all_tested.get(name) for name in needed} == needed
    found = project()["project"]
    asked = [*found["dependencies"], *found["optional-dependencies"]["serve"], *found["optional-dependencies"]["mcp"]]
    names = {re.match(r"[\w.-]+", one)[0].lower().replace("_", "-") for one in asked}  # type: ignore[index]
    assert names - {"sojourn"} <= {name.lower().replace("_", "-") for name in needed}
    text = (FOLDER / "Containerfile").read_text("utf-8")
    # pip takes no folder beside files with digests: what is needed and Sojourn itself are two steps.
    assert "--require-hashes --requirement requirements.lock" in text
    assert not [line for line in text.splitlines() if "--constraint" in line]


def test_the_container_has_a_python_that_the_package_takes() -> None:
    (image,) = re.findall(
        r"^ARG PYTHON=python:(\d+)\.(\d+)", (FOLDER / "Containerfile").read_text("utf-8"), re.MULTILINE
    )
    low, high = re.findall(r"(\d+)\.(\d+)", project()["project"]["requires-python"])
    assert tuple(map(int, low)) <= tuple(map(int, image)) < tuple(map(int, high))


def test_whoever_builds_a_wheel_has_all_that_compiling_the_registry_needs() -> None:
    """`pip install .` builds in an environment that has only what `build-system` names."""
    found = project()
    assert set(found["project"]["dependencies"]) <= set(found["build-system"]["requires"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text("utf-8").replace("/opt/sojourn/bin/sojourn", shutil.which("true") or "/bin/true")
    copy = tmp_path / "sojourn.service"
    copy.write_text(text, "utf-8")
    found = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    about_it = [line for line in found.stderr.splitlines() if "sojourn.service" in line]
    assert about_it == []


def _is_well(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_the_server_starts_with_one_line_and_stops_when_it_is_told(site: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "sojourn", "serve", "--port", str(port), "--site", str(site), "--processes", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY) as running:
        wait_until(lambda: running.poll() is not None or _is_well(port), "the server answers")
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(running.pid)], capture_output=True, text=True, check=False
        )
        running.send_signal(signal.SIGTERM)
        _, log = running.communicate(timeout=20)
    assert running.returncode in (0, -signal.SIGTERM)
    assert f"http://127.0.0.1:{port}/" in log
    assert json.loads(log.splitlines()[-1])["path"] == "/healthz"
    assert "Traceback" not in log
    for pid in children.stdout.split():
        assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    "options",
    [["--host", "0.0.0.0"], ["--url", "ftp://x"], ["--url", "glossary.example.org"], ["--site", "no-such-folder"]],
)
def test_a_start_that_is_not_safe_is_refused(options: list[str]) -> None:
    command = [sys.executable, "-m", "sojourn", "serve", "--port", str(free_port()), *options]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=REPOSITORY)
    assert found.returncode == 2
    assert found.stderr
    assert "Traceback" not in found.stderr
