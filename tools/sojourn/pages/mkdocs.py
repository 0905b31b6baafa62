"""Running mkdocs on written pages: offline, quiet, the same bytes each time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

from sojourn.model.errors import SojournError
from sojourn.pages.language import ENGLISH_ONLY, languages, texts

# A fixed build date: pages carry no time of their own (the sitemap would otherwise change daily).
EPOCH = "1704067200"


def write_config(site_folder: Path, work: Path, docs: Path) -> Path:
    """The configuration of `site/mkdocs.yml` with this build's folders, written to the work folder."""
    config = yaml.safe_load((site_folder / "mkdocs.yml").read_text("utf-8"))
    config["docs_dir"] = str(docs.resolve())
    config["theme"]["custom_dir"] = str((site_folder / "theme").resolve())
    folder = site_folder / "interface"
    config["extra"]["interface"] = {lang: texts(folder, lang) for lang in languages(folder)}
    config["extra"]["english_only"] = sorted(ENGLISH_ONLY)
    path = work / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def run(config: Path, out: Path) -> None:
    """Build the site into `out`. Warnings count as errors; raises SojournError with what mkdocs said."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "-f",
        str(config),
        "-d",
        str(out.resolve()),
    ]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise SojournError(
            "the website could not be built", said[-2000:], "`pip install 'sojourn[site]'` gives what it needs"
        )
