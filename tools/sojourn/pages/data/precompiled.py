"""Python sources compiled for the browser beforehand: half of what an engine works at when it starts is compiling them.

The compiler is that of the browser's Python itself, run by Node (npm, which fetches that Python, comes with Node). Where
there is no Node the sources stay as they are: the engine does the same, and starts later.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 300
# Doc strings, assertions and line tables go: they are a third of what would have to be sent. Which archive gives which
# file is in the arguments; the digest in the head of a compiled file is never asked for, since no source lies beside it.
PROGRAM = """
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [runtime, ...archives] = process.argv.slice(1);
const { loadPyodide } = await import(pathToFileURL(runtime + "/pyodide.mjs"));
const python = await loadPyodide({ indexURL: runtime + "/" });
for (const archive of archives) {
  python.FS.writeFile("/given.zip", readFileSync(archive));
  python.runPython(`
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

def bare(code):
    inner = tuple(bare(one) if hasattr(one, "co_code") else one for one in code.co_consts)
    return code.replace(co_linetable=b"", co_consts=inner)

with zipfile.ZipFile("/given.zip") as given, zipfile.ZipFile("/made.zip", "w", zipfile.ZIP_STORED) as made:
    for name in given.namelist():
        data = given.read(name)
        if name.endswith(".py"):
            code = compile(data, name, "exec", dont_inherit=True, optimize=2)
            name, data = name + "c", bytes(_code_to_hash_pyc(bare(code), bytes(8), False))
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        made.writestr(entry, data)
`);
  writeFileSync(archive, python.FS.readFile("/made.zip"));
}
"""


def precompiled(runtime: Path, archives: Sequence[bytes]) -> tuple[bytes, ...]:
    """The archives with each module compiled by the Python in the folder `runtime`; as they are if that cannot be run."""
    return _precompiled(runtime.resolve(), tuple(archives))


@cache
def _precompiled(runtime: Path, archives: tuple[bytes, ...]) -> tuple[bytes, ...]:
    node = shutil.which("node")
    if node is None:
        return archives
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.zip") for number in range(len(archives))]
        for file, archive in zip(files, archives, strict=True):
            file.write_bytes(archive)
        command = [node, "--input-type=module", "-e", PROGRAM, "--", str(runtime), *map(str, files)]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            return archives
        return tuple(file.read_bytes() for file in files)
