"""The main job: check, classify, compile, RDF, exports, site; with the time of each step."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sojourn.build.atomic import whole_folder
from sojourn.build.exports import format_tasks, missing_formats, write_exports
from sojourn.build.package import copy_package_data
from sojourn.build.registry import write_registry
from sojourn.build.relations import add_standing_relations, kept_pair_results
from sojourn.build.relations import prune as prune_pairs
from sojourn.build.results import Stored, classification_results
from sojourn.build.results import prune as prune_results
from sojourn.build.workers import meanwhile, settle, together
from sojourn.classification import Classification
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.loading.glossary.content import Content
from sojourn.model.errors import SojournError, Where
from sojourn.model.finding import Finding, finding_order
from sojourn.model.message import message

PARTS = ("registry", "rdf", "exports", "site")
# What a build is made from; a build whose sources are unchanged is not made again.
SOURCES = ("glossary", "ontology", "site", "tools", "requirements.lock")
Say = Callable[[str], None]
# Pages as Markdown, by path.
Pages = Callable[[], Mapping[str, str]]


@dataclass(slots=True)
class BuildReport:
    """What was built: counts, best results by verdict, seconds by step, findings."""

    counts: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    fresh: bool = False

    @property
    def ok(self) -> bool:
        """Whether anything may be published."""
        return not any(finding.severity == "error" for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """What is kept beside the build; without times, so that the same content gives the same bytes."""
        by_severity = Counter(finding.severity for finding in self.findings)
        return {
            "counts": self.counts,
            "verdicts": self.verdicts,
            "findings": dict(sorted(by_severity.items())),
            "notes": self.notes,
        }


def build(
    root: Path,
    out: Path,
    parts: Sequence[str] = PARTS,
    say: Say = lambda line: None,
    force: bool = False,
    reference: Pages = dict,
) -> BuildReport:
    """Build `parts` of the repository at `root` into the folder `out`; with errors in the content, `out` stays as it was.

    Beside the glossary something is written only if `out` lies there (`build/`): what the package carries, results for
    the next build, and third-party scripts. Elsewhere, those results lie beside `out`. `reference` makes the
    pages of the website that describe the program itself, as Markdown by path.
    """
    stamp = _fingerprint(root)
    if not force and (kept := _up_to_date(out, stamp, parts)):
        return kept
    report = BuildReport()
    with _timed(report, "load and check", say):
        content = checked_content(root / "glossary")
        report.findings = list(content.findings)
    if not report.ok:
        return report
    earlier = _Kept(root, out)
    earlier.site_made = "site" in parts
    with whole_folder(out) as folder:
        _keep_other_parts(out, folder, parts)
        _write_parts(root, out, folder, content, parts, report, say, earlier, reference)
        if not report.ok:
            raise _RefusedError(report)
        _write_stamp(out, folder, stamp, parts, report)
    earlier.prune()
    return report


class _Kept:
    """The files with results of earlier builds, and which of their results this build used.

    Only what a whole build did not use is thrown away: one that fails or is killed leaves all results for the next.
    """

    def __init__(self, root: Path, out: Path) -> None:
        package = root / "tools" / "sojourn"
        # Whether the build lies in the repository itself.
        self.at_home = out.resolve() == (root / "build").resolve()
        folder = root / ".cache" if self.at_home else out.with_name(f".{out.name}.cache")
        self.package_data = package / "data" if self.at_home and package.is_dir() else None
        self.classification = folder / "classification.sqlite"
        self.relations = folder / "relations.sqlite"
        self.site, self.frames, self.flips = folder / "site.json", folder / "frames", folder / "flips.json"
        self.pieces = folder / "pieces.sqlite"
        self.results = Stored()
        self.pairs: set[bytes] = set()
        self.site_made = False

    def prune(self) -> None:
        """Throw away what was not used, in each file that this build asked at all."""
        if self.results.keys:
            prune_results(self.classification, set(self.results.keys.values()))
        # The pages ask for all pairs; without them a build asks for few.
        if self.pairs and self.site_made:
            prune_pairs(self.relations, self.pairs)


class _RefusedError(Exception):
    """Errors found after writing began; the new folder is thrown away."""

    def __init__(self, report: BuildReport) -> None:
        self.report = report


def build_or_report(
    root: Path, out: Path, parts: Sequence[str], say: Say, force: bool, reference: Pages = dict
) -> BuildReport:
    """As `build`; errors found in the graph give a report too instead of an exception."""
    try:
        return build(root, out, parts, say, force, reference)
    except _RefusedError as refused:
        return refused.report


def _write_parts(
    root: Path,
    out: Path,
    folder: Path,
    content: Content,
    parts: Sequence[str],
    report: BuildReport,
    say: Say,
    kept: _Kept,
    reference: Pages,
) -> None:
    from sojourn.graph.checking.validate import validate
    from sojourn.graph.triples.build import build_graph

    settle()
    keys, packed = kept.results.keys, kept.results.packed
    with _timed(report, "classify", say):
        results = classification_results(content, kept.classification, kept.results)
    with _timed(report, "graph", say):
        graph = build_graph(content, results)
    _count(report, content, graph, results)
    made, compiled = _Made(folder), Compiled.of(content)
    # The shapes take longest: they are held against the graph while the rest is made, and decide whether it counts.
    with meanwhile(partial(_clocked, lambda: validate(graph, content))) as shapes:
        tasks: dict[str, Callable[[], Any]] = {
            "registry": lambda: write_registry(made.registry, compiled, results, packed),
            **{f"rdf {form}": partial(_serialize, graph, form, made.rdf) for form in made.needed(parts)},
        }
        if {"exports", "site"} & set(parts):
            tasks["exports"] = lambda: write_exports(made.exports, compiled, results, kept.pieces, keys)
        _side_by_side(report, tasks, say)
        _relate(made, kept, report, say)
        if "exports" in tasks:
            _side_by_side(report, format_tasks(made.exports, made.registry, content, results), say)
            report.notes += missing_formats()
        if "site" in parts:
            report.notes += _third_party(root / "site", say, may_fetch=kept.at_home)
            with _timed(report, "site", say):
                report.notes += _write_site(root, out, made, content, compiled, graph, results, kept, reference)
        seconds, found = shapes()
    _note(report, "shapes", seconds, say)
    report.findings = sorted({*report.findings, *found}, key=finding_order)
    if not report.ok:
        return
    if kept.package_data is not None:
        copy_package_data(root, kept.package_data, made.registry, made.rdf / "sojourn.nt")
    made.keep(parts)
    (folder / "findings.json").write_text(
        json.dumps([f.to_dict() for f in report.findings], ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def _relate(made: _Made, kept: _Kept, report: BuildReport, say: Say) -> None:
    """Put the relations of the definitions that stand for countries into the registry that was just made."""
    with _timed(report, "relations", say):
        add_standing_relations(made.registry, kept_pair_results(kept.relations, kept.pairs))


def _count(report: BuildReport, content: Content, graph: Sequence[Any], results: Sequence[Classification]) -> None:
    """Note how many entries of the main kinds there are, how many triples, and how many best results of each verdict."""
    kinds = ("term", "framework", "rule", "country", "instrument", "definition", "source")
    report.counts = {kind: len(content.entries[kind]) for kind in kinds}
    report.counts["triple"] = len(graph)
    report.verdicts = dict(sorted(Counter(result.best.verdict.kind for result in results if result.best).items()))


class _Made:
    """Where the files of a build are made, each once; what is not asked for lies in a hidden folder until the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hidden = folder / ".made"
        self.registry = folder / "registry.sqlite"
        self.rdf, self.exports = self.hidden / "rdf", self.hidden / "exports"
        self.rdf.mkdir(parents=True)

    def needed(self, parts: Sequence[str]) -> Sequence[str]:
        """The formats of the graph that somebody asks for; the installed package carries N-Triples."""
        from sojourn.graph.writing.formats import EXTENSIONS

        return EXTENSIONS if {"rdf", "site"} & set(parts) else ("nt",)

    def keep(self, parts: Sequence[str]) -> None:
        """Move what was asked for to its place."""
        for part, made in (("rdf", self.rdf), ("exports", self.exports)):
            if part in parts:
                made.rename(self.folder / part)
        shutil.rmtree(self.hidden)


def _third_party(site_folder: Path, say: Say, *, may_fetch: bool) -> list[str]:
    """See that the third-party scripts of the website are there; a message is printed before anything is fetched."""
    from sojourn.pages.frame.third_party import install, missing

    if not (site_folder / "package-lock.json").is_file():
        advice = message("error-build-inside")
        raise SojournError(message("error-site-folder"), "", advice, Where(str(site_folder)))
    names = ", ".join(missing(site_folder))
    if names and may_fetch:
        say(f"  npm ci: fetches {names} over the network into {site_folder.name}/node_modules")
        install(site_folder)
    elif names:
        return [f"{names}: not fetched, since nothing is written beside the glossary when --out lies elsewhere"]
    return []


def _serialize(graph: Any, extension: str, folder: Path) -> None:
    from sojourn.graph.writing.formats import serialize

    (folder / f"sojourn.{extension}").write_bytes(serialize(graph, extension))


def _write_site(
    root: Path,
    out: Path,
    made: _Made,
    content: Content,
    compiled: Compiled,
    graph: Any,
    results: Sequence[Classification],
    kept: _Kept,
    reference: Pages,
) -> list[str]:
    from sojourn.build.published import write_published
    from sojourn.build.released import site_versions
    from sojourn.graph.writing.twins import TwinWriter
    from sojourn.lookup.registry import Registry
    from sojourn.pages.build import build_site
    from sojourn.pages.content.kept import KeptFiles

    published = made.hidden / "data"
    write_published(made.rdf, made.exports, str(compiled.scheme["id"]), published)
    registry = Registry.open(made.registry).with_results(results)
    site = build_site(
        registry,
        made.folder / "site",
        site_folder=root / "site",
        twins=TwinWriter(graph, compiled),
        work=made.hidden / "pages",
        graph=(made.rdf / "sojourn.ttl").read_bytes(),
        data=published,
        pair_results=kept_pair_results(kept.relations, kept.pairs),
        together=together,
        kept=KeptFiles(kept.site, out / "site", made.folder / "site"),
        frames=kept.frames,
        versions=site_versions(content, registry, kept.flips),
        reference=reference(),
    )
    return list(site.notes)


def _side_by_side(report: BuildReport, tasks: Mapping[str, Callable[[], Any]], say: Say) -> dict[str, Any]:
    """What each task gives; they share the machine's cores. The seconds are those of each task on its own."""
    found = dict(zip(tasks, together([partial(_clocked, task) for task in tasks.values()]), strict=True))
    for step, (seconds, _) in found.items():
        _note(report, step, seconds, say)
    return {step: value for step, (_, value) in found.items()}


def _clocked(task: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    value = task()
    return time.perf_counter() - begin, value


@contextmanager
def _timed(report: BuildReport, step: str, say: Say) -> Iterator[None]:
    begin = time.perf_counter()
    yield
    _note(report, step, time.perf_counter() - begin, say)


def _note(report: BuildReport, step: str, seconds: float, say: Say) -> None:
    report.seconds[step] = seconds
    say(f"  {step:<16} {seconds:6.2f} s")


def _fingerprint(root: Path) -> str:
    """A digest of everything that a build is made from."""
    digest = hashlib.sha256()
    for name in SOURCES:
        top = root / name
        for path in [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.is_file()):
            parts = path.relative_to(root).parts
            hidden = any(part.startswith((".", "__pycache__", "node_modules")) for part in parts)
            if hidden or parts[:3] == ("tools", "sojourn", "data"):
                continue
            digest.update("/".join(parts).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _up_to_date(out: Path, stamp: str, parts: Sequence[str]) -> BuildReport | None:
    try:
        kept = json.loads((out / "build.json").read_text("utf-8"))
        findings = [Finding.from_dict(finding) for finding in json.loads((out / "findings.json").read_text("utf-8"))]
        if any(kept["parts"].get(part) != stamp for part in parts):
            return None
        report = kept["report"]
        return BuildReport(report["counts"], report["verdicts"], findings, {}, report["notes"], True)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep_other_parts(out: Path, folder: Path, parts: Sequence[str]) -> None:
    """Parts that are not built now stay as they are: linked, since finished files are replaced and never changed."""

    for part in ("rdf", "exports", "site"):
        if part not in parts and (out / part).is_dir():
            shutil.copytree(out / part, folder / part, copy_function=os.link)


def _write_stamp(out: Path, folder: Path, stamp: str, parts: Sequence[str], report: BuildReport) -> None:
    try:
        before = json.loads((out / "build.json").read_text("utf-8"))["parts"]
    except (OSError, ValueError, KeyError):
        before = {}
    stamps = {**before, **dict.fromkeys(parts, stamp), "registry": stamp}
    (folder / "build.json").write_text(
        json.dumps({"parts": stamps, "report": report.to_dict()}, indent=1) + "\n", "utf-8"
    )
