"""The releases of a glossary for its website, with what changed from each to the next and since the last one.

Classifications that flip are looked for in what is not released yet. A release holds no results: how its definitions stood
is worked out by all cores, once for each rule and framework, and kept between builds in a file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from sojourn.build.results import engine_digest
from sojourn.build.workers import shared_out
from sojourn.loading.glossary.content import Content
from sojourn.lookup.registry import Registry
from sojourn.model.text import Text
from sojourn.pages.versions.changes_page import Released, Versions
from sojourn.versions.changes import VersionDifference, difference
from sojourn.versions.flips import Flips, Standing
from sojourn.versions.opening import Version
from sojourn.versions.snapshot import release_registry

# So many standings a core works out at a time.
CHUNK = 8


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
    engine, known = engine_digest(), _read(kept) if kept is not None else {}
    standings = known.get("standings", {}) if known.get("engine") == engine else {}
    asked = Flips(found.old, found.new, {key: Standing(**one) if one else None for key, one in standings.items()})
    jobs = asked.jobs()
    made = shared_out(lambda number: jobs[number].run(), len(jobs), CHUNK)
    asked.known |= {job.key: standing for job, standing in zip(jobs, made, strict=True)}
    if kept is not None and jobs:
        kept.parent.mkdir(parents=True, exist_ok=True)
        all_known = {key: asdict(one) if one else None for key, one in asked.known.items()}
        kept.write_text(json.dumps({"engine": engine, "standings": all_known}), "utf-8")
    return replace(found, flips=tuple(asked.found()), flips_asked=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
