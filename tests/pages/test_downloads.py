"""The page of downloads: every file of the whole with its format and size, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.lookup.registry import Registry
from sojourn.pages.build import build_site
from sojourn.pages.data.downloads import File, size_words
from tests.pages.conftest import TURTLE
from tests.pages.test_site import addresses, read, words
from tests.support import REPOSITORY


@pytest.mark.parametrize(
    ("size", "lang", "text"),
    [
        (400, "en", "0.4\u00a0kB"),
        (22_000, "en", "22\u00a0kB"),
        (1_567_800, "en", "1.6\u00a0MB"),
        (1_567_800, "fr", "1,6\u00a0Mo"),
        (10_549_350, "fr", "11\u00a0Mo"),
    ],
)
def test_sizes_are_told_as_people_say_them(size: int, lang: str, text: str) -> None:
    assert size_words(size, lang) == text


@pytest.mark.parametrize(
    ("name", "form"), [("small.ttl", "Turtle"), ("small.nt.gz", "N-Triples, gzip"), ("terms.csv", "CSV")]
)
def test_the_format_is_told_by_the_name(name: str, form: str) -> None:
    assert File(name, 1).form == form


def test_every_file_is_published_and_listed(registry: Registry, tmp_path: Path) -> None:
    data = tmp_path / "files"
    data.mkdir()
    scheme = registry.meta("scheme")["id"]
    names = (f"{scheme}.ttl", f"{scheme}.nt.gz", "terms.csv", "terms.json")
    for name in names:
        (data / name).write_bytes(b"x" * 2345)
    site = tmp_path / "site"
    build_site(
        registry, site, site_folder=REPOSITORY / "site", work=tmp_path / "work", graph=TURTLE.encode(), data=data
    )
    assert {f"data/{name}" for name in names} <= set(addresses(read(site / "downloads.html")))
    assert {f"../data/{name}" for name in names} <= set(addresses(read(site / "fr" / "downloads.html")))
    assert all((site / "data" / name).stat().st_size == 2345 for name in names)
    html = (site / "downloads.html").read_text("utf-8")
    assert 'N-Triples, gzip</a> <span class="sj-muted">2.3\u00a0kB</span>' in html
    text = words(site / "downloads.html")
    assert text.index("Everything in one graph") < text.index("Terms: labels")


def test_without_files_the_page_says_so(site: Path) -> None:
    assert "holds no files of the whole" in words(site / "downloads.html")
