"""Third-party scripts of the site, taken from npm by the lock file in `site/`; what cannot be had is left out."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

# What is copied of each package: scripts, WebAssembly, and what states its licence.
PARTS = {
    "oxigraph": ("web.js", "web_bg.wasm", "package.json", "README.md"),
    # Its program and its library go into one bundle (`pages.data.engine_bundle`).
    "pyodide": ("pyodide.mjs", "pyodide-lock.json", "package.json", "README.md"),
    # The shapes are drawn into pages; what states where they come from goes beside them.
    "world-atlas": ("LICENSE", "package.json", "README.md"),
}  # fmt: skip
SECONDS = 180


def package(site_folder: Path, name: str) -> Path | None:
    """The folder of a package in the version of the lock file; None if it is not there (see `install`)."""
    folder = site_folder / "node_modules" / name
    return folder if _version(folder) == _wanted(site_folder, name) else None


def missing(site_folder: Path) -> tuple[str, ...]:
    """The packages that are not there in the version of the lock file."""
    return tuple(name for name in PARTS if package(site_folder, name) is None)


def install(site_folder: Path) -> None:
    """Fetch the packages of the lock file over the network, with npm; without npm or network nothing changes."""
    npm = shutil.which("npm")
    if npm is None:
        return
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
    try:
        subprocess.run(command, cwd=site_folder, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return


def _wanted(site_folder: Path, name: str) -> str:
    lock = json.loads((site_folder / "package-lock.json").read_text("utf-8"))
    return str(lock["packages"][f"node_modules/{name}"]["version"])


def _version(folder: Path) -> str | None:
    path = folder / "package.json"
    return str(json.loads(path.read_text("utf-8"))["version"]) if path.is_file() else None


def copy_package(folder: Path, name: str, out: Path) -> None:
    """Copy what the site needs of a package."""
    out.mkdir(parents=True, exist_ok=True)
    for part in PARTS[name]:
        shutil.copyfile(folder / part, out / part)
