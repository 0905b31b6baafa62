"""Commands word their answers in the language asked for: whole, from one table of words."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main

ENGLISH = re.compile(r"\b(the|and|of|with|which|counts?|stay|days|is|not|from|by)\b")
COMMANDS = [
    ["compare", "nzl-obm-arrival", "un-2021-immigrant-b", "--trace"],
    ["compare", "nzl-obm-arrival", "un-2021-resident-a", "--trace"],
    ["classify", "nzl-obm-arrival", "--framework", "un-2021", "--all", "--trace"],
    ["classify", "nld-brp-immigration", "--framework", "un-1998", "--all"],
    ["mirror", "un-2021-emigrant-b", "nzl-obm-arrival"],
    ["comparability", "NOR", "SWE", "FIN", "--concept", "immigration"],
]


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, list(args))
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:3]))
def test_an_answer_in_french_holds_no_english(command: list[str]) -> None:
    text = run(*command, "--lang", "fr").output
    # Ids and names of relations in SKOS are no words.
    plain = re.sub(r"« [\w-]+ »|skos:\w+|--\w+|\b[a-z0-9]+(-[a-z0-9]+)+\b", "", text)
    assert len(plain) > 100
    assert sorted({found[0] for found in ENGLISH.finditer(plain)}) == [], plain


@pytest.mark.parametrize("command", COMMANDS[:2], ids=lambda command: " ".join(command[:3]))
def test_json_in_two_languages_differs_in_words_only(command: list[str]) -> None:
    plain = command[:-1]
    english, french = (json.loads(run(*plain, "--lang", lang, "--format", "json").output) for lang in ("en", "fr"))
    assert english["relation"] == french["relation"]
    assert english["trace"] != french["trace"]
    assert english["assumptions_messages"] == french["assumptions_messages"]
    assert english["reason_message"] == french["reason_message"]
    assert english["trace_tree"]["found"] == french["trace_tree"]["found"]


def test_a_language_without_words_is_refused_with_those_that_there_are() -> None:
    result = CliRunner().invoke(main, ["compare", "nzl-obm-arrival", "un-2021-immigrant-b", "--lang", "xx"])
    assert result.exit_code == 2
    assert "there are no words in 'xx'" in result.output
    assert "en, fr" in result.output
