"""What the engine remembers is bounded, and forgetting it changes no answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import sojourn
from sojourn import service
from sojourn.rules.logic.caches import MAX_ANSWERS, MAX_HELD, MEMORY, Memory

# A few definitions of different kinds, with open facets, options and breaks.
SAMPLE = ("nzl-obm-arrival", "nld-brp-immigration", "deu-usually-resident", "swe-resident")
HISTORY = {"id": "x", "initial_status": "non-resident", "stays": [{"from": "2017-01-01", "to": "2018-02-01"}]}


@pytest.fixture
def small() -> Iterator[Memory]:
    """The engine's memory with a bound that each of the questions here goes beyond."""
    before = MEMORY.most_answers
    MEMORY.forget()
    yield MEMORY
    MEMORY.most_answers = before


def answers() -> list[object]:
    registry = sojourn.load()
    known = {d.id for d in registry.definitions()}
    found: list[object] = [
        service.classify(registry, id, framework="un-2021").to_dict() for id in SAMPLE if id in known
    ]
    decided = service.decide(registry, SAMPLE[0], HISTORY)
    return [*found, *(decision.to_dict(sojourn.speaker()) for decision in decided)]


def test_the_same_answers_come_again_whether_remembered_forgotten_or_never_kept(small: Memory) -> None:
    fresh = answers()
    assert answers() == fresh
    small.most_answers = 500
    emptied = small.emptied
    assert [answers() == fresh for _ in range(2)] == [True, True]
    assert small.emptied > emptied + 2


def test_a_process_that_asks_everything_again_and_again_does_not_grow(small: Memory) -> None:
    small.most_answers = 2_000
    sizes = []
    for _ in range(3):
        answers()
        MEMORY.tidy()
        sizes.append(small.size())
    assert max(sizes) <= small.most_answers


def test_every_cache_has_a_bound_and_is_known_to_the_memory(small: Memory) -> None:
    answers()
    assert len(small.sizes()) > 25
    assert all(0 <= held <= most for _, held, most in small.sizes())
    small.forget()
    assert small.size() == 0


def test_what_is_remembered_is_found_by_value() -> None:
    memory, made = Memory(), []

    @memory.cached(10)
    def length(parts: tuple[str, ...]) -> int:
        made.append(parts)
        return len(parts)

    assert [length(tuple("ab")), length(tuple("ab"))] == [2, 2]
    assert len(made) == 1


def test_a_process_beside_others_remembers_a_part() -> None:
    memory = Memory()
    memory.narrow(8)
    assert (memory.most_held, memory.most_answers) == (MAX_HELD // 8, MAX_ANSWERS // 8)
