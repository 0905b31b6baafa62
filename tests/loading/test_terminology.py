"""Terms keep to the style sheet of each language, and "do not confuse" links go both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sojourn.loading.checks.checking import checked_content
from sojourn.loading.checks.terminology import TERM_CHECKS
from sojourn.loading.glossary.content import load_content
from sojourn.model.finding import Finding
from tests.support import NARROWER, REPOSITORY, TERM, small_glossary

# Letters and signs of languages that are written in Latin script.
LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff\u2000-\u206f]*")
T = "terms/residence/residence.yaml"
N = "terms/residence/usual-residence.yaml"
STYLE = """\
- lang: en
  words:
    - {use: dwells, avoid: [liv], why: One word for living., except: [usual-residence]}
  label_start: {avoid: ["the "], why: No article.}
  definition_end: .
- lang: fr
  characters: [{avoid: "'", use: ’, why: Typographic apostrophe.}]
- lang: ar
  words: [{use: مولد, avoid: [ميلاد], why: As the United Nations write.}]
  label_start: {avoid: [ال], why: Labels are indefinite.}
- lang: zh
  words: [{use: 居住, avoid: [居留], why: One word for residence.}]
  definition_end: 。
"""


def style_findings(folder: Path, changes: dict[str, str], style: str = STYLE) -> list[Finding]:
    root = small_glossary(folder, {"style.yaml": style, **changes})
    return [finding for finding in checked_content(root).findings if finding.check == "style"]


def test_a_word_to_avoid_is_found_with_its_place_and_the_word_to_write(tmp_path: Path) -> None:
    (found,) = style_findings(tmp_path, {})
    assert (found.file, found.key) == (f"glossary/{T}", "definition.en")
    assert "'liv'" in found.message
    assert "Write 'dwells'" in found.advice


def test_a_word_is_avoided_by_its_beginning_and_not_inside_another(tmp_path: Path) -> None:
    inside = TERM.replace("Place in which a person lives.", "Place that is delivered.")
    assert style_findings(tmp_path, {T: inside}) == []


@pytest.mark.parametrize(("text", "count"), [("居留。", 1), ("人的居留地。", 1), ("居住地。", 0)])
def test_chinese_has_no_word_breaks_so_that_the_word_counts_anywhere(tmp_path: Path, text: str, count: int) -> None:
    definition = f'definition: {{en: Place., zh: "{text}"}}\ndefinition_origin: [{{lang: zh, status: own}}]'
    changed = TERM.replace("definition: {en: Place in which a person lives.}", definition)
    assert len(style_findings(tmp_path, {T: changed})) == count


def test_the_article_is_told_from_a_word_that_begins_alike(tmp_path: Path) -> None:
    plain = TERM.replace("a person lives", "a person dwells")
    definite = plain.replace("ar: إقامة", "ar: الإقامة")
    assert [f.key for f in style_findings(tmp_path, {T: definite})] == ["label.ar"]
    other = tmp_path / "other"
    article = plain.replace("label: {en: residence,", "label: {en: theatre,")
    assert style_findings(other, {T: article}) == []


def test_alternative_labels_may_hold_other_words_but_not_other_characters(tmp_path: Path) -> None:
    plain = TERM.replace("a person lives", "a person dwells")
    changed = plain.replace("{en: [place of living]}", "{en: [living place], fr: [lieu d'habitation]}")
    assert [f.key for f in style_findings(tmp_path, {T: changed})] == ["alternative.fr[0]"]


def test_a_definition_ends_as_its_language_ends_sentences(tmp_path: Path) -> None:
    changed = TERM.replace("Place in which a person lives.", "Place in which a person dwells")
    (found,) = style_findings(tmp_path, {T: changed})
    assert "does not end with '.'" in found.message


def test_a_retired_term_keeps_its_words(tmp_path: Path) -> None:
    retired = TERM + "deprecated: true\nreplaced_by: usual-residence\n"
    assert style_findings(tmp_path, {T: retired, N: NARROWER.replace("broader: [residence]\n", "")}) == []


def test_a_style_sheet_names_terms_that_exist(tmp_path: Path) -> None:
    root = small_glossary(tmp_path, {"style.yaml": STYLE.replace("usual-residence", "usual-residense")})
    found = [f for f in checked_content(root).findings if f.check == "reference"]
    assert found
    assert "usual-residence" in found[0].advice


def test_a_one_sided_link_is_found_and_a_mirrored_one_is_not(tmp_path: Path) -> None:
    other = TERM.replace("id: residence\n", "id: abode\n").replace("label: {en: residence,", "label: {en: abode,")
    one = TERM + "distinguished_from:\n  - {term: abode, why: {en: Is wider.}}\n"
    two = other + "distinguished_from:\n  - {term: residence, why: {en: Is narrower.}}\n"

    def found(folder: str, abode: str) -> list[str | None]:
        root = small_glossary(tmp_path / folder, {T: one, "terms/residence/abode.yaml": abode})
        return [f.key for f in checked_content(root).findings if f.check == "mirrored"]

    assert found("one", other) == ["distinguished_from[0]"]
    assert found("both", two) == []


def test_the_terms_of_the_repository_keep_to_all_of_it() -> None:
    content = load_content(REPOSITORY / "glossary")
    assert [finding for check in TERM_CHECKS for finding in check(content)] == []


def test_a_national_term_in_another_script_has_an_english_one_before_it() -> None:
    content = load_content(REPOSITORY / "glossary")
    terms = {entry.id: entry.data.get("national_term", {}) for entry in content.of("definition")}
    other = {id: term for id, term in terms.items() if any(not LATIN.fullmatch(text) for text in term.values())}
    assert len(other) > 20
    assert [id for id, term in other.items() if "en" not in term] == []
