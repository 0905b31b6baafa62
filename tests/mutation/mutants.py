"""Put one small fault at a time into a copy of `rules/logic` and `rules/decision` and list what their tests do not notice.

    PYTHONPATH=tools:. python -m tests.mutation.mutants [--most 40] [--seed 1] [--only rules/logic/calendar.py]

A mutant is one change of one place: `<` for `<=`, `+` for `-`, `and` for `or`, a number by one, `True` for `False`, a
condition turned round. The places are drawn by the seed, the same each time. The tests run in a copy of the repository's
`tools` and `tests`, so nothing here is changed; a mutant that makes them hang counts as noticed. Exit status 1 if any
survived: each is a missing test, or a change that changes nothing (an equivalent mutant).
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("rules/logic", "rules/decision")
TESTS = (
    "tests/rules/test_travellers.py", "tests/rules/test_stock.py", "tests/rules/test_reported_decisions.py",
    "tests/rules/test_facts_with_dates.py", "tests/rules/test_bad_rules.py", "tests/rules/test_windows.py",
    "tests/rules/test_calendar.py", "tests/rules/test_laws.py",
    "tests/rules/test_decisions_against_days.py", "tests/rules/test_real_rules.py",
)  # fmt: skip
SECONDS = 240.0
COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
            ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}  # fmt: skip
COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in which file (below the package), on which line, of which node, and what it is."""

    file: str
    line: int
    node: int
    what: str


def mutants_of(file: str, text: str) -> Iterator[Mutant]:
    """All mutants of a module; docstrings, annotations and bounds of caches are left alone."""
    tree = ast.parse(text)
    idle = {id(inner) for node in ast.walk(tree) for part in _idle(node) for inner in ast.walk(part)}
    for number, node in enumerate(ast.walk(tree)):
        changed = None if id(node) in idle else mutated(node)
        if changed is not None:
            yield Mutant(file, getattr(node, "lineno", 0), number, f"{ast.unparse(node)}  ->  {ast.unparse(changed)}")


def _idle(node: ast.AST) -> list[ast.AST]:
    """Parts of a node in which a change changes no answer."""
    match node:
        case ast.FunctionDef():
            return [*node.decorator_list, *([node.returns] if node.returns else []), node.args]
        case ast.AnnAssign():
            return [node.annotation]
        case ast.Raise():
            return [node]
        case ast.Assign(targets=[ast.Name(id=name)]) if name.isupper():
            return [node]
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return [node]
    return []


def mutated(node: ast.AST) -> ast.expr | None:
    """The node with a fault in it, or None if there is nothing in it to change."""
    match node:
        case ast.Compare(left, [op], [right]) if type(op) in COMPARED:
            return ast.copy_location(ast.Compare(left, [COMPARED[type(op)]()], [right]), node)
        case ast.BinOp(left, op, right) if type(op) in COUNTED:
            return ast.copy_location(ast.BinOp(left, COUNTED[type(op)](), right), node)
        case ast.BoolOp(op, values):
            return ast.copy_location(ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values), node)
        case ast.UnaryOp(ast.Not(), inner):
            return inner
        case ast.Constant(bool() as value):
            return ast.copy_location(ast.Constant(not value), node)
        case ast.Constant(int() as value):
            return ast.copy_location(ast.Constant(value + 1), node)
    return None


class _Replace(ast.NodeTransformer):
    """Puts another expression in the place of one node."""

    def __init__(self, old: ast.AST, new: ast.expr) -> None:
        self.old, self.new = old, new

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Replace the node, or look inside it."""
        return self.new if node is self.old else super().generic_visit(node)

    visit = generic_visit


def with_fault(text: str, mutant: Mutant) -> str:
    """The module's text with the mutant in it."""
    tree = ast.parse(text)
    node = next(found for number, found in enumerate(ast.walk(tree)) if number == mutant.node)
    changed = mutated(node)
    assert changed is not None
    return ast.unparse(ast.fix_missing_locations(_Replace(node, changed).visit(tree)))


def noticed(copy: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Whether the tests fail, or hang, with the mutant in the copy."""
    path = copy / "tools" / "sojourn" / mutant.file
    text = path.read_text("utf-8")
    path.write_text(with_fault(text, mutant), "utf-8")
    environment = {**os.environ, "PYTHONPATH": "tools", "SOJOURN_ROUNDS": "5", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        return bool(subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=SECONDS).returncode)
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(text, "utf-8")


def main() -> None:
    """Draw mutants, try each, and print those that survive."""
    parser = argparse.ArgumentParser(description="Which small faults in the rules do the tests not notice?")
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="one file below tools/sojourn")
    given = parser.parse_args()
    package = ROOT / "tools" / "sojourn"
    files = [given.only] if given.only else [
        path.relative_to(package).as_posix() for room in ROOMS for path in sorted((package / room).rglob("*.py"))
    ]  # fmt: skip
    found = [mutant for file in files for mutant in mutants_of(file, (package / file).read_text("utf-8"))]
    drawn = random.Random(given.seed).sample(found, min(given.most, len(found)))
    survived, begin = [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("tools", "tests", "glossary", "ontology"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(ROOT / "pyproject.toml", copy / "pyproject.toml")
        tests = [test for test in TESTS if (ROOT / test).is_file()]
        for number, mutant in enumerate(drawn, 1):
            caught = noticed(copy, mutant, tests)
            survived += [] if caught else [mutant]
            spent = time.monotonic() - begin
            state = "noticed" if caught else "SURVIVED"
            print(f"{number}/{len(drawn)} {spent:.0f} s {state} {mutant.file}:{mutant.line} {mutant.what}", flush=True)
    print(f"{len(found)} mutants, {len(drawn)} tried, {len(survived)} survived")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
