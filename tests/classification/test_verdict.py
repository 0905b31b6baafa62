"""The verdict: one value of a closed set, which the other parts of a result never contradict."""

from __future__ import annotations

from functools import cache

import pytest

import sojourn
from sojourn.classification import Classification, Reference, Result, classify
from sojourn.classification.in_short import CLAUSES, asks_for, in_short, people
from sojourn.classification.pairs import judged
from sojourn.classification.stored import pack_classification, unpack_classification
from sojourn.classification.unions import APART_BY
from sojourn.classification.verdict import ABROAD, CONFORMING, KINDS, Held, sides, verdict
from sojourn.model.message import Coded, Joined
from sojourn.model.rule import ATTRIBUTE_LISTS, NONE, AllOf, AnyOf, Bound, Limb, Population, Rule, Stated
from sojourn.prose.speaker import Speaker, plain
from sojourn.prose.tables import phrases, table
from sojourn.rules import compare

DIRECTIONS = ("narrower", "broader")
YEAR = Bound(12, "month", ">=")
# What conformance may stand beside each certain verdict, and each that holds as far as stated.
CERTAIN = {
    "same": {"conforms"},
    "option": {"conforms-to-option"},
    "part": {"partly"},
    "other-evidence": {"partly"},
    "narrower": {"partly"},
    "broader": {"partly"},
    "same-length": {"partly"},
    "shorter": {"does-not"},
    "longer": {"does-not", "undetermined"},
    "another-test": {"does-not", "undetermined"},
    "another-thing": {"not-applicable", "does-not", "undetermined"},
}
STATED = {
    "no-minimum": {"undetermined", "does-not"},
    "longer": {"does-not"},
    "shorter": {"does-not"},
    "same": {"undetermined", "partly"},
    "option": {"undetermined", "partly"},
}


def limb(length: Bound | Stated | None = YEAR, basis: str | None = "actual", **population: object) -> Limb:
    return Limb("reference-date", "stay", length, basis=basis, population=Population(**population))  # type: ignore[arg-type]


def held(rule: Rule, option: str | None = None, target: Rule | None = None) -> Result:
    reference = Reference("reference", "frame", "resident", option, target or limb(), "Reference")
    found = classify(rule, "usual-residence", [reference]).best
    assert found is not None
    return found


@cache
def results() -> tuple[Classification, ...]:
    return sojourn.load().results()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_verdict_of_the_closed_set_has_a_name_and_says_when_it_is_given(lang: str) -> None:
    for kind in KINDS:
        assert table(lang).written[f"verdict-{kind}"] and table(lang).written[f"verdict-when-{kind}"]


@pytest.mark.parametrize(
    ("rule", "kind", "certain"),
    [
        (limb(), "same", True),
        (limb(Bound(6, "month", ">=")), "shorter", True),
        (limb(Bound(2, "year", ">=")), "longer", True),
        (limb(NONE), "shorter", True),
        (limb(None), "no-minimum", False),
        (limb(Bound(12, "month")), "same", False),
        (limb(basis="intended"), "other-evidence", True),
        (limb(None, None, base="registered"), "another-test", True),
        (limb(None, None, base="de-facto"), "another-test", True),
        (limb(requires=(("purpose", ("work",)),)), "narrower", True),
        (AnyOf((limb(), limb(basis="intended"))), "broader", True),
        (AnyOf((limb(), limb(None, requires=(("citizenship", ("national",)),)))), "no-minimum", False),
        (Limb("arrival", "stay", YEAR), "another-thing", True),
    ],
)
def test_a_verdict_follows_from_the_two_rules(rule: Rule, kind: str, certain: bool) -> None:
    found = held(rule).verdict
    assert (found.kind, found.certain) == (kind, certain)
    assert found.open == 0 if certain else found.open > 0


def test_an_option_that_is_met_is_named() -> None:
    found = held(limb(), option="b-actual").verdict
    assert plain().text(found.name) == "conforms to option B (actual)"


def test_no_direction_where_a_text_counts_people_abroad() -> None:
    abroad = limb(includes=("nationals-working-abroad",), requires=(("purpose", ("work",)),))
    assert held(abroad).relation == "narrower"
    assert held(abroad).verdict.kind == "same-length"
    assert "nationals working abroad" in plain().text(in_short(held(abroad)))


def test_a_union_of_nationals_and_foreigners_leaves_nobody_out_by_citizenship() -> None:
    union = AnyOf(
        (limb(NONE, requires=(("citizenship", ("national",)),)), limb(requires=(("citizenship", ("foreign",)),)))
    )
    found = held(union)
    effects = [one.effect.id for one in found.differences if one.facet == "population.requires.citizenship"]
    assert effects == ["effect-by-groups"]
    assert [(part.who, part.verdict.kind) for part in found.parts] == [
        (("citizenship", ("national",)), "shorter"),
        (("citizenship", ("foreign",)), "same"),
    ]
    assert (
        plain().text(in_short(found)).startswith("Held against frame: for nationals, shorter minimum; for foreigners (")
    )


@pytest.mark.parametrize("foreign", ["foreign", "stateless"])
def test_each_part_of_a_union_is_held_against_the_part_for_the_same_people(foreign: str) -> None:
    """Nationals a year and others half a year, by both: no part is held against the other people's length."""

    def union(months: int) -> AnyOf:
        national, other = (("citizenship", ("national",)),), (("citizenship", (foreign,)),)
        return AnyOf((limb(requires=national), limb(Bound(months, "month", ">="), requires=other)))

    assert [part.verdict.kind for part in held(union(6), target=union(6)).parts] == ["same", "same"]
    assert [part.verdict.kind for part in held(union(3), target=union(6)).parts] == ["same", "shorter"]
    # A reference that tells nobody apart is held against each.
    assert [part.verdict.kind for part in held(union(6)).parts] == ["same", "shorter"]


def test_facets_are_told_in_clauses_without_their_names_in_tables() -> None:
    national = (("citizenship", ("national",)),)
    only, whoever = limb(requires=national), limb()
    short = in_short(held(only, target=whoever))
    assert Speaker("en").words(short).endswith("what leaves people out: only nationals are counted.")
    assert Speaker("fr").words(short).endswith("ne sont comptés que les nationaux.")
    for lang in ("en", "fr"):
        names = phrases(lang)["facet_names"]
        for facet in CLAUSES:
            assert f"short-facet-{CLAUSES[facet]}" in table(lang).written, (lang, facet)
            assert not table(lang).written[f"short-facet-{CLAUSES[facet]}"].startswith(names[facet].lower())


def test_alternatives_are_joined_by_or_and_joint_tests_by_and() -> None:
    present = Limb("reference-date", population=Population(base="de-facto"))
    abroad = Limb("reference-date", criterion="citizenship", population=Population(includes=("nationals-abroad",)))
    either = plain().text(in_short(held(AnyOf((present, abroad)))))
    assert either.startswith("Decided by presence on the date or citizenship, ")
    both = plain().text(in_short(held(AllOf((present, abroad)))))
    assert both.startswith("Decided by presence on the date and citizenship, ")
    lengths = AllOf((AnyOf((limb(Bound(3, "month", ">=")), limb(YEAR, "intended"))), limb(Bound(1, "day", ">="))))
    assert plain().text(asks_for(lengths)) == (
        "at least 3 months actual or at least 12 months intended and at least 1 day actual"
    )


def test_people_of_a_union_are_named_by_the_labels_of_the_list_of_their_attribute() -> None:
    for attribute, list_id in ATTRIBUTE_LISTS.items():
        if attribute in APART_BY and attribute != "citizenship":
            codes = dict(people((attribute, ("x",))).args)["values"]
            assert codes == Joined((Coded(list_id, "x"),), "or")


def test_what_is_open_says_what_follows_from_each_answer_and_gives_a_clause() -> None:
    (asked,) = [u for u in held(limb(Bound(12, "month"))).comparison.unknown if u.matters]
    assert {(plain().words(one.value), one.leaves) for one in asked.answers} == {
        ("at least 12 months", ("equal",)),
        ("more than 12 months", ("narrower",)),
    }
    assert asked.to_dict(plain())["answers"][0]["clause"] == "The stay must last at least 12 months."


def test_a_result_is_kept_with_its_parts_and_answers() -> None:
    union = AnyOf(
        (limb(None, requires=(("citizenship", ("national",)),)), limb(requires=(("citizenship", ("foreign",)),)))
    )
    found = classify(union, "usual-residence", [held(limb()).reference])
    assert unpack_classification(pack_classification(found)) == found


def test_two_definitions_are_told_in_one_sentence_in_each_language() -> None:
    six = limb(Bound(6, "month", ">="))
    found = judged(six, limb(), compare(six, limb(), a_id="x", b_id="y"))
    words = found.to_dict(Speaker("en", others=[Speaker("fr")]))["in_short"]
    assert words == {
        "en": "“x” asks for less than “y”: 6 months against 12 months.",
        "fr": "« x » demande moins que « y » : 6 mois contre 12 mois.",
    }


# -- over the whole glossary -------------------------------------------------------------------------------------------


def test_no_definition_that_names_people_abroad_is_narrower_or_broader_than_a_rule_that_does_not() -> None:
    codes = {code.id.partition("/")[2] for code in sojourn.load().codes("group")}
    assert codes >= ABROAD and {code for code in codes if code.endswith("-abroad")} <= ABROAD
    found = [r for each in results() for r in each.results if sides(r.rule).abroad - sides(r.target).abroad]
    assert len(found) > 100
    assert [r.comparison.a for r in found if r.verdict.kind in DIRECTIONS] == []


def test_no_direction_where_a_test_has_no_length() -> None:
    directed = [r for each in results() for r in each.results if r.verdict.kind in DIRECTIONS]
    assert len(directed) > 50
    assert [r.comparison.a for r in directed if sides(r.rule).silent or sides(r.target).silent] == []


def test_no_two_parts_of_a_result_contradict_each_other() -> None:
    for each in results():
        best = each.best
        assert best is not None
        found = best.verdict
        allowed = (CERTAIN if found.certain else STATED).get(found.kind, {"partly", "undetermined"})
        assert best.conformance in allowed, f"{each.definition}, {best.reference.id}: {found}, {best.conformance}"
        if found.certain and found.kind in CONFORMING:
            assert best.mapping in ("exactMatch", "closeMatch", "relatedMatch")


def test_what_cannot_be_judged_is_only_what_states_no_length() -> None:
    for each in results():
        for result in each.results:
            if result.verdict.kind == "no-minimum":
                assert sides(result.rule).silent or sides(result.target).silent


def test_a_verdict_needs_nothing_but_the_comparison() -> None:
    rule = limb(Bound(6, "month", ">="))
    assert verdict(Held(rule, limb(), compare(rule, limb()))).kind == "shorter"
