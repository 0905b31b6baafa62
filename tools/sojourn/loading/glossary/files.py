"""Which files of a folder are content, and of which kind: links are followed, circles of links are not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sojourn.loading.forms.schema import FILE_KINDS
from sojourn.loading.reading.reader import SUFFIXES
from sojourn.loading.reading.telling import finding
from sojourn.model.errors import UsageError
from sojourn.model.finding import Finding
from sojourn.model.message import message


def find_root(path: Path) -> Path:
    """The glossary folder that holds `path`: the nearest folder upwards with a scheme.yaml."""
    # The folder in which a link stands counts, not what it leads to.
    parent, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow the link
    start = Path(os.path.realpath(parent), name) if path.is_symlink() and not path.is_dir() else _real(path)
    for folder in (start, *start.parents):
        if (folder / "scheme.yaml").is_file():
            return folder
        if (folder / "glossary" / "scheme.yaml").is_file():
            return folder / "glossary"
    raise UsageError(
        message("error-no-glossary"),
        message("error-no-scheme", path=str(path)),
        message("error-name-the-glossary"),
    )


def _real(path: Path) -> Path:
    """As `Path.resolve`, which raises for links in a circle."""
    return Path(os.path.realpath(path))


def content_files(root: Path, findings: list[Finding]) -> Iterator[tuple[Path, str]]:
    """The content files with their kinds; what others refer to comes first, so that the later use of an id is the
    one that is reported.
    """
    paths = [Path(folder, name) for folder, name in _walk(root)]
    for path in sorted(paths, key=lambda path: (_rank(path.relative_to(root).parts), path)):
        parts = path.relative_to(root).parts
        file = shown_name(root, path)
        kind = _kind(parts)
        if file != f"{root.name}/{'/'.join(parts)}":
            findings.append(finding("error", "file", file, message("file-name-not-utf"), message("do-rename-the-file")))
        elif kind:
            yield path, kind
        else:
            said, todo = message("file-without-place"), message("do-see-the-table-of-files")
            findings.append(finding("warning", "file", file, said, todo))


def shown_name(root: Path, path: Path) -> str:
    """The name of a content file in messages; bytes that are no UTF-8 are written out."""
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(root: Path) -> Iterator[tuple[str, str]]:
    """Folders and names of all YAML files below `root`; hidden ones (an editor's own) are none."""
    seen: set[str] = set()
    for folder, inner, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            inner.clear()
            continue
        seen.add(real)
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        # A folder named like a file is reported, where a file belongs.
        wrong = [name for name in inner if name.endswith(SUFFIXES)]
        yield from ((folder, name) for name in [*names, *wrong] if name.endswith(SUFFIXES) and name[0] != ".")


def _rank(parts: tuple[str, ...]) -> int:
    kind = _kind(parts)
    return FILE_KINDS.index(kind) if kind else len(FILE_KINDS)


def _kind(parts: tuple[str, ...]) -> str | None:
    match parts:
        case ("scheme.yaml",):
            return "scheme"
        case ("codes.yaml",):
            return "codes"
        case ("sources", _):
            return "sources"
        case ("terms", _, _):
            return "term"
        case ("recommendations", _):
            return "framework"
        case ("countries", _):
            return "country"
        case ("methods", _):
            return "method"
        case ("figures.yaml",):
            return "figures"
        case ("statistics.yaml",):
            return "statistics"
        case ("style.yaml",):
            return "style"
        case ("search.yaml",):
            return "search"
        case ("releases.yaml",):
            return "releases"
    return None
