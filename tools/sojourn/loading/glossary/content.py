"""Load a whole glossary folder: every file read, checked against its schema, and its entries collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sojourn.loading.forms.schema import Schemas, schemas
from sojourn.loading.forms.schema_walk import describes_date
from sojourn.loading.glossary.files import content_files, find_root, shown_name
from sojourn.loading.glossary.releases import Release, read_releases
from sojourn.loading.glossary.withheld import Withheld
from sojourn.loading.reading.positions import key_of, line_of
from sojourn.loading.reading.reader import Document, read_document
from sojourn.loading.reading.telling import finding
from sojourn.model.containment import CodeMembers, Containment, Resolver, containment
from sojourn.model.finding import Finding, Severity
from sojourn.model.message import Message, message
from sojourn.model.rule import Rule, rule_from_dict

# The kinds of entry, in the order in which they are published. Codes have ids of the form `list/code`.
ENTRY_KINDS = (
    "term",
    "framework",
    "rule",
    "country",
    "instrument",
    "definition",
    "method",
    "figure",
    "statistic",
    "source",
    "list",
    "code",
)
__all__ = ["ENTRY_KINDS", "OWN_IDS", "Content", "Entry", "find_root", "load_content"]
OWN_IDS = ("source", "list", "code")


@dataclass(frozen=True, slots=True)
class Entry:
    """One identified thing of the content, with the place it comes from and the entry that holds it (if any)."""

    kind: str
    id: str
    data: Mapping[str, Any]
    document: Document
    path: tuple[str | int, ...] = ()
    parent: str | None = None


@dataclass(slots=True)
class Content:
    """A glossary as read: documents without faults, their entries by kind and id, findings, and what is left out."""

    root: Path
    schemas: Schemas
    documents: list[Document] = field(default_factory=list)
    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {kind: {} for kind in ENTRY_KINDS})
    findings: list[Finding] = field(default_factory=list)
    withheld: Withheld = field(default_factory=Withheld)
    releases: tuple[Release, ...] = ()
    _rules: dict[str, Rule] = field(default_factory=dict)
    _contained: Containment | None = None

    @property
    def scheme(self) -> Mapping[str, Any]:
        """The content of scheme.yaml."""
        return next((document.data for document in self.documents if document.kind == "scheme"), {})

    @property
    def search(self) -> Mapping[str, Any]:
        """The content of search.yaml: the words that people type, and other names of countries."""
        return next((document.data for document in self.documents if document.kind == "search"), {})

    def of(self, kind: str) -> Iterator[Entry]:
        """Entries of a kind, by id."""
        yield from (entry for _, entry in sorted(self.entries[kind].items()))

    def find(self, kind: str, id: str) -> Entry | None:
        """The entry of a kind with this id, if there is one."""
        return self.entries[kind].get(id)

    @property
    def contained(self) -> Containment:
        """Which values of attributes lie in which."""
        if self._contained is None:
            said = (CodeMembers.of(entry.id, entry.data) for entry in self.of("code"))
            self._contained = containment(said, self.entries["country"])
        return self._contained

    @property
    def rule(self) -> Resolver:
        """The rule of a reference rule or definition as a value, by id; made once.

        Raises KeyError if there is no such entry, RuleError for a rule without a meaning.
        """
        return Resolver(self._rule, self.contained)

    def _rule(self, id: str) -> Rule:
        if id not in self._rules:
            entry = self.find("rule", id) or self.find("definition", id)
            if entry is None:
                raise KeyError(id)
            self._rules[id] = rule_from_dict(entry.data["rule"])
        return self._rules[id]

    def report(
        self,
        severity: Severity,
        check: str,
        entry: Entry,
        said: Message | str,
        todo: Message | str = "",
        at: tuple[str | int, ...] = (),
    ) -> Finding:
        """A finding about `entry`, at a key inside it."""
        path = (*entry.path, *at)
        document = entry.document
        line, key = line_of(document.text, path), key_of(document.data, path) or None
        return finding(severity, check, document.file, said, todo, line, key)


def load_content(root: Path) -> Content:
    """Read everything under `root`. Faults become findings; entries of files with faults are left out."""
    content = Content(root, schemas(root / "schema"))
    for path, kind in content_files(root, content.findings):
        read = read_document(path, shown_name(root, path), kind)
        if isinstance(read, Finding):
            content.findings.append(read)
            content.withheld.add_unread(path, kind)
            continue
        faults = content.schemas.check(read)
        content.findings.extend(faults)
        if faults:
            content.withheld.add(kind, read.data)
        else:
            _dates_as_text(content.schemas, read)
            content.documents.append(read)
            _collect(content, read)
    if listed := next((document for document in content.documents if document.kind == "releases"), None):
        content.releases = read_releases(root, listed.data, listed.file, content.findings)
    return content


def _dates_as_text(schemas: Schemas, document: Document) -> None:
    """Years written as numbers become text, so that a date has one type everywhere."""
    for node in list(schemas.where(document, describes_date)):
        if isinstance(node.value, int):
            holder = document.data
            for step in node.path[:-1]:
                holder = holder[step]
            holder[node.path[-1]] = str(node.value)


def _collect(content: Content, document: Document) -> None:
    data = document.data
    match document.kind:
        case "term" | "method":
            _add(content, Entry(document.kind, data["id"], data, document))
        case "framework":
            _add(content, Entry("framework", data["id"], data, document))
            _add_list(content, document, "rules", "rule", data["id"])
        case "country":
            _add(content, Entry("country", data["id"], data, document))
            for key, kind in (("sources", "source"), ("instruments", "instrument"), ("definitions", "definition")):
                _add_list(content, document, key, kind, data["id"])
        case "sources" | "figures" | "statistics":
            for index, item in enumerate(data):
                _add(content, Entry(document.kind[:-1], item["id"], item, document, (index,)))
        case "codes":
            for index, item in enumerate(data):
                _add(content, Entry("list", item["id"], item, document, (index,)))
                for place, code in enumerate(item["codes"]):
                    id = f"{item['id']}/{code['id']}"
                    _add(content, Entry("code", id, code, document, (index, "codes", place), item["id"]))


def _add_list(content: Content, document: Document, key: str, kind: str, parent: str) -> None:
    for index, item in enumerate(document.data.get(key, ())):
        _add(content, Entry(kind, item["id"], item, document, (key, index), parent))


def _add(content: Content, entry: Entry) -> None:
    """Take an entry up, unless its id is taken already: unique over all kinds, but sources and codes have their own ids."""
    kinds = (entry.kind,) if entry.kind in OWN_IDS else tuple(kind for kind in ENTRY_KINDS if kind not in OWN_IDS)
    taken = next((found for kind in kinds if (found := content.entries[kind].get(entry.id))), None)
    if taken is None:
        content.entries[entry.kind][entry.id] = entry
        return
    where = taken.document.file
    line = line_of(taken.document.text, (*taken.path, "id"))
    said = message("id-is-taken", id=entry.id, kind=taken.kind, place=f"{where}:{line}")
    content.findings.append(content.report("error", "id-unique", entry, said, message("do-choose-another-id"), ("id",)))
