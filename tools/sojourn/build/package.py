"""What the installed package carries: the compiled registry, the graph, and the files that commands read."""

from __future__ import annotations

import shutil
from pathlib import Path

from sojourn.build.atomic import whole_folder
from sojourn.build.registry import refuse_errors, write_registry
from sojourn.build.relations import add_standing_relations, worked_out
from sojourn.build.results import classification_results
from sojourn.graph.triples.build import build_graph
from sojourn.graph.writing.formats import serialize
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.prose.tables import write_compiled

# Folders and files of the repository that commands of an installed package read, by their place in the package.
CARRIED = {
    "schema": "glossary/schema",
    "queries": "ontology/queries",
    "shapes": "ontology/shapes",
    "checks": "ontology/checks",
    "construct": "ontology/construct",
    "context.jsonld": "ontology/context.jsonld",
}


def write_package_data(root: Path, data: Path) -> None:
    """Compile the glossary of the repository at `root` into the folder `data`, whole or not at all."""
    content = checked_content(root / "glossary")
    refuse_errors(content)
    results = classification_results(content)
    with whole_folder(data) as folder:
        write_registry(folder / "registry.sqlite", Compiled.of(content), results)
        add_standing_relations(folder / "registry.sqlite", worked_out)
        (folder / "graph.nt").write_bytes(serialize(build_graph(content, results), "nt"))
        _carry(root, folder)


def copy_package_data(root: Path, data: Path, registry: Path, graph: Path) -> None:
    """As `write_package_data`, from a registry file and a graph (N-Triples) that are at hand."""
    with whole_folder(data) as folder:
        shutil.copyfile(registry, folder / "registry.sqlite")
        shutil.copyfile(graph, folder / "graph.nt")
        _carry(root, folder)


def _carry(root: Path, folder: Path) -> None:
    write_compiled(folder / "words")
    for name, source in CARRIED.items():
        path = root / source
        if path.is_dir():
            shutil.copytree(path, folder / name)
        else:
            shutil.copyfile(path, folder / name)
