"""The small glossary of tests/fixtures and the real one, loaded once."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from sojourn.classification import Classification, Reference, Result
from sojourn.classification.result import Difference
from sojourn.graph.triples.build import build_graph
from sojourn.loading.glossary.content import Content, load_content
from sojourn.model.message import Coded, message
from sojourn.model.rule import Limb
from sojourn.rules import Comparison

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


def result(reference: str, relation: str, conformance: str, mapping: str | None = None) -> Result:
    """A result of a comparison with a reference rule, whatever the rules say."""
    rule = Limb(event="arrival")
    held = Reference(reference, "small-framework", "immigrant", None, rule, reference)
    possible = ("equal", "broader") if relation == "undetermined" else (relation,)
    found = Comparison("small-nzl-arrival", reference, relation, possible, as_stated="equal")
    return Result(held, found, mapping, mapping, conformance, rule, rule, "immigration")


RESULT = replace(
    result("small-immigrant-continuous", "undetermined", "partly", "closeMatch"),
    differences=(
        Difference(
            "accumulation",
            Coded("accumulation", "cumulative"),
            Coded("accumulation", "continuous"),
            message("effect-narrower"),
        ),
    ),
)
RESULTS = [
    Classification("small-nzl-arrival", "small-framework", (RESULT, result("small-immigrant", "disjoint", "does-not")))
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
