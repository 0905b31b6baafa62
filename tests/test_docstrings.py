"""The examples in docstrings run, and what is public says what a caller needs to know."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import pytest

import sojourn
import sojourn.rules
import sojourn.service

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(sojourn.__path__, "sojourn.") if "__main__" not in module.name
)


def examples(name: str) -> list[doctest.DocTest]:
    return [
        test for test in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name)) if test.examples
    ]


def test_there_are_examples() -> None:
    assert sum(len(examples(name)) for name in ("sojourn", *MODULES)) > 15


@pytest.mark.parametrize("name", ["sojourn", *MODULES])
def test_the_examples_of_a_module_run(name: str) -> None:
    for test in examples(name):
        results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test)
        assert results.failed == 0, test.name


PUBLIC: dict[str, Callable[..., Any]] = {
    f"{room.__name__}.{name}": getattr(room, name)
    for room in (sojourn, sojourn.service, sojourn.rules)
    for name in room.__all__
    if inspect.isfunction(getattr(room, name))
}
# These find something or give an empty answer, whatever they are given.
NEVER_RAISE = {"sojourn.search", "sojourn.speaker", "sojourn.service.check_rule", "sojourn.rules.tally"}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_function_says_what_a_caller_needs(name: str) -> None:
    """Every parameter by its name, what is raised, and an example that runs."""
    text = inspect.getdoc(PUBLIC[name]) or ""
    unnamed = [word for word in inspect.signature(PUBLIC[name]).parameters if not re.search(rf"\b{word}s?\b", text)]
    assert unnamed == []
    assert re.search(r"\bRaises\b|\braised\b", text) or name in NEVER_RAISE
    assert ">>> " in text
