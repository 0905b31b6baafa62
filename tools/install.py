"""Install what requirements.lock names into the running environment, saying what is being done; then Sojourn itself.

`install.py requirements-spark.lock` installs what another lock file names. Called by `make` with the environment's own Python.
Uses nothing but the standard library.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIP = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
# What pip would remark on whoever runs it and where the commands lie: the environment is called by its own path.
QUIET = {"PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_WARN_SCRIPT_LOCATION": "1"}


def main(words: list[str]) -> int:
    """Install; returns pip's exit status."""
    if words:
        return _locked(ROOT / words[0])
    status = _locked(ROOT / "requirements.lock")
    if status:
        return status
    print("Installing Sojourn itself", flush=True)
    return _pip(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)], 0)


def _locked(lock: Path) -> int:
    """Install the packages of a lock file, each held against its hash."""
    total = len(re.findall(r"^[\w.-]+(?:\[[^\]]*\])?==", lock.read_text("utf-8"), re.M))
    fetched = "(the first time they are fetched: some minutes)"
    print(f"Installing the {total} packages of {lock.name} {fetched}", flush=True)
    return _pip(["--require-hashes", "-r", str(lock)], total)


def _pip(words: list[str], total: int) -> int:
    """Run pip; a line for each package that it takes up, and what it says of errors."""
    running = subprocess.Popen(  # noqa: S603 (our own command)
        [*PIP, *words], stdout=subprocess.PIPE, text=True, env={**os.environ, **QUIET}
    )
    assert running.stdout is not None
    seen = 0
    for line in running.stdout:
        if found := re.match(r"Collecting ([\w.-]+)", line):
            seen += 1
            print(f"  {seen} of {total}: {found[1]}" if total else f"  {found[1]}", flush=True)
        elif line.startswith("Installing collected packages"):
            print("  all fetched; unpacking", flush=True)
    return running.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
