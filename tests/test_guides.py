"""The guides: every command and example in them runs, the notebook too; the reference pages name all there is."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest
from click.testing import CliRunner

import sojourn
from sojourn.cli.main import COMMANDS, main
from sojourn.cli.reference import reference_pages
from tests.support import REPOSITORY

FOLDER = REPOSITORY / "site" / "pages"
GUIDES = [FOLDER / "guides.md", FOLDER / "developers.md", *sorted((FOLDER / "guides").glob("*.md"))]
NOTEBOOK = REPOSITORY / "site" / "assets" / "notebooks" / "analyst.ipynb"
COMMANDS_OF = [
    (path.stem, line) for path in GUIDES for line in re.findall(r"^\$ sojourn (.*)$", path.read_text("utf-8"), re.M)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as its user would stand in it, with a `build` folder of its own."""
    found = tmp_path_factory.mktemp("office")
    for name in ("glossary", "tests", "ontology"):
        (found / name).symlink_to(REPOSITORY / name)
    (found / "build").mkdir()
    return found


@pytest.mark.parametrize(("guide", "command"), COMMANDS_OF, ids=[f"{g}: {c}" for g, c in COMMANDS_OF])
def test_a_command_of_a_guide(guide: str, command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exit_code == 0, result.output
    assert result.output.strip()


@pytest.mark.parametrize("path", GUIDES, ids=[path.stem for path in GUIDES])
def test_the_python_of_a_guide_runs(path: Path) -> None:
    for example in re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.S):
        exec(compile(example, path.name, "exec"), {})


def test_the_notebook_runs_from_its_first_cell_to_its_last() -> None:
    names: dict[str, Any] = {}
    cells = [cell for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        exec(compile(cell["source"], NOTEBOOK.name, "exec"), names)
    assert len(cells) >= 5
    assert isinstance(names["relation"], pd.DataFrame)
    assert set(names["relation"].loc["NZL"]) <= set("=<>x|?")
    assert names["relation"].loc["NZL", "NZL"] == "="
    assert "<table>" in names["found"]._repr_html_()


def test_the_reference_names_every_command_and_every_option() -> None:
    text = reference_pages()["reference/commands"]
    with click.Context(main) as context:
        for name in COMMANDS:
            command = main.get_command(context, name)
            assert command is not None
            assert f"## sojourn {name}\n" in text
            for parameter in command.params:
                if isinstance(parameter, click.Option) and not parameter.hidden:
                    assert parameter.opts[-1] in text, (name, parameter.opts)


def test_the_reference_describes_every_public_function_of_the_package() -> None:
    text = reference_pages()["reference/python"]
    for name in sojourn.__all__:
        assert f"### sojourn.{name}\n" in text, name


def test_the_reference_is_the_same_on_every_machine() -> None:
    """A default that is a path would publish where the package lies, and no two machines would build the same bytes."""
    assert not [path for path, text in reference_pages().items() if str(REPOSITORY) in text]


def test_the_reference_of_http_holds_every_operation_and_shape() -> None:
    pytest.importorskip("starlette")
    from sojourn.serve.rest.openapi import openapi

    text, document = reference_pages()["reference/http"], openapi("/", "en")
    for path, methods in document["paths"].items():
        assert all(f"## {method.upper()} {path}\n" in text for method in methods), path
    assert all(f"### {name}\n" in text for name in document["components"]["schemas"])


def test_pages_that_guides_lead_to_exist() -> None:
    made = {*(f"{path}.html" for path in reference_pages()), "assets/notebooks/analyst.ipynb"}
    made |= {path.relative_to(FOLDER).with_suffix(suffix).as_posix() for path in GUIDES for suffix in (".md", ".html")}
    listed = {"compare", "try", "records", "queries", "downloads", "ns", "codes", "licence", "contribute"}
    made |= {f"schema/{path.name}" for path in (REPOSITORY / "glossary" / "schema").glob("*.json")} | {"context.jsonld"}
    made |= {f"{name}.html" for name in listed} | {"rewrite/nginx.conf", "rewrite/apache.htaccess"}
    for path in GUIDES:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
            where = (path.parent / target).resolve().relative_to(FOLDER.resolve()).as_posix()
            assert where in made, f"{path.name}: {target}"
