"""What the engine in the browser is made of: Python itself (Pyodide, from npm), this package packed, and the rules.

The pack holds the package's own files, so that a page and the command line cannot differ. It needs nothing but what it
holds and Python's own library; two pure Python packages that pages are made with go along, with their licences.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from typing import Any

from sojourn.classification.table import TARGETS
from sojourn.lookup.registry import Registry
from sojourn.model.order import place_of
from sojourn.model.rule import rule_to_dict
from sojourn.model.text import Text
from sojourn.pages.content.kept import KeptFiles, digest_of, tree_digest
from sojourn.pages.data.engine_bundle import BUNDLE, FOLDER, bundle
from sojourn.pages.frame.third_party import copy_package, package
from sojourn.prose.language import Translate
from sojourn.prose.tables import from_yaml

RUNTIME = "pyodide"
PACKAGE = Path(__file__).resolve().parents[2]
# Whole rooms, and single modules of rooms that otherwise need more than the browser has.
ROOMS = ("model", "rules", "classification", "prose", "engine")
MODULES = (
    "__init__.py",
    "loading/__init__.py",
    "loading/reading/__init__.py", "loading/reading/positions.py", "loading/reading/reader.py",
    "loading/reading/telling.py", "loading/reading/value_checks.py", "loading/reading/yaml12.py",
    "loading/forms/__init__.py", "loading/forms/rule_form.py", "loading/forms/schema_walk.py",
    "loading/forms/window_form.py",
    "loading/writing/__init__.py", "loading/writing/comments.py", "loading/writing/normal.py",
    "loading/writing/scaffold.py",
)  # fmt: skip
# The tables of words by language.
TABLES = ("prose/messages",)
# Packages that the modules need, by distribution: what is imported, and what states the licence.
WITH = {"markupsafe": "markupsafe", "pyicumessageformat": "pyicumessageformat", "PyYAML": "yaml"}
# The languages of the interface; the labels of the others are on the pages themselves.
LANGUAGES = ("en", "fr")
# What the worker fetches; their sizes are told beforehand, so that progress can be shown.
FETCHED = (f"{FOLDER}/{BUNDLE}", "rules.json")
# The modules that say how the bundle is made.
MAKING = ("engine_bundle.py", "precompiled.py")
NOTICE = """\
The engine runs on Pyodide {version} (CPython for WebAssembly), from the npm package `pyodide`.
Pyodide: {license}; source and licence: {home}
CPython and its library: the licence of Python, https://docs.python.org/3/license.html
`bundle.gz` is one stream of files: Pyodide's program and library, and `sojourn.zip`. That archive also holds {packages};
their licences lie in it under `licences/`.
"""


def engine_runtime(site_folder: Path) -> tuple[Path | None, tuple[str, ...]]:
    """The folder of Python for the browser, or why it is left out."""
    found = package(site_folder, RUNTIME)
    if found is None:
        note = f"the engine in the browser is left out, and the pages that need it say so: npm gave no '{RUNTIME}'"
        return None, (f"{note} (npm ci --prefix {site_folder.name}, then build again)",)
    return found, ()


def write_engine_files(
    runtime: Path, registry: Registry, schemas: Path, out: Path, interface: Mapping[str, Translate], kept: KeptFiles
) -> None:
    """Write Python, the packed package and the rules into the folder of assets `out`.

    `interface` has the interface's own words in each language besides English; `kept` knows the files of the last build.
    """
    copy_package(runtime, RUNTIME, out / "pyodide")
    about = json.loads((runtime / "package.json").read_text("utf-8"))
    lock = json.loads((runtime / "pyodide-lock.json").read_text("utf-8"))
    # No further package is ever loaded, so the list of them need not be fetched.
    _write(out / "pyodide" / "pyodide-lock.json", _compact({**lock, "packages": {}}))
    folder = out / "engine"
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    parts = _write_bundle(runtime, folder / FOLDER, f"{out.name}/{folder.name}/{FOLDER}", kept)
    _write(folder / "rules.json", _compact(rules_data(registry, schemas, interface)))
    home = about["homepage"]
    names = ", ".join(f"{name} {distribution(name).version}" for name in WITH)
    notice = NOTICE.format(version=about["version"], license=about["license"], home=home, packages=names)
    _write(folder / "LICENCES.txt", notice)
    sizes = {f"engine/{name}": (folder / name).stat().st_size for name in FETCHED}
    # The digest is the name under which a browser keeps the bundle for the next visit.
    digest = hashlib.sha256((folder / FOLDER / BUNDLE).read_bytes()).hexdigest()[:16]
    manifest = {"version": about["version"], "bytes": sizes, "parts": parts, "bundle": f"{FOLDER}/{BUNDLE}?{digest}"}
    _write(folder / "manifest.json", _compact(manifest))


def _write_bundle(runtime: Path, folder: Path, name: str, kept: KeptFiles) -> Any:
    """Write the bundle into a folder, called `name` in the site, unless it is that of the last build; its parts in order."""
    packed = pack()
    # Whether modules are there compiled depends on Node.
    ways = [tree_digest(Path(__file__).parent, MAKING), (runtime / "package.json").read_text("utf-8")]
    key = digest_of(*ways, hashlib.sha256(packed).hexdigest(), shutil.which("node") or "")
    if not all(kept.take(f"{name}/{file}", key) for file in (BUNDLE, "parts.json")):
        made = bundle(runtime, packed)
        # One of them may be that of the last build, which is never written to.
        (folder / BUNDLE).unlink(missing_ok=True)
        (folder / BUNDLE).write_bytes(made.data)
        _write(folder / "parts.json", _compact(made.parts))
        for file in (BUNDLE, "parts.json"):
            kept.made(f"{name}/{file}", key)
    return json.loads((folder / "parts.json").read_text("utf-8"))


def pack() -> bytes:
    """The package and what it needs as one archive; the same files give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(_files()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            yield f"sojourn/{path.relative_to(PACKAGE).as_posix()}", path.read_bytes()
    for folder in TABLES:
        for path in sorted((PACKAGE / folder).glob("*.yaml")):
            # As JSON, which Python reads at once: its reader of YAML takes a tenth of the engine's start.
            yield f"sojourn/{folder}/{path.name}", _compact(from_yaml(path.read_text("utf-8"))).encode()
    for module in MODULES:
        yield f"sojourn/{module}", (PACKAGE / module).read_bytes()
    for name, imported in WITH.items():
        for file in distribution(name).files or ():
            if file.parts[0] == imported and file.suffix == ".py":
                yield file.as_posix(), file.read_binary()
            elif "LICENSE" in file.name:
                yield f"licences/{name}.txt", file.read_binary()


def rules_data(registry: Registry, schemas: Path, interface: Mapping[str, Translate]) -> dict[str, Any]:
    """The registry's rules, the words of its controlled lists and the schema of a rule, as the engine takes them."""
    frameworks = {item.id: item for item in registry.frameworks()}
    countries = {item.id: item for item in registry.countries()}
    rules: dict[str, dict[str, Any]] = {}
    for reference in registry.rules():
        framework = frameworks[reference.framework]
        rules[reference.id] = {
            "kind": "rule",
            "framework": framework.id,
            "target": reference.target,
            "option": reference.option,
            "part_of": reference.part_of,
            # What a definition counts that is held against it first.
            "counts": next((concept for concept, targets in TARGETS.items() if targets[0] == reference.target), None),
            "label": _words(reference.label),
            "group": {"en": framework.abbreviation[0]} if framework.abbreviation else _words(framework.label),
            "rule": rule_to_dict(reference.rule),
        }
    for definition in registry.definitions():
        rules[definition.id] = {
            "kind": "definition",
            "concept": definition.concept,
            "country": definition.country,
            "label": _words(definition.national_term),
            "group": _words(countries[definition.country].label),
            "rule": rule_to_dict(definition.rule),
        }
    codes = {
        list_id: {id.partition("/")[2]: _words(registry.code(id).label) for id in found["codes"]}
        for list_id, found in registry.lists().items()
    }
    # In the order in which frameworks are shown.
    names = {
        item.id: {"en": item.abbreviation[0]} if item.abbreviation else _words(item.label)
        for item in sorted(frameworks.values(), key=place_of)
    }
    schema = {name: json.loads((schemas / f"{name}.json").read_text("utf-8")) for name in ("rule", "common")}
    known = registry.rule_of.contained
    contained = {"inside": known.inside, "stands_for": known.stands_for, "past": known.past}
    return {"rules": rules, "frameworks": names, "codes": codes, "contained": contained, "schema": schema}


def _words(text: Text) -> dict[str, str]:
    """A text in the languages of the interface, or in any if it has none of them."""
    found = {lang: words for lang, words in text.items if lang in LANGUAGES}
    return found or ({text.with_language()[0]: text.best()} if text else {})


def _compact(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
