"""The built website: links, bytes, and text that stays text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from sojourn.lookup.registry import Registry
from sojourn.pages.frame.finish import with_policy
from tests.pages.conftest import Entries, build, registry_of, small_entries

HOSTILE = (
    "<script>alert(1)</script></title></div>\"'><img src=x onerror=alert(2)> [x](javascript:alert(3)) {{7*7}} "
    "`code` *em* &lt;b&gt; \u202egnihton\u202c ]]> --> \u0002wzxhzdk:0\u0003"
)
# A text of 100 kB without a space.
LONG = "<&" * 50_000
# Keys whose values are identifiers, codes, dates or numbers, which the checks hold to a pattern.
FIXED = {
    "id", "iri", "kind", "domain", "framework", "framework_kind", "source_kind", "status", "lang", "source", "seen",
    "accessed", "confidence", "broader", "narrower", "related", "region", "m49", "iso2", "member_of", "country",
    "instruments", "definitions", "rules", "type", "concept", "instrument", "rule", "valid", "target", "term", "option",
    "replaces", "codes", "list", "year", "suitability", "countries", "terms", "related_terms", "changes",
}  # fmt: skip


class Reader(HTMLParser):
    """Elements, attributes, identifiers and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if attributes.get("id"):
            self.ids.add(str(attributes["id"]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: Path) -> Reader:
    reader = Reader()
    reader.feed(page.read_text("utf-8"))
    return reader


def addresses(reader: Reader) -> Iterator[str]:
    for _, attributes in reader.tags:
        for key in ("href", "src", "action"):
            if attributes.get(key):
                yield str(attributes[key])


def pages(site: Path) -> list[Path]:
    return [page for page in sorted(site.rglob("*.html")) if page.name != "404.html"]


def test_every_link_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def broken_links(site: Path) -> list[str]:
    """Links of all pages to files or places that do not exist."""
    readers = {page.resolve(): read(page) for page in pages(site)}
    broken = []
    for page, reader in readers.items():
        for address in addresses(reader):
            parts = urlsplit(address)
            if parts.scheme in ("http", "https"):
                continue
            assert parts.scheme in ("", "data"), address
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            known = target in readers and unquote(parts.fragment) in readers[target].ids
            is_choice = target.name in (
                "compare.html",
                "sparql.html",
                "try.html",
                "traveller.html",
            )  # the fragment is a choice
            if not target.is_file() or (parts.fragment and not known and not is_choice):
                broken.append(f"{page.name}: {address}")
    return broken


def test_pages_ask_nobody_for_anything(site: Path) -> None:
    for page in pages(site):
        for tag, attributes in read(page).tags:
            loaded = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
            if loaded and attributes.get("rel") not in ("canonical",):
                assert urlsplit(loaded).scheme in ("", "data"), (page.name, loaded)


def test_two_builds_give_the_same_bytes(registry: Registry, site: Path, tmp_path: Path) -> None:
    build(registry, tmp_path)
    again = {path.relative_to(tmp_path / "site"): path.read_bytes() for path in files(tmp_path / "site")}
    first = {path.relative_to(site): path.read_bytes() for path in files(site)}
    assert again.keys() == first.keys()
    assert not [path for path in first if first[path] != again[path]]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_data_lies_beside_pages_and_the_page_says_so(site: Path) -> None:
    data = json.loads((site / "term" / "usual-residence.json").read_text("utf-8"))
    assert data["label"]["en"] == "usual residence"
    links = [attributes for tag, attributes in read(site / "term" / "usual-residence.html").tags if tag == "link"]
    assert any(link.get("href") == "../term/usual-residence.json" for link in links)


def test_a_translated_summary_says_whether_a_second_reader_has_read_it(site: Path) -> None:
    html = (site / "fr" / "definition" / "nor-resident.html").read_text("utf-8")
    assert "notre traduction, relue par une autre personne" in html
    assert "notre traduction, à relire" not in html


def test_a_term_page_says_where_each_label_comes_from(site: Path) -> None:
    html = (site / "term" / "residence.html").read_text("utf-8")
    assert '<span lang="ar" dir="rtl"><strong>إقامة</strong>' in html
    assert "our translation, awaiting review" in html
    assert "no label yet" in html
    assert "usual residence" in html


def test_a_definition_page_shows_rule_relation_and_question(site: Path) -> None:
    text = " ".join("".join(read(site / "definition" / "nor-resident.html").text).split())
    assert "if the actual stay, without a break, is at least 6 months before the reference date." in text
    assert "conforms in part" in text
    assert "“bosatt” counts this person, “Resident by actual stay” does not; it says: “a person counts on the" in text
    assert "Which length of stay is taken: the one that is known afterwards (actual)" in text
    assert "foreign diplomats" in text


def words(page: Path) -> str:
    return " ".join("".join(read(page).text).split())


def test_a_method_says_what_the_source_can_measure_and_its_term_leads_there(site: Path) -> None:
    text = words(site / "methods.html")
    for wanted in ("Population register", "Where departures are reported.", "Often six months.", "How are they found?"):
        assert wanted in text
    assert "../methods.html#method-population-register" in addresses(read(site / "term" / "usual-residence.html"))
    assert "methods.html" in addresses(read(site / "index.html"))
    index = (site / "assets" / "search-index.js").read_text("utf-8")
    assert '"methods.html#method-population-register"' in index
    assert '"numbers.html#nor-two-counts"' in index


def test_published_numbers_stand_with_the_definition_that_gave_them(site: Path) -> None:
    assert "12,345" in words(site / "numbers.html")
    assert "definition/nor-resident.html" in addresses(read(site / "numbers.html"))
    for page in ("term/usual-residence.html", "country/NOR.html"):
        assert "Residents by two rules" in words(site / page)


def test_the_coverage_page_counts_what_is_stated(site: Path) -> None:
    text = words(site / "coverage.html")
    assert "1 national definitions" in text
    assert "Days counted by0 / 10 %" in text  # cells in a row


def test_the_coverage_page_is_a_work_list_that_leads_to_the_questions_of_each_country(site: Path) -> None:
    text = words(site / "coverage.html")
    assert "Norway" in text and "no definition of immigration, no definition of emigration" in text
    assert "country/NOR.html#missing" in addresses(read(site / "coverage.html"))
    country = words(site / "country/NOR.html")
    assert "Questions to the office, ready to send" in country
    assert "1. Whom do your statistics count as an immigrant" in country


def test_a_method_says_what_it_cannot_tell_and_what_a_good_example_looks_like(site: Path) -> None:
    text = words(site / "methods.html")
    assert "Who left without notice. [An organisation, para 5]" in text
    assert "A register that is checked. The office asks a sample every year. Norway" in text


def test_pages_carry_a_policy_that_allows_their_own_scripts_only(site: Path) -> None:
    html = (site / "index.html").read_text("utf-8")
    assert "Content-Security-Policy" in html
    policy = html.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    data_only = '<!--csp--><script type="application/ld+json">{}</script>'
    assert "sha256" not in with_policy(data_only)


# -- hostile text ------------------------------------------------------------------------------------------------------


def poisoned(value: object, key: str = "") -> object:
    if key in FIXED:
        return value
    if isinstance(value, dict):
        return {name: poisoned(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, key) for item in value]
    if isinstance(value, str):
        return "javascript:alert(4)" if key in ("url", "doi") else f"{HOSTILE} {value}"
    return value


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    entries, facts = small_entries(folder)
    bad: Entries = {
        kind: {id: {k: poisoned(v, k) for k, v in data.items()} for id, data in found.items()}
        for kind, found in entries.items()
    }
    bad["term"]["residence"]["scope_note"] = {"en": f"{LONG}{HOSTILE}", "ar": "\u202e" + LONG}
    build(registry_of(bad, facts), folder)
    return folder / "site"


def test_hostile_text_is_shown_as_text(hostile: Path) -> None:
    for page in pages(hostile):
        for tag, attributes in read(page).tags:
            assert not [name for name in attributes if name.startswith("on")], page.name
            assert attributes.get("src") != "x", page.name
            for key in ("href", "src", "action"):
                assert not str(attributes.get(key) or "").lower().strip().startswith("javascript"), page.name
            assert tag != "b", page.name
    shown = "".join(read(hostile / "term" / "residence.html").text)
    assert "<script>alert(1)</script></title></div>" in shown
    assert "{{7*7}}" in shown
    assert "`code` *em* &lt;b&gt;" in shown


def test_a_very_long_text_is_shown_whole(hostile: Path) -> None:
    assert LONG in "".join(read(hostile / "term" / "residence.html").text)


def test_hostile_text_ends_no_script(hostile: Path) -> None:
    html = (hostile / "term" / "residence.html").read_text("utf-8")
    assert "<script>alert" not in html
    scripts = [hostile / "assets" / "search-index.js", *(hostile / "assets" / "compare").rglob("*.js")]
    scripts += (hostile / "assets" / "relations").rglob("*.js")
    assert len(scripts) > 6
    for script in scripts:
        assert "<" not in script.read_text("utf-8"), script
