"""The rooms of the package: who may know whom, and how large a module may grow."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from sojourn.build.results import ENGINE, NOT_ENGINE
from tests.support import REPOSITORY

PACKAGE = REPOSITORY / "tools" / "sojourn"
# A room may import from itself and from the rooms named for it; everything else would let a change spread.
MAY_KNOW = {
    "model": set[str](),
    "rules": {"model"},
    "classification": {"model", "rules"},
    "prose": {"model"},
    "lookup": {"model", "rules", "classification"},
    "loading": {"model", "rules", "prose"},
    "graph": {"model", "rules", "classification", "prose", "loading", "lookup"},
    "pages": {"model", "rules", "classification", "prose", "lookup", "graph", "versions"},
    "engine": {"model", "rules", "classification", "prose", "loading"},
    "measurement": {"model", "rules", "prose", "lookup"},
    "versions": {"model", "rules", "classification", "prose", "loading", "lookup"},
    "exchange": {"model", "rules", "classification", "prose", "loading", "lookup", "graph"},
    "service": {"model", "rules", "classification", "prose", "loading", "lookup", "graph", "measurement"},
    "serve": {"model", "rules", "classification", "prose", "loading", "lookup", "graph", "service"},
    "build": {
        "model",
        "rules",
        "classification",
        "prose",
        "loading",
        "lookup",
        "graph",
        "versions",
        "exchange",
        "pages",
    },
    "cli": {
        "model",
        "rules",
        "classification",
        "prose",
        "loading",
        "lookup",
        "graph",
        "exchange",
        "pages",
        "service",
        "versions",
        "serve",
        "build",
        "measurement",
    },
}
# What single modules may know besides: values of results give their own words for JSON (`to_dict`), and what shows whole
# results on a page or a terminal reads their values. Nothing else in `rules` and `classification` makes words.
MORE = {
    "model/errors.py": {"prose"},
    "rules/comparison/result.py": {"prose"},
    "rules/decision/explanation/result.py": {"prose"},
    "classification/result.py": {"prose"},
    "classification/mirror_result.py": {"prose"},
    "classification/comparability_result.py": {"prose"},
    "classification/pairs.py": {"prose"},
    "prose/results": {"rules", "classification"},
}
# The same inside the rooms that have rooms of their own.
INNER = {
    "loading": {
        "reading": set[str](),
        "forms": {"reading"},
        "glossary": {"reading", "forms"},
        "checks": {"reading", "forms", "glossary"},
        "writing": {"reading", "forms"},
    },
    "cli": {
        "terminal": set[str](),
        "answers": {"terminal"},
        "people": {"terminal"},
        "editing": {"terminal"},
        "servers": {"terminal"},
    },
    "measurement": {
        "sql": set[str](),
        "planning": set[str](),
        "intake": {"sql", "planning"},
        "deciding": {"sql", "planning"},
        "arrays": {"sql", "planning", "intake", "deciding"},
        "counting": {"sql", "deciding"},
        "running": {"sql", "planning", "intake", "deciding", "arrays", "counting"},
        "showing": {"planning", "counting", "running"},
    },
    "serve": {
        "http": set[str](),
        "processes": {"http"},
        "web": {"http", "processes"},
        "rest": {"http", "processes"},
        "reconciliation": {"http", "processes", "rest"},
        "assistants": {"http", "processes", "rest", "reconciliation"},
    },
    "rules": {
        "logic": set[str](),
        "solver": {"logic"},
        "evaluation": set[str](),
        "comparison": {"logic", "solver", "evaluation"},
        "decision": {"logic", "solver", "comparison"},
    },
    "rules/solver": {
        "rolling": set[str](),
        "programs": set[str](),
    },
    "rules/decision": {
        "observed": set[str](),
        "required": {"observed"},
        "outcomes": {"observed", "required"},
        "alternatives": {"observed", "required", "outcomes"},
        "explanation": {"observed", "required", "outcomes", "alternatives"},
    },
    "graph": {
        "queries": set[str](),
        "triples": {"queries"},
        "writing": set[str](),
        "checking": {"queries", "triples"},
    },
    "pages": {
        "content": set[str](),
        "templates": {"content"},
        "frame": {"content", "templates"},
        "statistics": {"content", "templates"},
        "map": {"content", "templates", "frame", "statistics"},
        "lists": {"content", "templates", "frame", "map", "statistics"},
        "entries": {"content", "templates", "frame", "map", "statistics", "lists"},
        "data": {"content", "templates", "frame", "lists", "entries"},
        "versions": {"content", "templates", "frame"},
    },
}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
STANDARD_ONLY = ("model", "rules", "classification", "lookup")
THIRD_PARTY = {
    "yaml",
    "pyicumessageformat",
    "yaml_rs",
    "jsonschema_rs",
    "pyoxigraph",
    "rdflib",
    "pyshacl",
    "click",
    "jinja2",
    "markdown",
    "mkdocs",
    "starlette",
    "uvicorn",
    "mcp",
    "openpyxl",
    "defusedxml",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # With what is taken from it: `from sojourn import service` reaches into a room too.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_knows_only_the_rooms_that_it_may(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    if room not in MAY_KNOW:
        return
    place = path.relative_to(PACKAGE).as_posix()
    more = set[str]().union(*(rooms for name, rooms in MORE.items() if place == name or place.startswith(f"{name}/")))
    known = {name.split(".")[1] for name in imports(path) if name.startswith("sojourn.")}
    assert known - {room} <= MAY_KNOW[room] | more, f"{path.name} reaches into {known - {room} - MAY_KNOW[room] - more}"


@pytest.mark.parametrize(("room", "inner"), [(room, inner) for room, inners in INNER.items() for inner in inners])
def test_an_inner_room_knows_only_the_inner_rooms_that_it_may(room: str, inner: str) -> None:
    for path in (PACKAGE / room / inner).rglob("*.py"):
        known = _inside(path, room) & set(INNER[room])
        assert known - {inner} <= INNER[room][inner], f"{path.name} reaches into {known - INNER[room][inner]}"


def _inside(path: Path, room: str) -> set[str]:
    """The inner rooms and modules of a room that a module imports."""
    start = f"sojourn.{room.replace('/', '.')}."
    return {name.removeprefix(start).split(".")[0] for name in imports(path) if name.startswith(start)}


@pytest.mark.parametrize("room", INNER)
def test_inner_rooms_and_the_modules_beside_them_make_no_circle(room: str) -> None:
    """Each inner room is named above, and whatever knows another is never known by it, on no way around."""
    knows: dict[str, set[str]] = {}
    for path in (PACKAGE / room).rglob("*.py"):
        place = path.relative_to(PACKAGE / room).parts[0].removesuffix(".py")
        known = _inside(path, room)
        knows.setdefault(place, set()).update(known - {place})
    assert {path.parent.name for path in (PACKAGE / room).glob("*/__init__.py")} == set(INNER[room])
    TopologicalSorter(knows).prepare()  # Raises CycleError with the circle.


def test_results_are_made_without_what_decides_about_persons() -> None:
    """So results that a build kept stand when only decisions change (`build.results.engine_digest`)."""
    rooms = [room for room in ENGINE if room != "rules"] + [f"rules/{inner}" for inner in INNER["rules"]]
    files = [path for room in rooms if room != NOT_ENGINE for path in (PACKAGE / room).rglob("*.py")]
    front = {"sojourn.rules", "sojourn.rules.decision"}  # `sojourn.rules` itself brings decisions in.
    for path in files:
        reached = [name for name in imports(path) if name.startswith("sojourn.rules.decision")]
        assert not reached and not front & {name.rpartition(".")[0] for name in imports(path)}, path


@pytest.mark.parametrize(
    "path", sorted({path.parent for path in MODULES}), ids=lambda path: path.relative_to(PACKAGE.parent).as_posix()
)
def test_a_room_says_what_it_holds(path: Path) -> None:
    """Each room has an `__init__` with a docstring: what it holds, what it may know, where to begin."""
    assert ast.get_docstring(ast.parse((path / "__init__.py").read_text("utf-8")))


def test_a_class_name_stands_once_in_the_package() -> None:
    """Whoever reads a name knows which class is meant (private classes excepted)."""
    found: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


# The errors that a user reads. Their parts are messages, which have words in every language, or texts of somebody else: of
# the system, of a parser, of a file (never written in the code).
ERRORS = {"SojournError", "UsageError", "NotFound", "HistoryError", "RuleError", "QueryStoppedError"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_an_error_is_made_of_messages(path: Path) -> None:
    """Whatever is wrong is said in the reader's language: no sentence of an error stands in the code."""
    tree = ast.parse(path.read_text("utf-8"))
    # Functions that hand what they are given on to an error count as errors themselves.
    handing = {node.name for node in ast.walk(tree) if isinstance(node, FUNCTIONS) and _handed_on(node)}
    sentences = [
        ast.unparse(part) for error in _calls(tree, ERRORS | handing) for part in error.args if _is_sentence(part)
    ]
    for function in (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)):
        names = {part.id for error in _calls(function, ERRORS) for part in error.args if isinstance(part, ast.Name)}
        given = (node for node in ast.walk(function) if isinstance(node, ast.Assign))
        sentences += [
            ast.unparse(node.value)
            for node in given
            if _is_sentence(node.value) and any(isinstance(to, ast.Name) and to.id in names for to in node.targets)
        ]
    assert sentences == []


def _calls(tree: ast.AST, names: Collection[str]) -> list[ast.Call]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def _handed_on(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a parameter of a function is a part of an error that it makes."""
    parameters = {argument.arg for argument in function.args.args}
    parts = (part for error in _calls(function, ERRORS) for part in error.args)
    return any(isinstance(part, ast.Name) and part.id in parameters for part in parts)


def _is_sentence(part: ast.expr) -> bool:
    """Whether a part of an error holds words: `{name}: {reason}` has none of its own."""
    texts = [part, *(part.values if isinstance(part, ast.JoinedStr) else ())]
    return any(isinstance(each, ast.Constant) and " " in str(each.value).strip() for each in texts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_function_fits_on_a_screen(path: Path) -> None:
    functions = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, FUNCTIONS))
    long = {node.name: length for node in functions if (length := (node.end_lineno or 0) - node.lineno + 1) > 50}
    assert long == {}


@pytest.mark.parametrize("room", STANDARD_ONLY)
def test_meaning_and_lookup_need_the_standard_library_only(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        assert not THIRD_PARTY & {name.split(".")[0] for name in imports(path)}, path.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400
