"""Files of the site for programs: vocabulary, JSON-LD context, JSON Schemas of the content, and who may visit what."""

from __future__ import annotations

import shutil
from pathlib import Path

from sojourn.graph.vocabulary import ontology_folder

ONTOLOGY, CONTEXT = "sojourn.ttl", "context.jsonld"
# Everybody may read everything.
ROBOTS = "User-agent: *\nAllow: /\n\nSitemap: {}sitemap.xml\n"


def write_for_programs(repository: Path, out: Path, base: str) -> None:
    """Write them into the root of the site; `base` is the start of all addresses."""
    shutil.copyfile(ontology_folder() / ONTOLOGY, out / "ns.ttl")
    shutil.copyfile(ontology_folder() / CONTEXT, out / CONTEXT)
    (out / "schema").mkdir(exist_ok=True)
    for path in sorted((repository / "glossary" / "schema").glob("*.json")):
        shutil.copyfile(path, out / "schema" / path.name)
    (out / "robots.txt").write_text(ROBOTS.format(base), "utf-8", newline="\n")
