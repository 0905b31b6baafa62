"""Whatever is wrong with a file, `check` says where, what and what to do, and never falls over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sojourn.loading.checks.checking import checked_content
from sojourn.model.finding import Finding
from sojourn.prose.speaker import plain
from tests.support import COUNTRY, FRAMEWORK, NARROWER, TERM, small_glossary

C = "countries/NOR.yaml"
T = "terms/residence/residence.yaml"


def errors(root: Path) -> list[Finding]:
    return [finding for finding in checked_content(root).findings if finding.severity == "error"]


def test_the_small_glossary_itself_has_no_errors(tmp_path: Path) -> None:
    assert errors(small_glossary(tmp_path)) == []


ROLLING = "window: {anchor: rolling, value: 12, unit: month}"
# name, file, its text, check that reports it, line, part of the message, part of the advice
CASES: list[tuple[str, str, str, str, int | None, str, str]] = [
    (
        "bad syntax",
        C,
        COUNTRY.replace("label: {en: Norway,", "label: {en: [Norway,"),
        "yaml-syntax",
        4,
        "cannot be read",
        "indentation",
    ),
    (
        "a map as a key",
        C,
        COUNTRY.replace("{value: 6,", "{value: 6, {a: {b: c}},"),
        "yaml-syntax",
        22,
        "a key must be a text",
        "indentation",
    ),
    (
        "unquoted >=",
        C,
        COUNTRY.replace('{value: 6, unit: month, comparison: ">="}', "\n        comparison: >=\n        value: 6"),
        "yaml-syntax",
        23,
        "cannot be read",
        "quote",
    ),
    (
        "duplicate key",
        C,
        COUNTRY.replace("iso2: NO", "iso2: NO\nm49: '1'"),
        "yaml-duplicate",
        4,
        "'m49' stands twice",
        "Keep one",
    ),
    (
        "nobody can meet it",
        C,
        COUNTRY.replace(
            'comparison: ">="}', 'comparison: ">="}\n      upper_bound: {value: 2, unit: month, comparison: "<"}'
        ),
        "never-met",
        None,
        "nobody can meet this rule: its maximum (2 months) leaves no room above its minimum (6 months)",
        "against the source",
    ),
    (
        "unknown key",
        C,
        COUNTRY.replace("accumulation:", "acumulation:"),
        "schema",
        23,
        "'acumulation' is not a known key",
        "Did you mean 'accumulation'",
    ),
    (
        "wrong type",
        C,
        COUNTRY.replace("value: 6", "value: six"),
        "schema",
        22,
        '"six" does not have the form that is asked for (a number of units',
        "",
    ),
    (
        "number for text",
        C,
        COUNTRY.replace('m49: "578"', "m49: 578"),
        "schema",
        3,
        "578 is a number, where a text is expected",
        "Quote it",
    ),
    (
        "missing key",
        T,
        TERM.replace("confidence: high\n", ""),
        "schema",
        1,
        "the key 'confidence' is missing",
        "README",
    ),
    (
        "unknown code",
        C,
        COUNTRY.replace("basis: actual", "basis: actuall"),
        "reference",
        25,
        "'actuall' is not a code of the list 'basis'",
        "Did you mean 'actual'",
    ),
    (
        "unknown source",
        T,
        TERM.replace("source: handbook", "source: handbok"),
        "reference",
        11,
        "'handbok' is not a known source",
        "'handbook'",
    ),
    (
        "unknown term",
        T,
        TERM + "related: [usual-residense]\n",
        "reference",
        13,
        "is not a known term",
        "'usual-residence'",
    ),
    (
        "no such day",
        C,
        COUNTRY.replace("from: 1990", "from: 1990-02-30"),
        "date",
        28,
        "'1990-02-30' is no date",
        "2006-09-30",
    ),
    ("no such month", C, COUNTRY.replace("from: 1990", "from: 1990-13"), "date", 28, "'1990-13' is no date", ""),
    (
        "end before beginning",
        C,
        COUNTRY.replace("from: 1990", "from: 1990, to: 1980-05"),
        "date",
        28,
        "ends (1980-05) before it begins (1990)",
        "",
    ),
    (
        "id taken",
        C,
        COUNTRY.replace("- id: nor-register", "- id: usual-residence").replace(
            "instrument: nor-register", "instrument: usual-residence"
        ),
        "id-unique",
        9,
        "taken already by a term",
        "another id",
    ),
    (
        "file name",
        T,
        TERM.replace("id: residence", "id: dwelling"),
        "file-name",
        1,
        "called 'residence.yaml' but holds 'dwelling'",
        "Rename",
    ),
    (
        "wrong folder",
        T,
        TERM.replace("domain: residence", "domain: core"),
        "file-name",
        2,
        "the folder is 'residence'",
        "Move",
    ),
    ("hierarchy circle", T, TERM + "broader: [usual-residence]\n", "hierarchy", 13, "broader than itself", "Break"),
    ("related and broader", T, TERM + "related: [usual-residence]\n", "hierarchy", 13, "S27", "Remove"),
    (
        "rule circle",
        "recommendations/frame.yaml",
        FRAMEWORK[: FRAMEWORK.index("    rule:")]
        + "    rule: {ref: frame-resident}\n    citations: [{source: handbook}]\n",
        "rule-cycle",
        14,
        "refers to itself",
        "Break",
    ),
    (
        "mixed rule",
        C,
        COUNTRY.replace("      basis: actual", "      basis: actual\n      any: [{event: arrival}]"),
        "rule-form",
        19,
        "cannot stand together",
        "put the facets into a limb",
    ),
    (
        "no origin",
        T,
        TERM.replace("  - {lang: fr, status: own}\n", ""),
        "origin",
        3,
        "nothing says where the label in fr comes from",
        "label_origin",
    ),
    (
        "no origin of a summary",
        C,
        COUNTRY.replace("summary: {en:", "summary: {fr: Vit ici., en:"),
        "origin",
        None,
        "nothing says where the summary in fr comes from",
        "summary_origin",
    ),
    (
        "alias bomb",
        T,
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
        "yaml-alias",
        1,
        "anchor or alias",
        "Write the text out",
    ),
    ("control character", T, TERM.replace("lives", "li\u202eves"), "character", 9, "U+202E", "Delete"),
    ("tag", T, "!!python/object:os.system x\n", "yaml-syntax", None, "cannot be read", ""),
    ("nested too deep", T, "[" * 400 + "]" * 400 + "\n", "yaml-syntax", 1, "nested too deep", "fewer levels"),
    ("a list instead of a map", T, "- id: residence\n", "schema", 1, "is a list, where a map is expected", ""),
    ("empty file", T, "", "schema", None, "is empty", ""),
    ("huge number", C, COUNTRY.replace("value: 6", "value: 1000000000"), "schema", 22, "1000000000", ""),
    (
        "100 kB of text",
        T,
        TERM.replace("Place in which a person lives.", "x" * 100_000),
        "schema",
        9,
        "100,000 characters",
        "Shorten",
    ),
    ("a number as a key", T, TERM + "1: x\n", "yaml-key", 13, "the key '1' is a number", "quote it"),
    ("an empty key", C, COUNTRY + "~: x\n", "yaml-key", None, "the key '~' is empty", "quote it"),
    ("a truth value as a key", T, TERM + "true: x\n", "yaml-key", 13, "the key 'true' is true/false", "quote it"),
    ("a list as a key", T, TERM + "? [a]\n: x\n", "yaml-key", None, "is no text", "quote it"),
    ("nested without end", T, TERM + f"note: {'[' * 150}{']' * 150}\n", "yaml-syntax", 13, "too deep", "fewer levels"),
    ("hexadecimal", C, COUNTRY.replace("value: 6", "value: 0x6"), "number", 22, "'0x6' is an odd way", "plain digits"),
    ("underscore", C, COUNTRY.replace("value: 6", "value: 1_0"), "number", 22, "'1_0' is an odd way", "plain digits"),
    ("leading zero", C, COUNTRY.replace("value: 6", "value: 06"), "number", 22, "'06' is an odd way", "plain digits"),
    ("decimal", C, COUNTRY.replace("value: 6", "value: 6.0"), "schema", 22, "a whole number is expected", "Write 6."),
    ("year one", C, COUNTRY.replace("from: 1990", "from: 0001-01-01"), "schema", 28, "0001-01-01", ""),
    ("two documents", C, COUNTRY + "---\nid: SWE\n", "yaml-syntax", None, "more than one YAML document", "its own"),
    ("capital tag", T, TERM.replace("zh: 居住", "ZH: 居住"), "schema", 3, "'ZH' is no language tag", "mean 'zh'?"),
    ("underscored tag", T, TERM.replace("zh: 居", "zh_CN: 居"), "schema", 3, "'zh_CN' is no language", "mean 'zh-CN'?"),
    (
        "a language's name",
        T,
        TERM.replace("zh: 居", "english: 居"),
        "schema",
        3,
        "'english' is no language",
        "en, zh-Hans",
    ),
    (
        "a text cut by a comma",
        T,
        TERM.replace("in which", ", in which"),
        "schema",
        9,
        "a key without a value",
        "quotes",
    ),
]


@pytest.mark.parametrize("tag", ["zh-Hans", "en-GB", "sr-Latn-RS", "de-1901", "zh-yue"])
def test_a_language_tag_that_is_one_is_fine(tmp_path: Path, tag: str) -> None:
    text = TERM.replace("zh: 居住", f"{tag}: 居住").replace("lang: zh,", f"lang: {tag},")
    assert errors(small_glossary(tmp_path, {T: text})) == []


@pytest.mark.parametrize(
    ("name", "file", "text", "check", "line", "message", "advice"), CASES, ids=[case[0] for case in CASES]
)
def test_a_fault_is_found_where_it_is(
    tmp_path: Path, name: str, file: str, text: str, check: str, line: int | None, message: str, advice: str
) -> None:
    found = errors(small_glossary(tmp_path, {file: text}))
    matching = [f for f in found if f.check == check and message in f.message and f.file == f"glossary/{file}"]
    assert matching, "\n".join(map(str, found))
    if line is not None:
        assert line in [f.line for f in matching], matching
    assert any(advice in f.advice for f in matching)


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (TERM.encode("utf-16"), "encoding"),
        (TERM.replace("é", "\xe9").encode("latin-1", "replace"), "encoding"),
        (b"x: " + b"y" * 1_200_000, "file-size"),
        (b"\x00\x01", "character"),
        (("[" * 4000).encode(), "yaml-syntax"),
    ],
    ids=["utf-16", "latin-1", "too large", "binary", "deep"],
)
def test_a_file_that_is_no_text_gives_one_finding(tmp_path: Path, data: bytes, check: str) -> None:
    found = errors(small_glossary(tmp_path, {T: data}))
    assert [f.check for f in found if f.file == f"glossary/{T}"] == [check]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "](javascript:alert(1))", "{{ 7*7 }}", "'; drop table entry; --", "\u200fنص"]
)
def test_hostile_text_is_only_text(tmp_path: Path, text: str) -> None:
    assert (
        errors(small_glossary(tmp_path, {T: TERM.replace("Place in which a person lives.", json.dumps(text + " x"))}))
        == []
    )


def test_norway_stays_norway_and_dates_stay_dates(tmp_path: Path) -> None:
    content = checked_content(small_glossary(tmp_path))
    norway = content.entries["country"]["NOR"].data
    assert norway["iso2"] == "NO"
    assert norway["definitions"][0]["valid"] == {"from": "1990"}
    assert norway["definitions"][0]["rule"]["threshold"]["comparison"] == ">="


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = (
        COUNTRY.replace("accumulation:", "acumulation:")
        .replace("value: 6", "value: six")
        .replace('m49: "578"', "m49: 578")
    )
    assert len(errors(small_glossary(tmp_path, {C: text}))) == 3


def test_a_fault_elsewhere_does_not_hide_others(tmp_path: Path) -> None:
    found = errors(
        small_glossary(
            tmp_path,
            {
                C: "x: [",
                T: TERM.replace("status: own", "status: oun"),
                "terms/residence/usual-residence.yaml": NARROWER,
            },
        )
    )
    assert {f.check for f in found} >= {"yaml-syntax", "reference"}


@pytest.mark.parametrize(
    ("name", "file", "text"), [case[:3] for case in CASES[::4]], ids=[case[0] for case in CASES[::4]]
)
def test_what_is_found_is_a_message_with_words_in_each_language(
    tmp_path: Path, name: str, file: str, text: str
) -> None:
    """A finding is a value that JSON holds without loss; its English words stand in it, French ones are made of it."""
    for finding in errors(small_glossary(tmp_path, {file: text})):
        assert finding.said is not None, finding
        assert finding.worded(plain("en").text) == finding
        assert finding.worded(plain("fr").text).message != finding.message
        assert Finding.from_dict(json.loads(json.dumps(finding.to_dict()))) == finding
