"""Running mkdocs on the layouts: offline, quiet, the same bytes each time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from sojourn.model.errors import SojournError
from sojourn.model.message import message
from sojourn.pages.content.kept import digest_of, tree_digest
from sojourn.pages.frame.frames import layouts, write_layouts
from sojourn.prose.language import ENGLISH_ONLY, languages, texts
from sojourn.prose.tables import from_yaml

# A fixed build date: pages carry no time of their own.
EPOCH = "1704067200"


def write_source(site_folder: Path, work: Path, pages: frozenset[str]) -> Path:
    """What mkdocs makes the frames from, in the work folder: the layouts, and the settings of `site/mkdocs.yml`.

    The navigation leads to those `pages` (names without language) that the build makes. Gives the settings' path.
    """
    config: dict[str, Any] = from_yaml((site_folder / "mkdocs.yml").read_text("utf-8"))
    folder = site_folder / "interface"
    langs = languages(folder)
    docs = work / "docs"
    write_layouts(("en", *langs), docs)
    config["docs_dir"] = str(docs.resolve())
    config["theme"]["custom_dir"] = str((site_folder / "theme").resolve())
    # The theme's own navigation would need its pages to be there: ours is made from this list.
    tabs = [(title, str(path).removesuffix(".md")) for item in config["nav"] for title, path in item.items()]
    config["extra"]["tabs"] = [{"title": title, "name": name} for title, name in tabs if name in pages]
    config["nav"] = [{"Frame": f"{layouts(['en'])[0].path}.md"}]
    config["extra"]["interface"] = {lang: texts(folder, lang) for lang in langs}
    config["extra"]["english_only"] = sorted(ENGLISH_ONLY)
    path = work / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def state_of(config: Path, site_folder: Path) -> str:
    """A digest of all that the frames are made from: the settings (but for places on this machine), the theme, mkdocs."""
    settings = from_yaml(config.read_text("utf-8"))
    settings["docs_dir"] = settings["theme"]["custom_dir"] = ""
    versions = (version("mkdocs"), version("mkdocs-material"))
    layouts_digest = tree_digest(config.parent / "docs", ("*.md",))
    return digest_of(
        json.dumps(settings, sort_keys=True), tree_digest(site_folder / "theme", ("*",)), layouts_digest, *versions
    )


@contextmanager
def running(config: Path, out: Path, state: str = "") -> Iterator[None]:
    """Make the frames into `out` while the body of the `with` runs, unless they are there in this `state`.

    Warnings count as errors; raises SojournError with what mkdocs said.
    """
    mark = out / "state.txt"
    if state and mark.is_file() and mark.read_text("utf-8") == state:
        yield
        return
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(config)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    with (config.parent / "mkdocs.log").open("w+", encoding="utf-8") as log:
        started = subprocess.Popen(  # noqa: S603 (our own command)
            [*command, "-d", str(out.resolve())], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield
        except BaseException:
            started.kill()
            raise
        finally:
            code = started.wait()
        log.seek(0)
        said = log.read().strip()
    if code:
        advice = message("error-extra-install", extra="site")
        raise SojournError(message("error-site-not-built"), said[-2000:], advice)
    if state:
        mark.write_text(state, "utf-8")
