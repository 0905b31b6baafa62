"""A value that remembers its hash stays a value: equal to its like, and the same after a journey to another process."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import fields, replace

from sojourn.model.rule import AllOf, Bound, Limb

YEAR = Limb("arrival", "stay", Bound(12, "month", ">="))


def test_the_hash_is_no_part_of_the_value() -> None:
    asked, fresh = replace(YEAR), replace(YEAR)
    assert hash(asked) == hash(fresh) and asked == fresh
    assert "_hash" not in {field.name for field in fields(Limb)}
    assert replace(asked, event="departure") != asked
    assert hash(replace(asked, event="departure")) != hash(asked)


def test_a_hash_does_not_travel_to_another_process() -> None:
    """Texts hash differently in each process: a rule that came with its old hash would not be found there."""
    rule = AllOf((YEAR, replace(YEAR, event=None)))
    hash(rule)
    program = (
        "import pickle, sys; from sojourn.model.rule import AllOf, Bound, Limb;"
        "limb = Limb('arrival', 'stay', Bound(12, 'month', '>='));"
        "rule = pickle.loads(sys.stdin.buffer.read());"
        "assert rule in {AllOf((limb, Limb(None, 'stay', Bound(12, 'month', '>='))))}"
    )
    subprocess.run([sys.executable, "-c", program], input=pickle.dumps(rule), check=True)
