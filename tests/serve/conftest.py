"""One server over the built registry and graph, for all tests that change nothing about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sojourn.serve.http.settings import RequestBounds
from tests.serve.running import Running, running

PAGE = "<!doctype html><title>{}</title><p>A page.</p>"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small website."""
    folder = tmp_path_factory.mktemp("www") / "site"
    (folder / "term").mkdir(parents=True)
    (folder / "rewrite").mkdir()
    (folder / "v").mkdir()
    (folder / "v" / "index.json").write_text('{"releases": []}', "utf-8")
    for name in ("index", "404", "sparql", "term/residence", "v/index"):
        (folder / f"{name}.html").write_text(PAGE.format(name), "utf-8")
    (folder / "term" / "residence.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    (folder / "rewrite" / "nginx.conf").write_text("secret", "utf-8")
    (folder / ".hidden").write_text("secret", "utf-8")
    (folder.parent / "outside.txt").write_text("secret", "utf-8")
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    return folder


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[Running]:
    """The server."""
    # A request made while the one process is started again must wait for it, however busy the machine is.
    with running(site=site, bounds=RequestBounds(wait_seconds=60.0)) as found:
        yield found
