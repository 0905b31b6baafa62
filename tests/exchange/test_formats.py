"""What holds of every format: same registry, same bytes; the command writes whole files; unknown formats are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.build.registry import registry_from_sources
from sojourn.cli.main import main
from sojourn.exchange.formats import FORMATS, format_of
from sojourn.exchange.material import Material
from sojourn.model.errors import UsageError
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
