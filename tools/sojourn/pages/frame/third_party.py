"""Third-party scripts of the site, taken from npm by the lock file in `site/`; what cannot be had is left out."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

# What is copied of each package: scripts, WebAssembly, and what states its licence.
PARTS = {
    "oxigraph": ("web.js", "web_bg.wasm", "package.json", "README.md"),
    "pyodide": (
        "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "package.json",
        "README.md",
    ),
    # The shapes are drawn into pages; what states where they come from goes beside them.
    "world-atlas": ("LICENSE", "package.json", "README.md"),
}  # fmt: skip
SECONDS = 180


def package(site_folder: Path, name: str) -> Path | None:
    """The folder of a package in the version of the lock file; None if it is not there and cannot be fetched."""
    lock = json.loads((site_folder / "package-lock.json").read_text("utf-8"))
    wanted = lock["packages"][f"node_modules/{name}"]["version"]
    folder = site_folder / "node_modules" / name
    if _version(folder) != wanted:
        _install(site_folder)
    return folder if _version(folder) == wanted else None


def _version(folder: Path) -> str | None:
    path = folder / "package.json"
    return str(json.loads(path.read_text("utf-8"))["version"]) if path.is_file() else None


def _install(site_folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        return
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
    try:
        subprocess.run(command, cwd=site_folder, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return


def copy_package(folder: Path, name: str, out: Path) -> None:
    """Copy what the site needs of a package."""
    out.mkdir(parents=True, exist_ok=True)
    for part in PARTS[name]:
        shutil.copyfile(folder / part, out / part)
