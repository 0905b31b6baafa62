"""The small glossary of tests/fixtures and the real one, loaded once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from sojourn.graph.build import build_graph
from sojourn.loading.content import Content, load_content

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The small glossary, with the schemas and code lists of the real one."""
    folder = tmp_path_factory.mktemp("content") / "glossary"
    shutil.copytree(ROOT / "tests/fixtures/small", folder)
    shutil.copytree(ROOT / "glossary/schema", folder / "schema")
    # Codes point to terms and sources of the whole glossary, which the small one does not have; one link stays.
    lines = (ROOT / "glossary/codes.yaml").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("      term: ") or line.strip() == "term: immigration"]
    text = re.sub(r"status: sourced[^}]*}", "status: own}", "".join(kept))
    (folder / "codes.yaml").write_text(text, "utf-8")
    return load_content(folder)


RESULT: dict[str, Any] = {
    "reference": "small-immigrant-continuous",
    "relation": "undetermined",
    "possible": ["equal", "broader"],
    "alike": "equal",
    "mapping": "closeMatch",
    "conformance": "partly",
    "differences": [
        {"facet": "accumulation", "theirs": "cumulative", "reference": "continuous", "effect": "decides"},
        {"facet": "basis", "theirs": None, "reference": "actual", "effect": ""},
    ],
}
RESULTS: list[dict[str, Any]] = [
    {
        "definition": "small-nzl-arrival",
        "framework": "small-framework",
        "results": [
            RESULT,
            {"reference": "small-immigrant", "relation": "disjoint", "conformance": "does-not", "mapping": None},
        ],
        "best": RESULT,
    }
]


@pytest.fixture(scope="session")
def small_graph(small: Content) -> list[ox.Triple]:
    """The graph of the small glossary, with two comparisons."""
    return build_graph(small, RESULTS)


@pytest.fixture(scope="session")
def real() -> Content:
    """The real content, as far as it is sound."""
    return load_content(ROOT / "glossary")


@pytest.fixture(scope="session")
def real_graph(real: Content) -> list[ox.Triple]:
    """The graph of the real content, without comparisons."""
    return build_graph(real)
