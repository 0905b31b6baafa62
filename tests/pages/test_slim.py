"""Scripts and styles are published without comments; nothing else of them is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sojourn.pages.frame.slim import slim
from tests.support import REPOSITORY

ASSETS = sorted(path for path in (REPOSITORY / "site" / "assets").iterdir() if path.suffix in (".js", ".css"))


@pytest.mark.parametrize("path", ASSETS, ids=[path.name for path in ASSETS])
def test_only_comments_and_indentation_are_left_out(path: Path) -> None:
    text = path.read_text("utf-8")
    short = slim(text, path.suffix)
    assert len(short) < len(text)
    kept = iter(line.strip() for line in short.splitlines())
    if path.suffix == ".js":
        # A text over several lines would lose its indentation.
        assert not [line for line in text.splitlines() if line.count("`") % 2]
        code = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("//")]
        assert list(kept) == code
    else:
        rules = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        assert "".join(kept) == "".join(line.strip() for line in rules.splitlines())
        assert not re.search(r"[\"'][^\"'\n]*/\*", text)
