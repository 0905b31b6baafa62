"""Kinds of published files by the ends of their names: what people call them, and their media type (IANA where it has one).

TBX has no registered type and is sent as XML; SDMX's is that of its standard; `csv-metadata.json` is the name that CSV on the
Web looks for.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileType:
    """The name of a format, and the media type of its files."""

    name: str
    media: str


FILE_TYPES = {
    "ttl": FileType("Turtle", "text/turtle"),
    "nt": FileType("N-Triples", "application/n-triples"),
    "jsonld": FileType("JSON-LD", "application/ld+json"),
    "rdf": FileType("RDF/XML", "application/rdf+xml"),
    "csv": FileType("CSV", "text/csv"),
    "csv-metadata.json": FileType("CSV on the Web metadata", "application/csvm+json"),
    "json": FileType("JSON", "application/json"),
    "parquet": FileType("Parquet", "application/vnd.apache.parquet"),
    "xlsx": FileType("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "sssom.tsv": FileType("SSSOM/TSV", "text/tab-separated-values"),
    "sdmx.xml": FileType("SDMX-ML 3.0", "application/vnd.sdmx.structure+xml;version=3.0.0"),
    "xkos.ttl": FileType("XKOS, Turtle", "text/turtle"),
    "dcat.ttl": FileType("DCAT-AP, Turtle", "text/turtle"),
    "dca.tbx": FileType("TBX (DCA)", "application/xml"),
    "dct.tbx": FileType("TBX (DCT)", "application/xml"),
    "martif.tbx": FileType("TBX 2", "application/xml"),
}


def file_type(name: str) -> FileType | None:
    """The kind of a file by its name, the longest known end first; None for another. A file that is packed (`.gz`) is what
    it is unpacked.

    >>> file_type("terms.dct.tbx").name
    'TBX (DCT)'
    >>> file_type("sojourn.nt.gz").media
    'application/n-triples'
    """
    parts = name.removesuffix(".gz").split(".")
    ends = [".".join(parts[start:]) for start in range(len(parts))]
    return next((FILE_TYPES[end] for end in ends if end in FILE_TYPES), None)
