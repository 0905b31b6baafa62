"""How long the website takes, against mkdocs-material alone on the same pages, and what a reader has to load.

Run with `PYTHONPATH=tools python tests/bench/bench_site.py`; prints one line a measure.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sojourn.build.registry import registry_from_sources
from sojourn.lookup.registry import Registry
from sojourn.pages.build import build_site

ROOT = Path(__file__).parents[2]
PLAIN = (
    "site_name: Plain\ndocs_dir: docs\nuse_directory_urls: false\ntheme: {name: material, font: false}\nplugins: []\n"
)
MARKDOWN = "markdown_extensions: [attr_list, tables, toc]\nnav: [{Home: index.md}]\n"


def seconds_alone(work: Path) -> float:
    """mkdocs-material on the pages that the build wrote, without our frame."""
    (work / "plain.yml").write_text(PLAIN + MARKDOWN, "utf-8")
    begin = time.perf_counter()
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "plain.yml", "-d", "plain"]
    subprocess.run(command, cwd=work, check=True, capture_output=True)
    return time.perf_counter() - begin


def first_load(site: Path, page: str) -> int:
    """Bytes of a page with its styles and scripts, compressed, without what is loaded on use."""
    path = site / page
    html = path.read_text("utf-8")
    parts = re.findall(r'<(?:script[^>]* src|link rel="(?:stylesheet|icon)" href)="([^"#?]+)"', html)
    files = [path, *((path.parent / part).resolve() for part in parts)]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def main() -> None:
    """Build once, and print."""
    built = ROOT / "build" / "registry.sqlite"
    # The built registry holds the classification results, which make pages longer.
    registry = Registry.open(built) if built.is_file() else registry_from_sources(ROOT / "glossary")
    with tempfile.TemporaryDirectory() as folder:
        work, site = Path(folder) / "work", Path(folder) / "site"
        work.mkdir()
        report = build_site(registry, site, site_folder=ROOT / "site", work=work)
        alone = min(seconds_alone(work), seconds_alone(work))
        print(f"pages                         {report.pages}")
        print(f"build_site                    {report.seconds:.1f} s")
        print(f"mkdocs-material, same pages   {alone:.1f} s  (ratio {report.seconds / alone:.2f})")
        size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
        print(f"site                          {size / 1e6:.1f} MB, {size / report.pages / 1e3:.1f} kB a page")
        for page in ("index.html", "term/usual-residence.html", "country/NZL.html", "definition/nzl-obm-arrival.html"):
            print(f"first load {page:<32} {first_load(site, page) / 1e3:.0f} kB compressed")
        index = gzip.compress((site / "assets" / "search-index.js").read_bytes())
        print(f"search index                  {len(index) / 1e3:.0f} kB compressed")


if __name__ == "__main__":
    main()
