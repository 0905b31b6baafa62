"""The releases of a glossary for its website, with what changed from each to the next and since the last one.

Classifications that flip are worked out for what is not released yet, and kept between builds in a file: the national rules
and frameworks of both sides decide them, and the program that compares.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from sojourn.build.results import engine_digest
from sojourn.loading.glossary.content import Content
from sojourn.lookup.registry import Registry
from sojourn.model.content_hash import content_hash
from sojourn.model.text import Text
from sojourn.pages.versions.changes_page import Released, Versions
from sojourn.versions.changes import VersionDifference, difference
from sojourn.versions.flips import Flip, flips, pairs_to_classify
from sojourn.versions.opening import Version
from sojourn.versions.snapshot import release_registry

# More pairs than this are left to `sojourn diff`: a build should not wait for them.
MOST_PAIRS = 1_500


def site_versions(content: Content, current: Registry, kept: Path | None = None) -> Versions:
    """The releases of a content, and what changed; `current` is the registry that is being built."""
    releases = [
        Released(r.version, r.date, r.program, Text.of(dict(r.summary)), release_registry(content, r.version))
        for r in content.releases
    ]
    versions = [Version(r.version, r.version, r.registry) for r in releases]
    found = [difference(old, new, with_flips=False) for old, new in pairwise(versions)]
    if versions:
        now = Version(str(content.scheme["version"]), str(content.scheme["version"]), current, current.classified)
        last = difference(versions[-1], now, with_flips=False)
        if last.changes:
            found.append(_with_flips(last, kept))
    return Versions(tuple(releases), tuple(found))


def _with_flips(found: VersionDifference, kept: Path | None) -> VersionDifference:
    pairs = pairs_to_classify(found.old, found.new)
    if len(pairs) > MOST_PAIRS:
        return found
    key = content_hash([engine_digest(), *pairs])
    if kept is not None and kept.is_file():
        known = _read(kept)
        if known.get("key") == key:
            return replace(found, flips=tuple(map(Flip.from_dict, known["flips"])), flips_asked=True)
    made = tuple(flips(found.old, found.new))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"key": key, "flips": [flip.to_dict() for flip in made]}), "utf-8")
    return replace(found, flips=made, flips_asked=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
