"""Load, check and compile the content against only parsing the same YAML. Prints ratios of one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import yaml
import yaml_rs

from sojourn.build.registry import write_registry
from sojourn.graph.triples.build import build_graph
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import load_content

ROOT = Path(__file__).parents[2] / "glossary"
ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """Median time of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> None:
    """Each step alone; content is loaded once for the steps that start from it."""
    texts = [path.read_text("utf-8") for path in sorted(ROOT.rglob("*.yaml"))]
    content = checked_content(ROOT)
    steps: dict[str, Callable[[], object]] = {
        "parse the YAML (yaml-rs)": lambda: [yaml_rs.loads(text, parse_datetime=False) for text in texts],
        "parse the YAML (PyYAML, C)": lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts],
        "load with schema": lambda: load_content(ROOT),
        "load and all checks": lambda: checked_content(ROOT),
        "compile the registry": lambda: write_registry(Path(":memory:"), Compiled.of(content)),
        "build the graph": lambda: build_graph(content),
    }
    measured = {name: seconds(work) for name, work in steps.items()}
    floor = measured["parse the YAML (yaml-rs)"]
    print(f"{len(texts)} files, {sum(map(len, texts)):,} characters")
    for name, value in measured.items():
        print(f"{name:<28} {value:7.3f} s   {value / floor:6.1f} x parsing")


if __name__ == "__main__":
    main()
