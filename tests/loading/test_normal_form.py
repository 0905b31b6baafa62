"""`sojourn fmt` changes how a file looks, never what it says, and never loses a comment."""

from __future__ import annotations

import os
import random
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.cli.main import main
from sojourn.loading.forms.schema import Schemas
from sojourn.loading.glossary.content import load_content
from sojourn.loading.reading import yaml12
from sojourn.loading.reading.reader import Document, parse_text
from sojourn.loading.writing.normal import normal_form
from sojourn.model.errors import SojournError
from tests.support import COUNTRY, FRAMEWORK, NARROWER, REPOSITORY, SOURCES, TERM, rounds, small_glossary

ROUNDS = rounds(20)


@cache
def schemas() -> Schemas:
    return Schemas(REPOSITORY / "glossary" / "schema")


def formatted(text: str, kind: str) -> str:
    read = parse_text(text, "a.yaml", kind)
    assert isinstance(read, Document), read
    return normal_form(read, schemas())


def test_the_content_of_the_repository_is_in_normal_form() -> None:
    content = load_content(REPOSITORY / "glossary")
    other = [d.file for d in content.documents if normal_form(d, content.schemas) != d.text]
    assert not other[:5], f"{len(other)} files are not in normal form; run `sojourn fmt`"


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["NO", "012", "1e3", "2006-09", "yes", "~", "null", "a: b", "x # y", "", " lead", "a" * 200, "* star"]
)
def test_any_text_survives(tmp_path: Path, text: str) -> None:
    import json

    value = text or "x"
    root = small_glossary(
        tmp_path, {"terms/residence/residence.yaml": TERM.replace("Place in which a person lives.", json.dumps(value))}
    )
    content = load_content(root)
    document = next(d for d in content.documents if d.file.endswith("/residence.yaml"))
    written = normal_form(document, content.schemas)
    (root / "terms/residence/residence.yaml").write_text(written, "utf-8")
    again = next(d for d in load_content(root).documents if d.file.endswith("/residence.yaml"))
    assert again.data == document.data
    assert normal_form(again, content.schemas) == written


WORDS = ["  ", ": ", " #", "---", "...", "\n\n", "null", "true", "0x", "1_", "word " * 20]
PIECES = st.sampled_from([*"#:-?,[]{}&*!|>'\"%@`~ \n\t\\=<.019eExyNOé🙂\u200f\u00a0", *WORDS])


@settings(max_examples=ROUNDS, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=12).map("".join))
def test_any_text_means_the_same_afterwards_and_twice_changes_nothing(text: str) -> None:
    """load(fmt(x)) = load(x), what is written passes the checks of the reader, and fmt(fmt(x)) = fmt(x)."""
    data = {"id": "a", "definition": {"en": text, "fr": "x"}, "alternative": {"en": [text, "b"]}, "note": text}
    written = normal_form(Document("a.yaml", "term", "", data), schemas())
    again = parse_text(written, "a.yaml", "term")
    assert isinstance(again, Document), again
    assert again.data == data
    assert normal_form(again, schemas()) == written


# -- comments ----------------------------------------------------------------------------------------------------------

FILES = [("country", COUNTRY), ("framework", FRAMEWORK), ("term", TERM), ("term", NARROWER), ("sources", SOURCES)]


def shuffled(data: Any, chance: random.Random) -> Any:
    """The same data with the keys of each map in another order."""
    if isinstance(data, dict):
        keys = list(data)
        chance.shuffle(keys)
        return {key: shuffled(data[key], chance) for key in keys}
    return [shuffled(item, chance) for item in data] if isinstance(data, list) else data


def commented(text: str, chance: random.Random) -> tuple[str, list[str]]:
    """The text with comments at random places, as far as they are comments there, and not parts of a text."""
    lines = text.split("\n")
    marks: list[str] = []
    for number in range(chance.choice([1, 2, 3, 6])):
        mark, before = f"# mark{number}x", list(lines)
        place = chance.randrange(len(lines))
        if chance.random() < 0.5:
            lines[place] += " " * chance.randint(1, 4) + mark
        else:
            lines.insert(place, " " * chance.choice([0, 2, 4, 6, 8]) + mark)
        try:
            same = yaml12.loads("\n".join(lines)) == yaml12.loads(text)
        except ValueError:
            same = False
        if same:
            marks.append(mark)
        else:
            lines = before
    return "\n".join(lines), marks


@settings(max_examples=ROUNDS, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False), st.sampled_from([None, "block", "mixed", "flow"]))
def test_every_comment_survives_wherever_it_stands(
    file: tuple[str, str], chance: random.Random, style: str | None
) -> None:
    """Every comment of x stands in fmt(x), load(fmt(x)) = load(x), and fmt(fmt(x)) = fmt(x)."""
    kind, text = file
    if style:
        flow = {"block": False, "mixed": None, "flow": True}[style]
        data = shuffled(yaml12.loads(text), chance)
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=60, default_flow_style=flow)
    text, marks = commented(text, chance)
    written = formatted(text, kind)
    assert yaml12.loads(written) == yaml12.loads(text)
    # A mark that is in the file and not in its data is a comment.
    assert [mark for mark in marks if mark not in written] == []
    assert formatted(written, kind) == written


def test_a_comment_goes_with_its_key() -> None:
    """Beside a key, after a key that opens a block, above a key, after a folded text, and at the end of a block."""
    text = """\
# About the file.
domain: residence  # a folder
definition:
  en: >-
    Place in which a person
    lives.
# Do not publish before May.
label: {en: residence}  # one word
id: residence
citations:  # TODO check
  - source: handbook
    locator: para 1
    # seen: excerpt
  # the second one
  - {source: handbook, locator: para 2}
confidence: high
# The end.
"""
    assert (
        formatted(text, "term")
        == """\
# About the file.
id: residence
domain: residence  # a folder
# Do not publish before May.
label: {en: residence}  # one word
definition: {en: Place in which a person lives.}
citations:  # TODO check
  - {source: handbook, locator: para 1}
  # seen: excerpt
  # the second one
  - {source: handbook, locator: para 2}
confidence: high
# The end.
"""
    )


def test_the_example_of_the_glossarys_readme_keeps_its_comments() -> None:
    """Whoever copies it from there loses none of its 15 comments."""
    readme = (REPOSITORY / "glossary" / "README.md").read_text("utf-8")
    example = readme.split("## A term")[1].split("```yaml\n")[1].split("```")[0]
    comments = [line[line.index("# ") :] for line in example.split("\n") if "  # " in line]
    written = formatted(example, "term")
    assert len(comments) > 8
    assert [comment for comment in comments if comment not in written] == []


def test_a_file_whose_comments_cannot_be_told_from_its_texts_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(text: str, comments: object) -> str:
        return text

    monkeypatch.setattr("sojourn.loading.writing.normal.with_comments", nothing)
    with pytest.raises(SojournError, match="a comment inside the file would be lost"):
        formatted(TERM + "# The end.\n", "term")


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def normal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small glossary in its normal form."""
    folder = tmp_path_factory.mktemp("normal")
    root = small_glossary(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert CliRunner().invoke(main, ["fmt"]).exit_code == 0
    return root


@pytest.fixture
def glossary(normal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(normal, tmp_path / "glossary"))


def test_fmt_writes_key_order_and_check_then_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shuffled = COUNTRY.replace("iso2: NO\n", "").replace("id: NOR\n", "iso2: NO\nid: NOR\n", 1)
    root = small_glossary(tmp_path, {"countries/NOR.yaml": "# A comment at the top stays.\n" + shuffled})
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["fmt", "--check"]).exit_code == 1
    assert CliRunner().invoke(main, ["fmt"]).exit_code == 0
    assert CliRunner().invoke(main, ["fmt", "--check"]).exit_code == 0
    assert (root / "countries/NOR.yaml").read_text("utf-8").startswith("# A comment at the top stays.\nid: NOR\niso2:")


def test_mode_and_links_stay(glossary: Path) -> None:
    path = glossary / "terms/residence/residence.yaml"
    elsewhere = glossary.parent / "elsewhere.yaml"
    elsewhere.write_text(TERM.replace("id: residence\n", "") + "id: residence\n", "utf-8")
    elsewhere.chmod(0o640)
    path.unlink()
    path.symlink_to(elsewhere)
    assert "written: glossary/terms/residence/residence.yaml" in CliRunner().invoke(main, ["fmt"]).output
    assert path.is_symlink()
    assert elsewhere.read_text("utf-8").startswith("id: residence")
    assert elsewhere.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in path.parent.iterdir() if "tmp" in p.name or p.name.startswith(".")] == []


def test_a_file_with_two_names_is_left(glossary: Path) -> None:
    path = glossary / "terms/residence/residence.yaml"
    path.write_text("# x\n" + TERM.replace("id: residence\n", "") + "id: residence\n", "utf-8")
    os.link(path, glossary.parent / "other-name")
    before = path.read_bytes()
    result = CliRunner().invoke(main, ["fmt"])
    assert result.exit_code == 1
    assert "hard link" in result.output
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: [\n", "the YAML cannot be read"),
        ("id: residence\nnonsense: 1\n", "'nonsense' is not a known key"),
        ("a: &x 1\nb: *x\n", "is a YAML anchor or alias"),
        ('a: "\\e[31m"\n', "the character U+001B is not allowed"),
    ],
)
def test_a_file_with_errors_is_named_and_left(glossary: Path, text: str, told: str) -> None:
    """Never "in normal form": nobody knows what is in it. Anchors are not resolved away either."""
    path = glossary / "terms/residence/residence.yaml"
    path.write_text(text, "utf-8")
    for words in (["fmt"], ["fmt", "--check"]):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 1
        assert told in result.output
        assert "All" not in result.output
        assert "1 file with errors left as they are" in result.output
    assert path.read_text("utf-8") == text
