"""Which files of the glossary have a place in a workbook, and which sheets hold them.

A file is one entry (a country, a term, a framework) or a list of entries (the code lists, a file of the bibliography).
What an entry holds that has an id of its own (definitions, rules, codes) is a sheet of its own, whose rows name their
holder. Methods, figures, statistics and the files for editors have no sheet: they are lists in lists, written as YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Keys of the sheets that tell which entry or file a row belongs to.
COUNTRY, FRAMEWORK, LIST, FILE = "country", "framework", "list", "file"
# Sheets of what any entry may have.
BOTH = ("origins", "citations")
# Sheets of entries whose `rule` may have a row for each limb.
RULED = ("definitions", "rules")


@dataclass(frozen=True, slots=True)
class FileKind:
    """How files of a kind are rows.

    `sheet` has one row an entry; `nested` names the sheets of what entries hold (each the key in the data too), with the column
    that names the holder. `listed`: the file is a list of entries. `folder`: where the files stand below the glossary.
    """

    sheet: str
    folder: str
    nested: Mapping[str, str] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    listed: bool = False

    @property
    def sheets(self) -> tuple[str, ...]:
        """All sheets without which the files cannot be read back."""
        return (self.sheet, *self.nested, *self.more)


FILE_KINDS: dict[str, FileKind] = {
    "country": FileKind(
        "countries", "countries/", dict.fromkeys(("sources", "instruments", "definitions"), COUNTRY), ("limbs",)
    ),
    "term": FileKind("terms", "terms/", more=("distinctions",)),
    "framework": FileKind("frameworks", "recommendations/", {"rules": FRAMEWORK}, ("limbs",)),
    "codes": FileKind("lists", "codes.yaml", {"codes": LIST}, listed=True),
    "sources": FileKind("bibliography", "sources/", listed=True),
}
LONGEST_NAME = 60
# Whoever adds one of these needs a source that others use too; files that the workbook was not made from are added to.
CITING = ("term", "framework")


def called(sheet: str, entry: Mapping[str, Any], holder: str = "") -> str:
    """How rows of other sheets name an entry in `of`: its id; for lists and codes their identifier, `code/purpose/study`.

    >>> called("codes", {"id": "study"}, "purpose")
    'code/purpose/study'
    """
    id = str(entry.get("id", ""))
    match sheet:
        case "lists":
            return f"code/{id}"
        case "codes":
            return f"code/{holder}/{id}"
    return id


def file_id(kind: str, file: str, data: Any) -> str:
    """What the rows of a file call it: the id of its entry; for a file of the bibliography its name (`terms`)."""
    if not FILE_KINDS[kind].listed:
        return str(data["id"])
    return file.rpartition("/")[2].removesuffix(".yaml")


def entries_of(kind: str, data: Any) -> list[Any]:
    """The entries at the top of a file: its only one, or those of its list."""
    return list(data) if FILE_KINDS[kind].listed else [data]


def is_file_name(name: str) -> bool:
    """Whether a file of the glossary may be called so (without `.yaml`)."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) is not None and len(name) <= LONGEST_NAME


def file_of(kind: str, id: str, data: Any) -> str:
    """Where a file stands below the glossary, by what its rows call it."""
    form = FILE_KINDS[kind]
    if not form.folder.endswith("/"):
        return form.folder
    inner = f"{data.get('domain', '')}/" if kind == "term" else ""
    return f"{form.folder}{inner}{id}.yaml"
