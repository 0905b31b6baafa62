"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import sojourn

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
