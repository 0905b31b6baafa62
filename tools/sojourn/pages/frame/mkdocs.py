"""Running mkdocs on written pages: offline, quiet, the same bytes each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from sojourn.model.errors import SojournError
from sojourn.prose.language import ENGLISH_ONLY, languages, texts
from sojourn.prose.tables import from_yaml

# A fixed build date: pages carry no time of their own (the sitemap would otherwise change daily).
EPOCH = "1704067200"


def write_config(site_folder: Path, work: Path, docs: Path) -> Path:
    """The configuration of `site/mkdocs.yml` with this build's folders, written to the work folder."""
    config = from_yaml((site_folder / "mkdocs.yml").read_text("utf-8"))
    config["docs_dir"] = str(docs.resolve())
    config["theme"]["custom_dir"] = str((site_folder / "theme").resolve())
    # What this build leaves out is not led to.
    config["nav"] = [item for item in config["nav"] if (docs / next(iter(item.values()))).is_file()]
    folder = site_folder / "interface"
    config["extra"]["interface"] = {lang: texts(folder, lang) for lang in languages(folder)}
    config["extra"]["english_only"] = sorted(ENGLISH_ONLY)
    path = work / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    return path


@contextmanager
def running(config: Path, out: Path) -> Iterator[None]:
    """Build the site into `out` while the body of the `with` runs.

    Warnings count as errors; raises SojournError with what mkdocs said.
    """
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
        raise SojournError(
            "the website could not be built", said[-2000:], "`pip install 'sojourn[site]'` gives what it needs"
        )
