"""The search of the website and that of Python: the same hits in the same order, over the same index."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import sojourn
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.lists.search_index import search_scripts
from tests.lookup.test_queries import QUERIES
from tests.support import REPOSITORY

NODE = shutil.which("node")
ASSETS = REPOSITORY / "site" / "assets"
# Reads queries (JSON) from the standard input and writes the first hits of each, with their scores.
SCRIPT = """
global.sojournWords = require(`${process.argv[1]}/search-words.js`);
const engine = require(`${process.argv[1]}/search-engine.js`);
let entries = [], given = null;
const sojournSearch = { load(data, head, { piece }) { entries = entries.concat(data); if (piece === 1) given = head; } };
for (const file of process.argv.slice(2)) eval(require("fs").readFileSync(file, "utf8"));
const queries = JSON.parse(require("fs").readFileSync(0, "utf8"));
engine.start(entries, given, (index) => {
  const told = queries.map((query) => engine.search(index, query, 10, "en").map((hit) => [`${hit.kind}/${hit.id}`, hit.score]));
  console.log(JSON.stringify(told));
});
"""
ODD = [
    "",
    "a",
    "th",
    "migra",
    "reside",
    "usaul residense",
    "xyzzy",
    "居",
    "常住",
    "ال",
    "12/16",
    "U.S.A.",
    "d'",
    "O'Brien",
    "ñ",
    "’",
    "ǅ",
]


@pytest.mark.skipif(
    NODE is None, reason="node is not installed: the search of the website is tested in the browser only"
)
def test_the_browser_finds_the_same_in_the_same_order(tmp_path: Path) -> None:
    registry = sojourn.load()
    files = []
    for name, text in search_scripts(Catalogue(registry)):
        (tmp_path / name).write_text(text, "utf-8")
        files.append(str(tmp_path / name))
    queries = [*ODD, *(query for query, _, _ in QUERIES)]
    assert NODE is not None
    command = [NODE, "-e", SCRIPT, str(ASSETS), *files]
    run = subprocess.run(command, input=json.dumps(queries), capture_output=True, text=True, check=True)
    for query, found in zip(queries, json.loads(run.stdout), strict=True):
        own = [(f"{hit.kind}/{hit.id}", hit.score) for hit in registry.search(query, lang="en")]
        assert [id for id, _ in found] == [id for id, _ in own], query
        assert [score for _, score in found] == pytest.approx([score for _, score in own], abs=0.002), query
