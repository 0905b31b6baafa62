"""Pages that a later build takes over: exactly those that it would make again byte by byte."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sojourn.classification import Classification
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.pages.build import renderers
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.content.kept import KeptFiles
from sojourn.pages.entries.entry_pages import entry_pages
from sojourn.pages.frame import mkdocs
from sojourn.pages.frame.frames import Frame, PageLayout, read_frames
from sojourn.pages.frame.writing import PageWriter, in_turn
from tests.pages.conftest import RESULT, small_entries
from tests.support import REPOSITORY

SITE = REPOSITORY / "site"


@dataclass
class State:
    """A content: compiled entries, facts, results."""

    entries: dict[str, dict[str, dict[str, Any]]]
    facts: dict[str, Any]
    results: list[Classification]

    def entry(self, kind: str, id: str) -> dict[str, Any]:
        return self.entries[kind][id]


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[PageLayout, Frame]:
    work = tmp_path_factory.mktemp("frames")
    with mkdocs.running(mkdocs.write_source(SITE, work, frozenset({"index"})), work / "made"):
        pass
    return read_frames(("en", "fr"), work / "made")


def renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: renamed(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, old, new) for item in value]
    return value.replace(old, new) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> State:
    """The small glossary with a second country, whose definition has a source, an instrument and a result of its own."""
    entries, facts = small_entries(tmp_path_factory.mktemp("small"))
    for kind in ("country", "instrument", "definition", "source"):
        for id in [id for id in entries[kind] if id.lower().startswith("nor")]:
            other = renamed(renamed(entries[kind][id], "NOR", "SWE"), "nor-", "swe-")
            entries[kind][other["id"]] = {**other, **({"m49": "752", "iso2": "SE"} if kind == "country" else {})}
    results = [Classification(id, "frame", (RESULT,)) for id in ("nor-resident", "swe-resident")]
    return State(entries, facts, results)


def write(state: State, frames: dict[PageLayout, Frame], out: Path, kept: KeptFiles) -> None:
    """The pages of all entries."""
    catalogue = Catalogue(Registry(write_store(":memory:", state.entries, state.facts, state.results)))
    editions = renderers(catalogue, SITE)
    pages = [page for render in editions for page in entry_pages(render, ("json",))]
    out.mkdir()
    PageWriter(editions, frames, out, SITE).write(pages, in_turn, kept)
    kept.write()


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.html")}


def summary(state: State) -> None:
    state.entry("definition", "nor-resident")["summary"] = {"en": "Another summary."}


def rule(state: State) -> None:
    state.entry("definition", "nor-resident")["rule"]["threshold"]["value"] = 9


def country(state: State) -> None:
    state.entry("country", "NOR")["label"] = {"en": "Kingdom of Norway"}


def instrument(state: State) -> None:
    state.entry("instrument", "nor-register")["label"] = {"en": "Another register"}


def source(state: State) -> None:
    state.entry("source", "nor-metadata")["title"] = "Another title"


def result(state: State) -> None:
    state.results[0] = Classification("nor-resident", "frame", (replace(RESULT, conformance="conforms"),))


def conflict(state: State) -> None:
    state.entry("definition", "swe-resident")["conflicts_with"] = ["nor-resident"]


def added(state: State) -> None:
    other = renamed(state.entry("definition", "nor-resident"), "nor-resident", "nor-another")
    state.entries["definition"]["nor-another"] = other
    state.entry("country", "NOR")["definitions"].append("nor-another")


def gone(state: State) -> None:
    del state.entries["definition"]["swe-resident"]
    state.entry("country", "SWE")["definitions"] = []
    state.results.pop()


def term(state: State) -> None:
    state.entry("term", "usual-residence")["label"] = {"en": "habitual residence"}


def code(state: State) -> None:
    state.entry("code", "concept/usual-residence")["label"] = {"en": "residence as a habit"}


CHANGES: dict[str, Callable[[State], None]] = {
    found.__name__: found
    for found in (summary, rule, country, instrument, source, result, conflict, added, gone, term, code)
}
# Pages that must be taken over after a change in one country's file.
APART = {"summary", "rule", "instrument", "source", "result", "added"}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_the_pages_are_those_of_a_build_from_nothing(
    name: str, content: State, frames: dict[PageLayout, Frame], tmp_path: Path
) -> None:
    first, second, clean = tmp_path / "first", tmp_path / "second", tmp_path / "clean"
    changed = copy.deepcopy(content)
    CHANGES[name](changed)
    write(content, frames, first, KeptFiles(tmp_path / "kept.json", tmp_path / "none", first))
    write(changed, frames, second, KeptFiles(tmp_path / "kept.json", first, second))
    write(changed, frames, clean, KeptFiles())
    assert files(second) == files(clean)
    taken = {name for name in files(second) if (second / name).stat().st_nlink > 1}
    assert all(files(first)[name] == files(second)[name] for name in taken)
    if name in APART:
        assert {"country/SWE.html", "definition/swe-resident.html", "fr/definition/swe-resident.html"} <= taken
        assert "definition/nor-resident.html" not in taken or name == "added"


def test_without_a_change_every_page_is_taken_over(
    content: State, frames: dict[PageLayout, Frame], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write(content, frames, first, KeptFiles(tmp_path / "kept.json", tmp_path / "none", first))
    write(content, frames, second, KeptFiles(tmp_path / "kept.json", first, second))
    assert files(second) == files(first)
    assert all((second / name).stat().st_nlink > 1 for name in files(second))


def test_a_page_that_somebody_changed_by_hand_is_made_anew(
    content: State, frames: dict[PageLayout, Frame], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write(content, frames, first, KeptFiles(tmp_path / "kept.json", tmp_path / "none", first))
    before = files(first)
    (first / "country" / "NOR.html").write_text("changed by hand", "utf-8")
    write(content, frames, second, KeptFiles(tmp_path / "kept.json", first, second))
    assert files(second) == before


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"reads": [], "files": {"a.html": ["k", 1, 2, [5]]}}', '{"files": 3}']
)
def test_a_damaged_list_of_kept_files_costs_only_time(tmp_path: Path, text: str) -> None:
    (tmp_path / "kept.json").write_text(text, "utf-8")
    assert not KeptFiles(tmp_path / "kept.json", tmp_path, tmp_path).take("a.html", "k")
