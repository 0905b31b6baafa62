"""What several tests of rules share."""

from __future__ import annotations

import pytest

from sojourn.loading.glossary.content import Content, load_content
from tests.support import REPOSITORY


@pytest.fixture(scope="session")
def content() -> Content:
    """The project's own glossary as it is written, for its lists and groups."""
    return load_content(REPOSITORY / "glossary")
