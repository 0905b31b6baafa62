"""Files for download: named as the description of the data set names them, packed where they are large, complete."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from sojourn.build import published
from sojourn.graph.triples.build import build_graph
from sojourn.graph.triples.description import DUMPS, dump_address
from sojourn.graph.writing.formats import EXTENSIONS, serialize
from sojourn.loading.checks.checking import checked_content
from tests.support import small_glossary


def test_each_dump_lies_where_the_description_says_and_is_whole(tmp_path: Path) -> None:
    content = checked_content(small_glossary(tmp_path))
    graph = build_graph(content, [])
    (tmp_path / "rdf").mkdir()
    for extension in EXTENSIONS:
        (tmp_path / "rdf" / f"sojourn.{extension}").write_bytes(serialize(graph, extension))
    published.write_published(tmp_path / "rdf", tmp_path / "exports", str(content.scheme["id"]), tmp_path / "out")
    names = {extension: dump_address(content.scheme, extension).rpartition("/")[2] for extension in DUMPS}
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(names.values())
    for extension, name in names.items():
        found = (tmp_path / "out" / name).read_bytes()
        assert (gzip.decompress(found) if name.endswith(".gz") else found) == serialize(graph, extension)


def test_only_large_tables_are_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "LARGE", 100)
    (tmp_path / "exports").mkdir()
    small, large = json.dumps([1]), json.dumps(list(range(100)))
    (tmp_path / "exports" / "codes.json").write_text(small, "utf-8")
    (tmp_path / "exports" / "terms.json").write_text(large, "utf-8")
    published.write_published(tmp_path / "rdf", tmp_path / "exports", "small", tmp_path / "out")
    assert (tmp_path / "out" / "codes.json").read_text("utf-8") == small
    assert gzip.decompress((tmp_path / "out" / "terms.json.gz").read_bytes()).decode() == large
    assert not (tmp_path / "out" / "terms.json").exists()
