"""Results of pairs are kept between builds: the same as worked out anew, and never those of another engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from sojourn.build import relations
from sojourn.build.relations import kept_pair_results
from sojourn.classification.packed_pairs import PackedPair, pair_results
from sojourn.classification.pairs import A, B, Pair, pair_result
from sojourn.model.message import Named
from sojourn.model.rule import rule_from_dict


def stay(months: int, basis: str = "actual") -> dict[str, object]:
    return {
        "event": "arrival", "measure": "stay", "accumulation": "continuous", "basis": basis, "prior": "non-resident",
        "threshold": {"value": months, "unit": "month", "comparison": ">="}, "level": "country",
    }  # fmt: skip


RULES = [rule_from_dict(stay(months, basis)) for months in (3, 6, 12) for basis in ("actual", "intended")]
PAIRS: list[Pair] = [(a, b) for i, a in enumerate(RULES) for b in RULES[i:]]


def test_kept_results_are_those_worked_out_anew_in_the_order_asked(tmp_path: Path) -> None:
    results = kept_pair_results(tmp_path / "kept" / "relations.sqlite")
    anew = pair_results(PAIRS)
    assert [packed.result for packed in anew] == [pair_result(pair) for pair in PAIRS]
    assert results(PAIRS[:7]) == anew[:7]
    assert results(PAIRS) == anew
    assert results(PAIRS[::-1]) == anew[::-1]
    assert {packed.result.comparison.relation for packed in anew} >= {"equal", "broader", "incomparable"}


def test_a_pair_that_is_known_is_not_worked_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = kept_pair_results(tmp_path / "relations.sqlite")
    before = results(PAIRS)
    asked: list[Pair] = []

    def watched(pairs: Sequence[Pair]) -> list[PackedPair]:
        asked.extend(pairs)
        return pair_results(pairs)

    monkeypatch.setattr(relations, "pair_results", watched)
    assert results(PAIRS) == before
    assert asked == []


def test_pairs_that_a_build_did_not_use_are_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "relations.sqlite"
    kept_pair_results(path)(PAIRS)
    used: set[bytes] = set()
    results = kept_pair_results(path, used)
    before = results(PAIRS[3:7])
    before += results(PAIRS[-2:])
    assert relations.prune(path, used) == len(PAIRS) - 6
    with sqlite3.connect(path) as connection:
        assert connection.execute("select count(*) from pair").fetchone() == (6,)
        unused = "select count(*) from result where id not in (select result from pair)"
        assert connection.execute(unused).fetchone() == (0,)
    # What is left is right, and what comes anew does not take the place of something else.
    assert results([*PAIRS[3:7], *PAIRS[-2:]]) == before
    assert results(PAIRS) == pair_results(PAIRS)
    assert results(PAIRS[::-1]) == pair_results(PAIRS)[::-1]


def test_another_engine_starts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "relations.sqlite"
    kept_pair_results(path)(PAIRS)
    monkeypatch.setattr(relations, "engine_digest", lambda: "another")
    kept_pair_results(path)(PAIRS[:2])
    assert sqlite3.connect(path).execute("select count(*) from pair").fetchone() == (2,)


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "relations.sqlite"
    path.write_bytes(b"no database at all, but long enough to be read as one" * 40)
    assert kept_pair_results(path)(PAIRS[:3]) == pair_results(PAIRS[:3])
    assert kept_pair_results(path)(PAIRS[:3]) == pair_results(PAIRS[:3])


def test_sentences_name_the_sides_and_not_the_rules() -> None:
    person = pair_result((RULES[0], RULES[2])).comparison.a_not_b
    assert person is not None
    assert person.verdict is not None
    assert (person.verdict["by"], person.verdict["other"]) == (Named(A), Named(B))
    # Plans and stays are different things, unless plans come true.
    assert pair_result((RULES[0], RULES[3])).if_plans_come_true == "broader"
