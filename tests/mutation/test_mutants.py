"""The faults that `make mutants` puts in are real: each changes the code in one place, and only there."""

from __future__ import annotations

import ast

from tests.mutation.mutants import mutants_of, with_fault

CODE = '''
"""Days."""
MOST = 3

def late(day: int, last: int = 4) -> bool:
    """Whether it is late."""
    if day is None:
        raise ValueError(day + 1)
    return day >= last + 1 and not day == 7
'''


def test_each_mutant_is_one_change_that_python_can_read() -> None:
    found = list(mutants_of("x.py", CODE))
    assert {mutant.what for mutant in found} == {
        "day is None  ->  day is not None",
        "day >= last + 1 and (not day == 7)  ->  day >= last + 1 or not day == 7",
        "day >= last + 1  ->  day > last + 1",
        "not day == 7  ->  day == 7",
        "last + 1  ->  last - 1",
        "day == 7  ->  day != 7",
        "1  ->  2",
        "7  ->  8",
    }
    texts = [with_fault(CODE, mutant) for mutant in found]
    assert len(set(texts)) == len(found)
    assert all(ast.parse(text) for text in texts)
    assert ast.unparse(ast.parse(CODE)) not in texts


def test_what_changes_no_answer_is_left_alone() -> None:
    changed = {mutant.line for mutant in mutants_of("x.py", CODE)}
    assert changed == {7, 9}
