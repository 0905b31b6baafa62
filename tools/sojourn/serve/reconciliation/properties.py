"""What is known of an entry, as the cells of a table: values by property, for matching and for further columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sojourn.lookup.store import fold
from sojourn.model.entries import Value
from sojourn.serve.processes.backend import Backend

Cell = dict[str, Any]
# References: key of the entry -> what the id is put behind to name an entry (kind, or list of codes).
REFERENCES = {
    "country": "country/",
    "framework": "framework/",
    "instrument": "instrument/",
    "term": "term/",
    "broader": "term/",
    "narrower": "term/",
    "related": "term/",
    "concept": "code/concept/",
    "domain": "code/domain/",
    "target": "code/target/",
    "region": "code/region/",
    "member_of": "code/country-group/",
    "type": "code/instrument-type/",
}
PLAIN = ("iri", "id", "iso2", "m49", "abbreviation", "status", "confidence", "list", "operator", "publisher")
TEXTS = ("label", "alternative", "definition", "scope_note", "summary", "meaning", "coverage", "national_term")
PERIOD = ("valid_from", "valid_to")


def names_of(backend: Backend) -> tuple[str, ...]:
    """All properties: one for each key, and one for the label in each language of the content."""
    languages = backend.registry.meta("scheme")["languages"]
    return (*PLAIN, *TEXTS, *(f"label-{lang}" for lang in languages), *REFERENCES, *PERIOD, "source")


def cells(backend: Backend, value: Value, name: str, lang: str) -> list[Cell]:
    """The values of a property of an entry; none if nothing is stated."""
    data = value.data
    if name in REFERENCES:
        return [reference(backend, f"{REFERENCES[name]}{id}", lang) for id in _list(data.get(name))]
    if name in PERIOD:
        found = (data.get("valid") or {}).get(name.removeprefix("valid_"))
        return [{"str": str(found)}] if found else []
    if name == "source":
        ids = dict.fromkeys(citation["source"] for citation in data.get("citations", ()))
        return [reference(backend, f"source/{id}", lang) for id in ids]
    if name.startswith("label-"):
        return [{"str": text} for text in _texts(data.get("label"), name.removeprefix("label-"), exact=True)]
    if name in TEXTS:
        return [{"str": text} for text in _texts(data.get(name), lang)]
    return [{"str": str(one)} for one in _list(data.get(name))]


def reference(backend: Backend, path: str, lang: str) -> Cell:
    """A cell that points to another entry, by its path under the base of identifiers."""
    found = backend.by_path(path)
    return {"id": path, "name": label_of(found, lang) if found else path.rpartition("/")[2]}


def label_of(value: Value, lang: str) -> str:
    """The name of an entry in a language, or in the nearest that there is."""
    for key in ("label", "national_term", "title"):
        for text in _texts(value.data.get(key), lang):
            return text
    return value.id


def about(value: Value, lang: str) -> str:
    """What an entry is, in its own words."""
    for key in ("definition", "summary", "meaning", "coverage"):
        for text in _texts(value.data.get(key), lang):
            return text
    return ""


def comparable(backend: Backend, value: Value, name: str, lang: str) -> set[str]:
    """Everything that a table may hold for a property of an entry: ids and names in all languages, folded."""
    found = set[str]()
    for cell in cells(backend, value, name, lang):
        found |= {fold(str(text)) for text in cell.values()}
        if "id" in cell:
            found.add(fold(cell["id"].rpartition("/")[2]))
            if other := backend.by_path(cell["id"]):
                found |= {fold(text) for text in _everything(other.data.get("label"))}
                found |= {fold(str(other.data[key])) for key in ("iso2", "m49") if key in other.data}
    if name in TEXTS:
        found |= {fold(text) for text in _everything(value.data.get(name))}
    return found


def _texts(texts: Any, lang: str, *, exact: bool = False) -> list[str]:
    if isinstance(texts, Mapping):
        if lang in texts or exact:
            return _list(texts.get(lang))
        return _list(texts.get("en") or next(iter(texts.values()), None))
    return _list(texts)


def _everything(texts: Any) -> Iterator[str]:
    for found in texts.values() if isinstance(texts, Mapping) else [texts]:
        yield from _list(found)


def _list(found: Any) -> list[Any]:
    if found is None:
        return []
    return list(found) if isinstance(found, list | tuple) else [found]


def proposed(backend: Backend, kind: str) -> list[str]:
    """The properties that some entry of a kind has."""
    values = backend.entries(kind)
    return [name for name in names_of(backend) if any(cells(backend, value, name, "en") for value in values)]
