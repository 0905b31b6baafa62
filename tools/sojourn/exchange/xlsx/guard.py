"""A workbook is a zip file of XML, and may come from a stranger: its size and its parts are bounded before anything opens it.

Refused are archives that unpack to more than they may (bombs), XML with document types or entities (which could name other
files), and more cells than anybody edits by hand.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from sojourn.model.errors import SojournError, Where
from sojourn.model.message import Message, message

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_PARTS = 1_000
MAX_CELLS = 1_000_000
MAX_DEPTH = 100
# Deflate packs a thousand to one at most; ten times less is what no sheet of ours comes near.
MAX_RATIO = 300
RATIO_FROM = 1_000_000
_XML = (".xml", ".rels", ".vml")
_NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
_AGAIN = message("error-save-without-password")


def guarded_bytes(path: Path) -> bytes:
    """The bytes of a workbook that may be opened. Raises SojournError for any other file."""
    with path.open("rb") as handle:
        data = handle.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise _refused(path, message("error-larger-than", n=MAX_FILE // 1000000), message("error-import-fewer"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _refused(path, message("error-no-xlsx", reason=str(error)), _AGAIN) from error
    return data


def _refused(path: Path, why: Message, advice: Message) -> SojournError:
    return SojournError(message("error-workbook-not-read"), why, advice, Where(str(path)))


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _refused(path, message("error-unpacks-too-large"), _AGAIN)
    if missing := [name for name in _NEEDED if name not in names]:
        raise _refused(path, message("error-no-xlsx-part", part=missing[0]), _AGAIN)
    if len(set(names)) < len(names):
        raise _refused(path, message("error-parts-one-name"), _AGAIN)
    count = _Counter(path)
    for part in parts:
        if part.flag_bits & 1:
            raise _refused(path, message("error-encrypted"), _AGAIN)
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise _refused(path, message("error-packed-as-bombs", part=part.filename), _AGAIN)
        with archive.open(part) as stream:
            if part.filename.lower().endswith(_XML):
                _check_xml(path, part.filename, stream, count)


def _check_xml(path: Path, name: str, stream: IO[bytes], count: _Counter) -> None:
    """Read a part to its end without keeping anything of it."""
    try:
        sax.parse(stream, count, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise _refused(path, message("error-part-declares", part=name), _AGAIN) from error
    except SAXException as error:
        raise _refused(path, message("error-part-no-xml", part=name, reason=str(error)), _AGAIN) from error


class _Counter(ContentHandler):
    """Counts the cells of all sheets, and how deep elements lie in each other."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path, self._cells, self._depth = path, 0, 0

    def startDocument(self) -> None:  # noqa: N802 (the name that SAX calls)
        """A part begins."""
        self._depth = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        """An element begins."""
        self._depth += 1
        self._cells += name == "c" or name.endswith(":c")
        if self._cells > MAX_CELLS:
            raise _refused(self._path, message("error-more-cells", n=f"{MAX_CELLS:,}"), message("error-import-fewer"))
        if self._depth > MAX_DEPTH:
            raise _refused(self._path, message("error-xml-too-deep"), _AGAIN)

    def endElement(self, name: str) -> None:  # noqa: N802
        """An element ends."""
        self._depth -= 1
