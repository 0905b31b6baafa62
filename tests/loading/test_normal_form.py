"""`sojourn fmt` changes how a file looks, never what it says, and never loses a comment."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sojourn.cli.main import main
from sojourn.loading.content import load_content
from sojourn.loading.normal import normal_form
from sojourn.model.errors import SojournError
from tests.support import COUNTRY, REPOSITORY, TERM, small_glossary


def test_the_content_of_the_repository_is_in_normal_form() -> None:
    content = load_content(REPOSITORY / "glossary")
    other = [d.file for d in content.documents if normal_form(d, content.schemas) != d.text]
    assert not other[:5], f"{len(other)} files are not in normal form; run `sojourn fmt`"


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


def test_fmt_writes_key_order_and_check_then_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shuffled = COUNTRY.replace("iso2: NO\n", "").replace("id: NOR\n", "iso2: NO\nid: NOR\n", 1)
    root = small_glossary(tmp_path, {"countries/NOR.yaml": "# A comment at the top stays.\n" + shuffled})
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["fmt", "--check"]).exit_code == 1
    assert CliRunner().invoke(main, ["fmt"]).exit_code == 0
    assert CliRunner().invoke(main, ["fmt", "--check"]).exit_code == 0
    assert (root / "countries/NOR.yaml").read_text("utf-8").startswith("# A comment at the top stays.\nid: NOR\niso2:")


def test_a_comment_inside_is_not_lost_silently(tmp_path: Path) -> None:
    text = COUNTRY.replace("iso2: NO", "iso2: NO  # two letters")
    content = load_content(small_glossary(tmp_path, {"countries/NOR.yaml": text}))
    document = next(d for d in content.documents if d.file.endswith("NOR.yaml"))
    with pytest.raises(SojournError, match="comment"):
        normal_form(document, content.schemas)
