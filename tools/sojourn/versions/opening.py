"""A version by what people call it: a build, a registry file, a folder, a release, or a git revision."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sojourn.loading.glossary.content import Content, find_root, load_content
from sojourn.lookup.registry import PACKAGED, Registry
from sojourn.model.errors import NotFound, SojournError, UsageError, Where
from sojourn.model.message import message
from sojourn.versions.snapshot import registry_of, release_registry

INSTALLED = "installed"
MAX_SOURCES = 500_000_000
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./@{}~^+-]{0,200}")
_NUMBER = re.compile(r"v?([0-9]+\.[0-9]+\.[0-9]+)")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the content: what it was called, the number that it has, and its entries.

    `classified`: the registry holds the results of a build.
    """

    name: str
    number: str
    registry: Registry
    classified: bool = False


def opened(name: str, folder: Path) -> Version:
    """The version of a name, as seen from a folder (whose glossary has the releases, whose repository the revisions).

    A name is, tried in this order: a path that exists (a registry file, a build, a folder with a glossary), `installed`, the
    number of a release, a git revision. Raises NotFound if it is none of these, SojournError for content with errors.
    """
    path = folder / name
    if path.exists():
        return _of_path(name, path)
    if name == INSTALLED:
        return _of_registry(name, Registry.open(PACKAGED))
    if found := _of_release(name, folder):
        return found
    return _of_revision(name, folder)


def _of_registry(name: str, registry: Registry) -> Version:
    scheme = registry.meta("scheme") or {}
    return Version(name, str(scheme.get("version", "")), registry, registry.classified)


def _of_path(name: str, path: Path) -> Version:
    if path.is_file():
        return _of_registry(name, Registry.open(path))
    for inside in (path / "registry.sqlite", path / "build" / "registry.sqlite"):
        sources = (path / "scheme.yaml", path / "glossary" / "scheme.yaml")
        if inside.is_file() and not any(source.is_file() for source in sources):
            return _of_registry(name, Registry.open(inside))
    return _of_content(name, load_content(find_root(path)))


def _of_content(name: str, content: Content) -> Version:
    errors = [finding for finding in content.findings if finding.severity == "error"]
    if errors:
        # Entries of files with errors would look as if they had been removed.
        where = Where(errors[0].file, errors[0].line, errors[0].key)
        advice = message("error-mend-or-other-version")
        raise SojournError(
            message("error-version-has-errors", name=name, first=errors[0].said or errors[0].message), "", advice, where
        )
    return Version(name, str(content.scheme["version"]), registry_of(content))


def _of_release(name: str, folder: Path) -> Version | None:
    number = _NUMBER.fullmatch(name)
    if number is None:
        return None
    try:
        content = load_content(find_root(folder))
        return Version(name, number[1], release_registry(content, number[1]))
    except (UsageError, KeyError):
        return None


def _of_revision(name: str, folder: Path) -> Version:
    """The content of a git revision, read with today's schemas where it has none of its own."""
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not _REVISION.fullmatch(name) or commit is None:
        advice = message("error-name-a-version")
        raise NotFound(message("error-no-version", name=name), message("error-version-looked-up"), advice)
    top = _git(folder, "rev-parse", "--show-toplevel") or b"."
    packed = _git(Path(top.decode().strip()), "archive", commit.decode().strip(), "glossary")
    if packed is None or len(packed) > MAX_SOURCES:
        raise SojournError(
            message("error-revision-no-glossary", name=name), "", message("error-revision-with-glossary")
        )
    with tempfile.TemporaryDirectory() as work:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(work, filter="data")
        root = Path(work) / "glossary"
        for schema in _schemas(folder).glob("*.json"):
            target = root / "schema" / schema.name
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                shutil.copyfile(schema, target)
        return _of_content(name, load_content(root))


def _schemas(folder: Path) -> Path:
    """The schemas of today: those of the glossary at hand, or of the package."""
    try:
        return find_root(folder) / "schema"
    except UsageError:
        return Path(PACKAGED).parent / "schema"


def _git(folder: Path, *words: str) -> bytes | None:
    """What git says; None if it fails or is not there."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run([git, "-C", str(folder), *words], capture_output=True, check=False)  # noqa: S603 - no shell
    return done.stdout if done.returncode == 0 else None
