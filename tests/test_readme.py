"""Every command and example of the README runs and gives what it shows; `...` stands for what is left out."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.cli.main import COMMANDS, main
from tests.support import REPOSITORY

README = (REPOSITORY / "README.md").read_text("utf-8")
CONSOLE = re.findall(r"```console\n\$ sojourn (.*)\n((?:.*\n)*?)```", README)


def test_there_are_examples() -> None:
    assert len(CONSOLE) >= 6


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_a_command_of_the_readme(command: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exit_code == 0, result.output
    checker = doctest.OutputChecker()
    wanted = re.sub(r"^\.\.\.\n", "...", shown, flags=re.MULTILINE)
    assert checker.check_output(wanted, result.output, doctest.ELLIPSIS), f"wanted:\n{shown}\ngot:\n{result.output}"


def test_the_python_of_the_readme() -> None:
    text = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    parsed = doctest.DocTestParser().get_doctest(text, {}, "README.md", "README.md", 0)
    assert len(parsed.examples) >= 5
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_the_rule_of_the_readme_is_the_example_file() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert shown == (REPOSITORY / "tests/examples/my-office.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"\]\(([\w./-]+)\)|`((?:glossary|ontology|site|tools|tests)/[\w./-]*)`", README)))
)
def test_paths_of_the_readme_exist(path: tuple[str, str]) -> None:
    assert (REPOSITORY / (path[0] or path[1])).exists() or "XYZ" in "".join(path)


def test_commands_of_the_readme_exist() -> None:
    assert set(re.findall(r"`sojourn (\w+)", README)) <= set(COMMANDS)


def test_every_room_of_the_package_is_named() -> None:
    rooms = {path.name for path in Path(REPOSITORY / "tools/sojourn").iterdir() if (path / "__init__.py").is_file()}
    assert all(f"`{room}`" in README for room in rooms), rooms
