"""What the package is built from: pinned by hash, bounded, and under licences that fit ours."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.support import REPOSITORY

LOCKS = [(REPOSITORY / name).read_text("utf-8") for name in ("requirements.lock", "requirements-spark.lock")]
LOCK = "\n".join(LOCKS)
LOCKED = re.findall(r"^([A-Za-z0-9_.-]+)==[^ ;\\]+", LOCK, re.MULTILINE)
# Words of one of which a licence must have; MPL is used unchanged and as a library only, EUPL is an engine that tests run.
FITTING = (
    "MIT",
    "BSD",
    "APACHE",
    "PSF",
    "PYTHON SOFTWARE",
    "ISC",
    "MPL",
    "MOZILLA",
    "UNLICENSE",
    "W3C",
    "0BSD",
    "ZLIB",
    "EUPL",
)
# Distributions whose metadata name no licence, and the one that their own files state.
STATED = {"owlrl": "W3C", "mergedeep": "MIT"}


def test_every_locked_package_is_pinned_by_a_hash() -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    unhashed = [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert len(LOCKED) > 50
    assert unhashed == []


def test_the_second_lock_file_names_nothing_that_the_first_one_pins() -> None:
    one, other = (set(re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)) for lock in LOCKS)
    assert "pyspark" in other
    assert not one & other


def test_what_an_installation_takes_has_upper_bounds() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: needs for name, needs in project["optional-dependencies"].items() if name != "dev"}
    needed = [*project["dependencies"], *(need for needs in extras.values() for need in needs)]
    loose = [need for need in needed if not need.startswith("sojourn[") and not re.search(r"<|==", need)]
    assert loose == []


@pytest.mark.parametrize("name", LOCKED)
def test_licences_fit_ours(name: str) -> None:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        pytest.skip("belongs to another system")
    named = [text[:200] for key in ("License-Expression", "License") for text in about.get_all(key) or []]
    named += [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
    told = " ".join([*named, STATED.get(name, "")]).upper()
    assert any(word in told for word in FITTING), told
