"""Python for the browser as one compressed file: a host need not compress anything, and a browser asks for one thing.

The parts lie one behind the other in the order in which the page needs them, and all are packed at once: the page unpacks
them as they come (`assets/engine-worker.js`). Python's own library is stored in its archive without compression, since the
whole is compressed; what no engine needs is left out of it, and modules are there compiled.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from sojourn.pages.data.precompiled import precompiled

# The folder of the engine's files and the file in it, and its parts in the order in which they are needed.
FOLDER, BUNDLE = "python", "bundle.gz"
GLUE, WASM, LIBRARY, PACK = "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "sojourn.zip"
# Higher ones take longer, and make it one or two in a hundred smaller.
LEVEL = 6
# Tools for developers, servers, databases, mail, command lines, and the encodings of old systems. (cp437 is what archives
# name files in.) Modules with an underscore are those of which WebAssembly has a quicker twin.
UNUSED = re.compile(
    r"(_pyrepl|unittest|multiprocessing|sqlite3|xmlrpc|wsgiref|http|xml|email|ctypes|tomllib|sysconfig|__phello__)/"
    r"|(pdb|pydoc|doctest|ftplib|imaplib|poplib|smtplib|mailbox|socketserver|cProfile|profile|pstats|webbrowser|trace|"
    r"wave|colorsys|antigravity|this|argparse|optparse|getopt|getpass|configparser|gettext|cmd|code|bdb|timeit|runpy|pty|tty|"
    r"tarfile|zipapp|pickletools|shelve|plistlib|mimetypes|ipaddress|netrc|nturl2path|uuid|statistics|modulefinder|"
    r"compileall|py_compile|pyclbr|symtable|tabnanny|filecmp|fileinput|graphlib|rlcompleter|sched|quopri|"
    r"_pyio|_pydatetime|_sysconfigdata__emscripten_wasm32-emscripten|__hello__)\.py$"
    r"|encodings/(?!cp437)(cp\d|iso8859_|mac_|koi8|big5|gb|euc_|shift_|iso2022|johab|hp_roman8|kz1048|ptcp154|palmos|tis_620|hz)"
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The compressed bytes, and the parts with their sizes in bytes, in order."""

    data: bytes
    parts: tuple[tuple[str, int], ...]


def bundle(runtime: Path, pack: bytes) -> Bundle:
    """Python for the browser, from the folder `runtime`, and the packed package; the same files give the same bytes."""
    library, packed = precompiled(runtime, [stored((runtime / LIBRARY).read_bytes()), stored(pack)])
    parts = [
        (GLUE, (runtime / GLUE).read_bytes()),
        (WASM, (runtime / WASM).read_bytes()),
        (LIBRARY, library),
        (PACK, packed),
    ]
    whole = b"".join(content for _, content in parts)
    return Bundle(gzip.compress(whole, LEVEL, mtime=0), tuple((name, len(content)) for name, content in parts))


def stored(archive: bytes) -> bytes:
    """An archive with its files as they are, without those that no engine needs.

    >>> import zipfile
    >>> buffer = BytesIO()
    >>> with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
    ...     for name in ("json/__init__.py", "http/client.py", "encodings/cp437.py", "encodings/cp1252.py"):
    ...         made.writestr(name, "")
    >>> zipfile.ZipFile(BytesIO(stored(buffer.getvalue()))).namelist()
    ['json/__init__.py', 'encodings/cp437.py']
    """
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for name in _wanted(given):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            made.writestr(entry, given.read(name))
    return buffer.getvalue()


def _wanted(archive: zipfile.ZipFile) -> Iterator[str]:
    return (name for name in archive.namelist() if not name.endswith("/") and not UNUSED.match(name))
