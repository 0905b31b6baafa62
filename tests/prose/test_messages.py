"""Messages are values; words come from one table a language, and a new language is a new file and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from babel.core import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.model.message import Arg, Coded, Joined, Message, Named, message, message_from_dict
from sojourn.model.rule import AnyOf, Bound, Duration, Limb, Not, Ref, Window
from sojourn.model.trace import Node
from sojourn.prose import tables
from sojourn.prose.plurals import category
from sojourn.prose.rules import duration
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import FOLDER, table
from tests.support import REPOSITORY

LANGUAGES = sorted(path.name.removesuffix(".yaml") for path in FOLDER.iterdir() if path.name.endswith(".yaml"))

SIMPLE: st.SearchStrategy[Arg] = st.one_of(
    st.text(max_size=8),
    st.integers(-9, 9_999),
    st.dates(),
    st.fractions(),
    st.sampled_from(
        [
            Bound(6, "month", ">="),
            Bound(6, "month"),
            Duration(2, "week"),
            Window(12, "month", "arrival", "forward"),
            Window(),
            Coded("group", "students"),
            Named("nzl-obm-arrival"),
            Limb(event="arrival", threshold=Bound(1, "year", ">")),
            AnyOf((Ref("a"), Not(Ref("b")))),
        ]
    ),
)
NAMES = st.text("abc", min_size=1, max_size=2)


def grown(inner: st.SearchStrategy[Arg]) -> st.SearchStrategy[Arg]:
    lists = st.builds(
        lambda parts, by: Joined(tuple(parts), by), st.lists(inner, max_size=3), st.sampled_from(["and", "or"])
    )
    inside = st.builds(
        lambda args: Message("some", tuple(sorted(args.items()))), st.dictionaries(NAMES, inner, max_size=2)
    )
    return st.one_of(lists, inside)


ARGS = st.recursive(SIMPLE, grown, max_leaves=6)


@settings(deadline=None)
@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), ARGS, max_size=3))
def test_a_message_is_read_back_from_json_without_loss(args: dict[str, Arg]) -> None:
    said = Message("some", tuple(args.items()))
    assert message_from_dict(said.to_dict()) == said


@pytest.mark.parametrize("lang", ["en", "fr", "es", "ru", "ar", "zh", "pl", "lv", "cy", "ga", "sl", "mt", "br"])
def test_plural_categories_are_those_of_cldr_as_babel_reads_them(lang: str) -> None:
    rules = Locale.parse(lang).plural_form
    for number in [*range(0, 130), 200, 211, 1_000, 1_000_000]:
        assert category(rules.rules, number) == rules(number), number


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_file_has_the_plural_rules_of_cldr(lang: str) -> None:
    rules = Locale.parse(lang).plural_form
    for number in range(300):
        assert category(table(lang).plurals, number) == rules(number), number


def holes(pattern: list[Any]) -> set[str]:
    """The arguments that a pattern names, those inside of choices too."""
    out: set[str] = set()
    for part in pattern:
        if isinstance(part, dict):
            out.add(part["name"])
            for option in part.get("options", {}).values():
                out |= holes(option)
    return out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_has_all_messages_with_the_same_arguments(lang: str) -> None:
    english, own = table("en"), table(lang)
    assert sorted(own.written) == sorted(english.written)
    # A language may choose by an argument that English does not need, but it invents none and loses none.
    assert {id: holes(own.pattern(id)) for id in own.written} == {id: holes(english.pattern(id)) for id in own.written}


def test_each_message_is_made_somewhere_in_the_code_and_each_that_is_made_has_words() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "tools" / "sojourn").rglob("*.py"))
    made = {id for id in re.findall(r"[\"']([a-z_]+(?:-[a-z_]+)*)[\"']", code) if id in table("en").written}
    # Ids that are put together: the beginning stands in the code, the rest is a code of a closed set.
    starts = tuple(re.findall(r"f[\"']([a-z]+-[a-z-]*)\{", code))
    assert sorted(id for id in table("en").written if id not in made and not id.startswith(starts)) == []
    called = set(re.findall(r'\bmessage\(\s*"([\w-]+)"', code))
    assert len(called) > 100
    assert sorted(called - table("en").written.keys()) == []


def test_a_third_language_is_a_new_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "xx.yaml").write_text(THIRD, "utf-8")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    for cached in (tables.table, tables.phrases, duration):
        cached.cache_clear()
    speaker = Speaker("xx")
    assert tables.spoken() == ("en", "fr", "xx")
    assert [speaker.text(message("days", n=n)) for n in (1, 3, 12, 22)] == ["1 zi", "3 zio", "12 zia", "22 zio"]
    rule = Limb(event="arrival", prior="resident", measure="stay", threshold=Bound(3, "month", ">="))
    # Lengths, joints and sentences come from the file; what it does not have yet is said in English.
    assert speaker.rule(rule) == "the arrival of a resident countzi if the stay is at least 3 menzio"
    assert speaker.text(message("no-such-day", written="2024-02-30")).startswith("`2024-02-30` is no date")
    for cached in (tables.table, tables.phrases, duration):
        cached.cache_clear()


THIRD = """\
plurals: {one: "i = 1 and v = 0", few: "i % 10 = 2..4 and i % 100 != 12..14"}
messages:
  days: "{n, plural, one {# zi} few {# zio} other {# zia}}"
  length: "{n, plural, one {# menzi} few {# menzio} other {# menzia}}"
phrases: {counts: countzi}
"""


def test_arguments_are_worded_by_their_kind() -> None:
    english = Speaker("en", label=lambda list_id, code: f"<{list_id}:{code}>", name=str.upper)
    said = Joined(
        (date(2023, 1, 1), Bound(6, "month", ">="), Coded("group", "crew"), Named("nzl"), Fraction(1, 2)), "or"
    )
    assert english.words(said) == "1 January 2023, at least 6 months, <group:crew>, “NZL” or 1/2"
    assert Speaker("fr").words(Joined((date(2023, 1, 1), Duration(1, "month")))) == "1er janvier 2023 et 1 mois"
    sentences = Joined((message("silent-on-threshold"), message("the-minimum")), "sentences")
    assert Speaker("en").words(sentences) == "How long is long enough. The minimum."


def test_an_explanation_is_a_tree_in_text_and_in_json() -> None:
    leaf = Node(message("asked-conformance"), message("relation-equal"))
    tree = Node(message("asked-why"), parts=(leaf, Node(message("asked-mapping"), "skos:exactMatch")))
    assert list(Speaker("en").lines(tree, "- ")) == [
        "Why.",
        "- Conformance: equal.",
        "- Mapping to the reference: skos:exactMatch.",
    ]
    assert list(Speaker("fr").lines(tree))[1] == "Conformité : mêmes personnes."
    said = Speaker("en").tree(tree)
    assert said["text"] == "Why."
    assert said["parts"][0] == {"text": "Conformance: equal.", **leaf.to_dict()}


def test_compiled_words_say_what_the_file_says_until_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.write_compiled(tmp_path / "words")
    for lang in LANGUAGES:
        written = (FOLDER / f"{lang}.yaml").read_bytes()
        assert json.loads((tmp_path / "words" / f"{lang}.json").read_text("utf-8"))["table"] == tables.from_yaml(
            written.decode()
        )
    monkeypatch.setattr(tables, "COMPILED", tmp_path / "words")
    monkeypatch.setattr(tables, "from_yaml", lambda text: {"messages": {"never-met": "from the file"}})
    tables.table.cache_clear()
    assert tables.table("en").written["never-met"] != "from the file"
    (tmp_path / "en.yaml").write_text("messages: {never-met: newer}", "utf-8")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    tables.table.cache_clear()
    assert tables.table("en").written["never-met"] == "from the file"
    tables.table.cache_clear()
