"""A small, complete glossary that tests break in one place at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 120.0) -> None:
    """Wait for a state, however long a busy machine takes to reach it; `what` is said if it never comes."""
    patience = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < patience, f"not so after {seconds:g} s: {what}"
        time.sleep(0.02)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker of a run fills, and that all workers of the run then read."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, new = base / f"once-{name}", base / f"new-{name}"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            make(new)
            new.rename(folder)
    return folder


def rounds(few: int) -> int:
    """How often a test draws at random: `few` times by default.

    SOJOURN_ROUNDS says how often instead, or how many times as often (`x3`).
    """
    said = os.environ.get("SOJOURN_ROUNDS", "")
    return few * int(said[1:]) if said.startswith("x") else int(said or few)


TERM = """\
id: residence
domain: residence
label: {en: residence, fr: résidence, ar: إقامة, zh: 居住}
alternative: {en: [place of living]}
label_origin:
  - {lang: fr, status: own}
  - {lang: ar, status: own}
  - {lang: zh, status: own}
definition: {en: Place in which a person lives.}
citations:
  - {source: handbook, locator: para 1, seen: full}
confidence: high
"""
NARROWER = """\
id: usual-residence
domain: residence
framework: frame
label: {en: usual residence}
hidden: {en: [usual residense]}
definition: {en: Place in which a person lives most of the time.}
broader: [residence]
citations:
  - {source: handbook, locator: para 2, seen: full}
confidence: medium
"""
FRAMEWORK = """\
id: frame
kind: recommendation
label: {en: A framework}
abbreviation: [AF]
status: in-force
valid: {from: 2021-03}
citations:
  - {source: handbook, locator: title, seen: full}
rules:
  - id: frame-resident
    target: resident
    label: {en: Resident by actual stay}
    term: usual-residence
    rule:
      event: reference-date
      measure: stay
      threshold: {value: 12, unit: month, comparison: ">="}
      accumulation: continuous
      window: {anchor: reference-date, direction: backward}
      basis: actual
      level: country
    citations:
      - {source: handbook, locator: para 3, seen: full}
"""
COUNTRY = """\
id: NOR
iso2: NO
m49: "578"
label: {en: Norway, fr: Norvège}
label_origin: [{lang: fr, status: own}]
sources:
  - {id: nor-metadata, title: Metadata, publisher: The office, year: 2020, url: "https://example.org/no", kind: metadata}
instruments:
  - id: nor-register
    type: population-register
    label: {en: Population register}
    coverage: {en: Everybody who is registered.}
definitions:
  - id: nor-resident
    concept: usual-residence
    instrument: nor-register
    national_term: {nb: bosatt}
    summary: {en: A person who has lived in the country for six months.}
    rule:
      event: reference-date
      measure: stay
      threshold: {value: 6, unit: month, comparison: ">="}
      accumulation: continuous
      window: {anchor: reference-date, direction: backward}
      basis: actual
      level: country
      population: {base: usual-resident, excludes: [foreign-diplomats]}
    valid: {from: 1990}
    citations:
      - {source: nor-metadata, locator: section 2, seen: excerpt}
    confidence: medium
"""
SOURCES = """\
- {id: handbook, title: A handbook, publisher: An organisation, year: 2020, url: "https://example.org/h", kind: recommendation}
"""
SEARCH = """\
origin: [{part: people, status: own}]
stop_words: {en: [how, long, to, be, in, what, is]}
families:
  - [resident, residence]
countries:
  - {country: NOR, people: {en: [Norwegian]}}
"""
FILES = {
    "search.yaml": SEARCH,
    "terms/residence/residence.yaml": TERM,
    "terms/residence/usual-residence.yaml": NARROWER,
    "recommendations/frame.yaml": FRAMEWORK,
    "countries/NOR.yaml": COUNTRY,
    "sources/international.yaml": SOURCES,
}
# Codes of the whole glossary cite this source.
SOURCES += "- {id: cldr, title: Unicode CLDR, publisher: Unicode, kind: dataset}\n"
FILES["sources/international.yaml"] = SOURCES
# Codes point to terms of the whole glossary, which the small one does not have.
CODE_TERM_LINES = ("      term: ",)


def small_glossary(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the small glossary into `folder/glossary` with some files changed (None: left out); gives its path."""
    root = folder / "glossary"
    root.mkdir(parents=True)
    shutil.copytree(REPOSITORY / "glossary" / "schema", root / "schema")
    shutil.copyfile(REPOSITORY / "glossary" / "scheme.yaml", root / "scheme.yaml")
    codes = (REPOSITORY / "glossary" / "codes.yaml").read_text("utf-8")
    kept = [line for line in codes.splitlines() if not line.startswith(CODE_TERM_LINES)]
    (root / "codes.yaml").write_text("\n".join(kept) + "\n", "utf-8")
    for name, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return root
