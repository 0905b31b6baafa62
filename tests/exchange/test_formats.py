"""What holds of every format: same registry, same bytes; the command writes whole files; unknown formats are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.build.registry import registry_from_sources
from sojourn.cli.main import main
from sojourn.exchange.formats import FORMATS, format_of
from sojourn.exchange.material import Material
from sojourn.graph.triples.catalogue import FILES
from sojourn.model.errors import UsageError
from sojourn.model.file_types import file_type
from sojourn.pages.data.downloads import HOLDS
from sojourn.serve.web.site import media_of
from tests.exchange.conftest import Exported
from tests.support import small_glossary


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_registry_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    root = small_glossary(tmp_path)
    one, other = (dict(format_of(name).files(Material(registry_from_sources(root)))) for _ in range(2))
    assert one == other
    assert one


@pytest.mark.parametrize("name", FORMATS)
def test_no_file_names_this_machine(name: str, exported: Exported) -> None:
    for path in exported(name).iterdir():
        data = path.read_bytes()
        assert str(Path.cwd()).encode() not in data


def test_every_file_is_of_a_known_kind_and_has_a_place_on_the_page_of_downloads(tmp_path: Path) -> None:
    material = Material(registry_from_sources(small_glossary(tmp_path)))
    names = {name for one in FORMATS.values() for name, _ in one.files(material)}
    assert [name for name in names if file_type(name) is None] == []
    assert {name.partition(".")[0] for name in names} <= set(HOLDS)
    # What catalogues are told of is really exported.
    assert set(FILES) <= names


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("mappings.sssom.tsv", "text/tab-separated-values; charset=utf-8"),
        ("structures.sdmx.xml", "application/vnd.sdmx.structure+xml;version=3.0.0"),
        ("csv-metadata.json", "application/csvm+json"),
        ("terms.parquet", "application/vnd.apache.parquet"),
        ("terms.dca.tbx", "application/xml"),
        ("terms.json", "application/json"),
        ("classification.json.gz", "application/gzip"),
        ("correspondences.xkos.ttl", "text/turtle; charset=utf-8"),
    ],
)
def test_the_server_sends_each_kind_with_its_media_type(name: str, media: str) -> None:
    assert media_of(name) == media


def test_the_command_writes_the_files_into_a_folder(tmp_path: Path, exported: Exported) -> None:
    done = CliRunner().invoke(main, ["export", "sdmx", "--out", str(tmp_path / "new" / "folder")])
    assert done.exit_code == 0, done.output
    assert "structures.sdmx.xml" in done.output
    written = (tmp_path / "new" / "folder" / "structures.sdmx.xml").read_bytes()
    assert written == (exported("sdmx") / "structures.sdmx.xml").read_bytes()
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["structures.sdmx.xml"]


def test_help_says_what_each_format_is_for() -> None:
    told = CliRunner().invoke(main, ["export", "--help"]).output
    assert all(name in told for name in FORMATS)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'pdf' is no format") as error:
        format_of("pdf")
    assert "sdmx" in error.value.advice
