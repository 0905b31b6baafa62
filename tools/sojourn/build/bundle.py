"""A release to be cited and kept: all data of a build with the citation, licences, bill of materials and checksums.

The same build and release give the same bytes, so that anybody can make the bundle anew and compare its checksums.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sojourn.build.atomic import whole_folder
from sojourn.build.published import write_published
from sojourn.loading.glossary.content import Content
from sojourn.lookup.registry import Registry
from sojourn.model.errors import SojournError, UsageError, Where
from sojourn.model.message import message

SUMS, BILL, LOCK = "SHA256SUMS", "sbom.json", "requirements.lock"
# Files of the repository that go along, by their names in the bundle.
ALONG = {"CITATION.cff": "CITATION.cff", "LICENSE": "LICENSE", "LICENSE-content.md": "glossary/LICENSE.md"}


def write_bundle(content: Content, out: Path) -> list[str]:
    """Write the bundle of the last release into the folder `out`, whole or not at all; gives the names of its files.

    Raises UsageError if the content is no recorded release or is not built, SojournError if the bill cannot be made.
    """
    root, number = content.root.parent, str(content.scheme["version"])
    build = root / "build"
    if not content.releases or content.releases[-1].version != number:
        title = message("error-no-recorded-release", number=number)
        raise UsageError(title, message("error-bundle-of-record"), message("error-release-first"))
    _check_build(build, number)
    with whole_folder(out.resolve()) as folder:
        for name, source in ALONG.items():
            shutil.copyfile(root / source, folder / name)
        shutil.copyfile(build / "registry.sqlite", folder / "registry.sqlite")
        write_published(build / "rdf", build / "exports", str(content.scheme["id"]), folder / "data")
        (folder / BILL).write_text(_bill(root), "utf-8")
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        (folder / SUMS).write_text("".join(_sums(folder, names)), "ascii")
    return [*names, SUMS]


def _check_build(build: Path, number: str) -> None:
    missing = [name for name in ("registry.sqlite", "rdf", "exports") if not (build / name).exists()]
    if missing:
        raise UsageError(
            message("error-not-built"), message("error-no-build", name=missing[0]), message("error-build-first")
        )
    built = Registry.open(build / "registry.sqlite").meta("scheme")["version"]
    if built != number:
        raise UsageError(
            message("error-build-of-version", built=built, number=number), "", message("error-build-first")
        )


def _bill(root: Path) -> str:
    """What the program is made of, from the lock file, as CycloneDX: without a time or a serial number of its own."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "--of", "JSON", LOCK]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - words of our own
    if done.returncode:
        detail = done.stderr.strip().rpartition("\n")[2]
        raise SojournError(message("error-no-bill"), detail, message("error-install-cyclonedx"), Where(LOCK))
    return json.dumps(json.loads(done.stdout), indent=1, sort_keys=True) + "\n"


def _sums(folder: Path, names: list[str]) -> Iterator[str]:
    """Lines as `sha256sum --check` reads them."""
    for name in names:
        yield f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
