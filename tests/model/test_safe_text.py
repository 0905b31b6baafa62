"""Characters that harm whoever shows them are found as themselves and as escapes, and never reach a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.cli.main import main
from sojourn.cli.terminal.streams import safe_streams
from sojourn.loading.checks.checking import checked_content
from sojourn.model.safe_text import first_unsafe, shown_safely
from tests.support import TERM, small_glossary

T = "terms/residence/residence.yaml"
UNSAFE = [
    "\0",
    "\a",
    "\v",
    "\x1b",
    "\x7f",
    "\x9b",
    "\r",
    "\u2028",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufffe",
    "\U000e0041",
]


@pytest.mark.parametrize("character", UNSAFE, ids=lambda c: f"U+{ord(c):04X}")
def test_an_unsafe_character_is_found_as_an_escape_too(tmp_path: Path, character: str) -> None:
    escaped = f'"Place \\U{ord(character):08x} of a person."'
    root = small_glossary(tmp_path, {T: TERM.replace("Place in which a person lives.", escaped)})
    (finding,) = [f for f in checked_content(root).findings if f.severity == "error"]
    assert (finding.check, finding.line, finding.key) == ("character", 9, "definition.en")
    assert f"U+{ord(character):04X}" in finding.message


@pytest.mark.parametrize("character", UNSAFE, ids=lambda c: f"U+{ord(c):04X}")
def test_an_unsafe_character_is_found_as_itself(tmp_path: Path, character: str) -> None:
    root = small_glossary(tmp_path, {T: TERM.replace("Place", f"Pl{character}ace").encode("utf-8")})
    assert {f.check for f in checked_content(root).findings if f.severity == "error"} == {"character"}


@pytest.mark.parametrize("text", ["é", "\t", "\n", "\u200f", "\u200b", "居住", "🙂", "e\u0301"])
def test_letters_of_all_scripts_are_fine(text: str) -> None:
    assert first_unsafe(text) is None
    assert shown_safely(text) == text


def test_what_is_shown_of_an_unsafe_text_is_json_of_the_same_text() -> None:
    text = "".join(UNSAFE)
    assert json.loads(f'"{shown_safely(text)}"') == text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_that_a_command_writes_commands_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", out)
    with pytest.raises(SystemExit):
        main(["show", "x\x1b[31m\x9b5m\u202e"])
    assert out.getvalue().startswith("sojourn: no entry 'x\\u001b[31m\\u009b5m\\u202e'")
    assert first_unsafe(out.getvalue()) is None


def test_a_terminal_that_knows_few_letters_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, "ascii", write_through=True))
    with safe_streams():
        print("Norvège")
    assert raw.getvalue() == b"Norv\\xe8ge\n"


def test_words_that_are_no_text_are_refused() -> None:
    for word in ("\udcff", "a\0b"):
        result = CliRunner().invoke(main, ["lookup", word])
        assert result.exit_code == 2
        assert "word 2 of the command line" in result.output
