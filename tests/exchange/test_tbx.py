"""TBX: each layout is read back into the terms that it was made from; the rules of the dialect TBX-Basic hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sojourn.exchange.material import Material
from sojourn.exchange.tbx import LAYOUTS, MODULES, NAMESPACE, OWN
from tests.exchange.conftest import Exported

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The dialect TBX-Basic (ISO 30042:2019 and its module definitions): where a data category may stand, and its values.
LEVELS = {
    "subjectField": {"entry"},
    "crossReference": {"entry", "term"},
    "externalCrossReference": {"entry", "language", "term"},
    "definition": {"entry", "language"},
    "source": {"entry", "language", "term"},
    "administrativeStatus": {"term"},
    "termType": {"term"},
}
VALUES = {
    "administrativeStatus": {"admittedTerm-admn-sts", "deprecatedTerm-admn-sts", "preferredTerm-admn-sts"},
    "termType": {"abbreviation"},
}
HOLDERS = {
    "subjectField": "descrip",
    "definition": "descrip",
    "crossReference": "ref",
    "externalCrossReference": "xref",
    "source": "admin",
    "administrativeStatus": "termNote",
    "termType": "termNote",
}
GROUPS = {"conceptEntry": "entry", "termEntry": "entry", "langSec": "language", "langSet": "language",
          "termSec": "term", "tig": "term"}  # fmt: skip


def local(node: Any) -> str:
    return str(etree.QName(node).localname)


def category(node: Any) -> str:
    """The data category of an element, in either style; empty for elements of the core."""
    namespace = etree.QName(node).namespace
    return local(node) if namespace in MODULES.values() else str(node.get("type", ""))


def found(node: Any, name: str) -> Iterator[Any]:
    return (one for one in node.iter(etree.Element) if category(one) == name)


@pytest.fixture(params=[layout.name for layout in LAYOUTS])
def tree(request: pytest.FixtureRequest, exported: Exported) -> Any:
    """A file of a layout."""
    return etree.parse(exported("tbx") / f"terms.{request.param}.tbx").getroot()


def entries(tree: Any) -> dict[str, Any]:
    return {node.get("id"): node for node in tree.iter("{*}conceptEntry", "{*}termEntry")}


def sections(entry: Any) -> dict[str, Any]:
    return {node.get(LANG): node for node in entry.iter("{*}langSec", "{*}langSet")}


def names(section: Any, status: str) -> list[str]:
    return [
        next(one.iter("{*}term")).text
        for one in section.iter("{*}termSec", "{*}tig")
        if next(found(one, "administrativeStatus")).text == f"{status}-admn-sts"
    ]


def test_every_term_is_read_back_in_every_language(tree: Any, material: Material) -> None:
    read = entries(tree)
    terms = material.registry.terms()
    assert list(read) == [term.id for term in terms]
    for term in terms:
        by_lang = sections(read[term.id])
        for lang, label in term.label.items:
            status = "deprecatedTerm" if term.deprecated else "preferredTerm"
            assert label in names(by_lang[lang], status)
        for lang, others in term.alternative.to_dict().items():
            status = "deprecatedTerm" if term.deprecated else "admittedTerm"
            assert set(others) <= set(names(by_lang[lang], status))
        for lang, others in term.hidden.to_dict().items():
            assert set(others) <= set(names(by_lang[lang], "deprecatedTerm"))
        for lang, text in term.definition.items:
            assert [one.text for one in found(by_lang[lang], "definition")] == [" ".join(text.split())]
        assert set(term.abbreviation) <= set(names(by_lang["en"], "admittedTerm"))
        assert [one.get("target") for one in found(read[term.id], "externalCrossReference")] == [term.iri]


def test_notes_stand_with_their_language(tree: Any, material: Material) -> None:
    read = entries(tree)
    for term in material.registry.terms():
        by_lang = sections(read[term.id])
        for lang, note in (
            *term.scope_note.items,
            *(item for one in term.distinguished_from for item in one.why.items),
        ):
            notes = {one.text for one in by_lang[lang].iterchildren("{*}note")}
            assert " ".join(note.split()) in notes


def test_translations_of_our_own_are_marked_and_others_name_their_source(tree: Any, material: Material) -> None:
    read = entries(tree)
    sourced = 0
    for term in material.registry.terms():
        for origin in term.label_origin:
            section = sections(read[term.id])[origin.lang]
            preferred = next(section.iter("{*}termSec", "{*}tig"))
            notes = [one.text for one in preferred.iter("{*}note")]
            assert (OWN in notes) is (origin.status == "own")
            if origin.status == "sourced" and origin.source:
                title = material.registry.source(origin.source).title
                assert any(one.text.startswith(title) for one in found(preferred, "source"))
                sourced += 1
    assert sourced > 50


def test_references_lead_to_entries_of_the_file(tree: Any) -> None:
    read = entries(tree)
    targets = [one.get("target") for one in found(tree, "crossReference")]
    assert len(targets) > 300
    assert set(targets) <= set(read)


def test_data_categories_stand_where_the_dialect_allows(tree: Any) -> None:
    seen = Counter[str]()
    for node in next(tree.iter("{*}body")).iter(etree.Element):
        name = category(node)
        if not name:
            continue
        above = next(GROUPS[local(one)] for one in node.iterancestors() if local(one) in GROUPS)
        assert above in LEVELS[name], name
        assert name not in VALUES or node.text in VALUES[name]
        if etree.QName(node).namespace not in MODULES.values():
            assert local(node) == HOLDERS[name]
        seen[name] += 1
    assert set(seen) == set(LEVELS)


@pytest.mark.parametrize(("name", "elements"), [("dca", False), ("dct", True)])
def test_the_two_styles_of_the_standard_are_told_apart(exported: Exported, name: str, elements: bool) -> None:
    root = etree.parse(exported("tbx") / f"terms.{name}.tbx").getroot()
    assert (root.tag, root.get("type"), root.get("style")) == (f"{{{NAMESPACE}}}tbx", "TBX-Basic", name)
    spaces = {etree.QName(node).namespace for node in root.iter(etree.Element)}
    assert spaces == ({NAMESPACE, *MODULES.values()} if elements else {NAMESPACE})


def test_older_programs_find_the_layout_of_tbx_2(exported: Exported) -> None:
    path: Path = exported("tbx") / "terms.martif.tbx"
    root = etree.parse(path).getroot()
    assert (root.tag, root.get("type")) == ("martif", "TBX-Basic")
    assert '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">' in path.read_text("utf-8")[:200]
