"""All formats: what each is for, and how its files are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sojourn.exchange.material import Material
from sojourn.model.errors import UsageError
from sojourn.model.message import message

Files = Callable[[Material], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name in commands, and what it holds, in one sentence. Its module has a function of the same name."""

    name: str
    about: str

    def files(self, material: Material) -> Iterator[tuple[str, bytes]]:
        """The files by name, each made when it is asked for. The module is imported only now."""
        make: Any = getattr(import_module(f"sojourn.exchange.{self.name}"), self.name)
        found: Iterator[tuple[str, bytes]] = make(material)
        return found


FORMATS = {
    one.name: one
    for one in (
        Format("csvw", "Tables as CSV with CSV on the Web metadata: entries, all texts, citations, classifications."),
        Format("parquet", "The same tables as Parquet, for DuckDB, Polars, pandas, Spark and R."),
        Format("sssom", "Computed mappings of definitions to reference rules with their reasons, as SSSOM/TSV."),
        Format("sdmx", "Concept scheme, code lists and hierarchies in all languages, as SDMX 3.0 structures."),
        Format("xkos", "Definitions and frameworks as XKOS correspondences, in Turtle."),
        Format("dcat", "The data set as catalogues list it, as DCAT-AP 3 in Turtle."),
        Format("queries", "The example queries as SHACL executables, in Turtle."),
        Format("tbx", "Terms for translators, as TBX-Basic in both styles and as TBX 2."),
    )
}


def format_of(name: str) -> Format:
    """A format by its name. Raises UsageError for an unknown one."""
    if name not in FORMATS:
        raise UsageError(
            message("error-no-format", name=name), "", message("error-formats-are", formats=", ".join(FORMATS))
        )
    return FORMATS[name]
