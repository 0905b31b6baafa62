"""What a first visit loads of the website that was built last, compressed as the server's settings compress it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.browser.serving import serving
from tests.support import REPOSITORY

pytestmark = pytest.mark.browser
BUILT = REPOSITORY / "build" / "site"
MOST = 150_000
SERVER = (REPOSITORY / "site" / "rewrite" / "nginx.conf").read_text("utf-8")
LEVEL = int(re.findall(r"gzip_comp_level (\d);", SERVER)[0])
PACKED = (".html", ".css", ".js", ".json", ".svg")
HEAVY = [
    "index.html", "map.html", "changes.html", "fr/changes.html", "compare.html", "compare.html#NZL,AUS,GBR",
    "compare.html#nzl-obm-arrival,un-2021-immigrant-b",
]  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    if not (BUILT / "index.html").is_file():
        pytest.skip("there is no build/site: run `sojourn build` first")
    with serving(BUILT) as address:
        yield address


def weight(path: Path) -> int:
    data = path.read_bytes()
    return len(gzip.compress(data, LEVEL)) if path.suffix in PACKED else len(data)


@pytest.mark.parametrize("page", HEAVY)
def test_a_first_visit_loads_150_kilobytes_at_most(browser: Any, served: str, page: str) -> None:
    context = browser.new_context()
    loaded: set[str] = set()
    visit = context.new_page()
    visit.on("response", lambda response: loaded.add(unquote(urlsplit(response.url).path).lstrip("/")))
    visit.goto(f"{served}/{page}")
    if "#" in page:
        visit.locator("#answer").wait_for()
    visit.wait_for_load_state("networkidle")
    context.close()
    weights = {path: weight(BUILT / path) for path in loaded if (BUILT / path).is_file()}
    assert page.partition("#")[0] in weights
    assert sum(weights.values()) <= MOST, sorted(weights.items(), key=lambda item: -item[1])[:8]
