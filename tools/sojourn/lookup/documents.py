"""What search knows of each entry: its names, what it belongs to, and its texts.

One form for the registry (`store.py`) and for the browser (`pages/lists/search_index.py`). Whatever entries share, such as
the names of a country that every one of its definitions is sought by, stands once and is referred to.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Entry = Mapping[str, Any]
    Entries = Mapping[str, Mapping[str, Entry]]
    # Role, language, text.
    Name = tuple[str, str, str]

# The kinds of entry that search finds unless another is asked for, and how much each counts. A concept comes before the
# definitions that use it; a definition no longer in force counts less.
KINDS = {
    "term": 1.3, "country": 1.3, "framework": 1.25, "method": 1.1, "rule": 0.95, "definition": 0.9, "statistic": 0.8,
    "figure": 0.7, "instrument": 0.75,
}  # fmt: skip
ENDED, RETIRED = 0.8, 0.3
# What the texts of an entry are.
TEXTS = ("definition", "scope_note", "summary", "meaning", "coverage")
# Which keys of an entry are names, by the role that search reports.
NAME_KEYS = (
    ("label", "preferred"),
    ("alternative", "alternative"),
    ("hidden", "hidden"),
    ("national_term", "national term"),
)
# The same of search.yaml.
MORE_NAMES = (("names", "alternative"), ("native", "native"), ("people", "people"), ("hidden", "hidden"))


class SearchDocument:
    """One entry as search knows it. `context` names what it belongs to (keys of `contexts`)."""

    __slots__ = ("context", "id", "kind", "names", "texts", "weight")

    def __init__(
        self, kind: str, id: str, weight: float, names: list[Name], context: list[str], texts: dict[str, str]
    ) -> None:
        self.kind, self.id, self.weight, self.names, self.context, self.texts = kind, id, weight, names, context, texts

    @property
    def text(self) -> str:
        """All texts in one."""
        return "\n".join(self.texts.values())


class Sought:
    """The names of search.yaml by which countries and concepts are sought."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._of = {("country", item["country"]): item for item in tables.get("countries", ())}
        self._of |= {("term", item["term"]): {"hidden": item["names"]} for item in tables.get("terms", ())}

    def names(self, kind: str, id: str) -> Iterator[Name]:
        """The names of one entry."""
        data = self._of.get((kind, id), {})
        for key, role in MORE_NAMES:
            for lang, texts in data.get(key, {}).items():
                for text in texts:
                    yield role, lang, text


def documents(entries: Entries, sought: Sought) -> Iterator[SearchDocument]:
    """What search knows of all entries, by kind and id."""
    for kind, weight in KINDS.items():
        for id, data in sorted(entries.get(kind, {}).items()):
            codes = [("identifier", "", data[key]) for key in ("iso2", "m49") if key in data]
            names = [*names_of(data), *sought.names(kind, id), *codes]
            if not names:
                names = _own_names(entries, data)
            texts = _texts(data)
            if kind == "instrument" and data.get("operator"):
                texts[""] = data["operator"]
            yield SearchDocument(kind, id, _weight(data, weight), names, _context(entries, kind, data), texts)


def contexts(entries: Entries, sought: Sought) -> dict[str, str]:
    """The names of what entries belong to, by the keys that documents hold."""
    out = {}
    for id, data in entries.get("country", {}).items():
        names = [text for role, _, text in (*names_of(data), *sought.names("country", id))]
        out[id] = " ".join([id, data.get("iso2", ""), *names])
    for id, data in entries.get("framework", {}).items():
        out[id] = " ".join([id, *(text for _, _, text in names_of(data))])
    for id, data in entries.get("code", {}).items():
        if id.startswith(("concept/", "instrument-type/")):
            out[id] = " ".join(text for _, _, text in names_of(data))
    return {key: out[key] for key in sorted(out)}


def names_of(data: Entry) -> Iterator[Name]:
    """The names that an entry holds."""
    for key, role in NAME_KEYS:
        for lang, texts in (data.get(key) or {}).items():
            for text in [texts] if isinstance(texts, str) else texts:
                yield role, lang, text
    for text in data.get("abbreviation", ()):
        yield "abbreviation", "", text


def _own_names(entries: Entries, data: Entry) -> list[Name]:
    """What stands for a name where the source gives none: what a definition counts."""
    concept = entries.get("code", {}).get(f"concept/{data.get('concept')}", {})
    return [("preferred", lang, text) for lang, text in concept.get("label", {}).items()]


def _weight(data: Entry, weight: float) -> float:
    if data.get("deprecated"):
        return round(weight * RETIRED, 3)
    ended = bool((data.get("valid") or {}).get("to")) or data.get("status") == "superseded"
    return round(weight * ENDED, 3) if ended else weight


def _context(entries: Entries, kind: str, data: Entry) -> list[str]:
    """What an entry belongs to: its country, its framework, what it counts and by which kind of source."""
    out = [data[key] for key in ("country", "framework") if data.get(key)]
    if kind == "figure":
        out += data.get("countries", ())
    parts = [data]
    if kind == "country":
        parts = [
            *(entries["definition"][id] for id in data.get("definitions", ())),
            *(entries["instrument"][id] for id in data.get("instruments", ())),
        ]
    for part in parts:
        if part.get("concept"):
            out.append(f"concept/{part['concept']}")
        if part.get("type"):
            out.append(f"instrument-type/{part['type']}")
        source = entries.get("instrument", {}).get(part.get("instrument", ""), {})
        if source:
            out.append(f"instrument-type/{source['type']}")
    return list(dict.fromkeys(out))


def _texts(data: Entry) -> dict[str, str]:
    """The texts of an entry by language."""
    found: dict[str, list[str]] = {}
    for key in TEXTS:
        texts = data.get(key)
        for lang, text in texts.items() if isinstance(texts, dict) else ():
            found.setdefault(lang, []).append(text)
    return {lang: "\n".join(texts) for lang, texts in found.items()}
