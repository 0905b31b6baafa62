"""The registry: entries by id, IRI or name; search; rules by reference."""

from __future__ import annotations

import json
import os
import sqlite3
from functools import cached_property, lru_cache

from sojourn.lookup.store import damaged, fold, missing, open_store, read_entry
from sojourn.model.entries import (
    ENTRY_TYPES,
    Code,
    Country,
    Definition,
    Figure,
    Framework,
    Instrument,
    Method,
    ReferenceRule,
    Source,
    Statistic,
    Term,
    Value,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from os import PathLike
    from typing import Any, TypeVar

    from sojourn.classification import Classification
    from sojourn.classification.known_relations import KnownRelations
    from sojourn.lookup.search import Hit, Search
    from sojourn.model.containment import Resolver
    from sojourn.model.errors import NotFound
    from sojourn.model.rule import Rule

    V = TypeVar("V", bound=Value)

PACKAGED = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "registry.sqlite")  # noqa: PTH118, PTH120 - pathlib costs a first lookup a third of its time
# The most entries and answers to searches that are kept for the next question.
ENTRIES_KEPT, ANSWERS_KEPT = 4096, 1024


class Registry:
    """A compiled glossary, open for reading. `sojourn.load()` gives the packaged one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._search: Search | None = None
        self._results: tuple[Classification, ...] | None = None
        # Entries are frozen and the file never changes: what was found is found again at once.
        self._known = lru_cache(maxsize=ENTRIES_KEPT)(self._found)
        self._answers = lru_cache(maxsize=ANSWERS_KEPT)(self._searched)

    @classmethod
    def open(cls, path: str | PathLike[str] | None = None) -> Registry:
        """The registry in a compiled file; the one of the package if none is named."""
        if not os.path.isfile(path := path or PACKAGED):  # noqa: PTH113 - as above
            raise missing(os.fspath(path))
        return cls(open_store(os.fspath(path)))

    def with_results(self, results: Iterable[Classification]) -> Registry:
        """The same registry, with the results that it holds at hand as values: whoever made it need not read them again."""
        self._results = tuple(sorted(results, key=lambda one: (one.definition, one.framework or "")))
        return self

    def verify(self) -> None:
        """Read everything and compare its checksum. Raises SojournError if it differs from that of the build."""
        from sojourn.lookup.digests import digest

        try:
            found = digest(self._connection)
        except (sqlite3.Error, UnicodeError) as error:
            raise damaged(str(error)) from error
        if found != self.meta("digest"):
            raise damaged("error-checksum")

    # -- one entry ---------------------------------------------------------------------------------------------------

    def term(self, name: str) -> Term:
        """A concept by id, IRI, or a label in any language. Raises NotFound (with near misses) also if it is not unique."""
        return self._one(Term, name)

    def framework(self, name: str) -> Framework:
        """A reference framework by id, IRI, label or abbreviation."""
        return self._one(Framework, name)

    def rule(self, name: str) -> ReferenceRule:
        """A reference rule by id, IRI or label."""
        return self._one(ReferenceRule, name)

    def country(self, name: str) -> Country:
        """A country by ISO code (3 or 2 letters), M49 code, IRI, or name in any language; its definitions with it."""
        country = self._one(Country, name)
        return Country(country.data, tuple(self.definition(id) for id in country.definition_ids))

    def instrument(self, name: str) -> Instrument:
        """A data source of a country by id, IRI or label."""
        return self._one(Instrument, name)

    def definition(self, name: str) -> Definition:
        """A national definition by id or IRI, or by a national term that is unique."""
        return self._one(Definition, name)

    def source(self, name: str) -> Source:
        """An entry of the bibliography by id, IRI or title."""
        return self._one(Source, name)

    def code(self, name: str) -> Code:
        """A code by `list/code` or IRI."""
        return self._one(Code, name)

    def entry(self, name: str) -> Value:
        """Any entry by id or IRI."""
        row = self._row(
            "select kind, sum || data from entry where id = ? or iri = ? order by kind = 'source' limit 1", (name, name)
        )
        if row is None or row[0] not in ENTRY_TYPES:
            raise self._not_found(name, None)
        return self._value(row[0], row[1])

    def any(self, name: str) -> Value:
        """Any entry by id or IRI, or a term, country or framework by name."""
        from sojourn.model.errors import NotFound

        try:
            return self.entry(name)
        except NotFound as error:
            for look in (self.term, self.country, self.framework):
                try:
                    return look(name)
                except NotFound:
                    continue
            raise error from None

    @cached_property
    def rule_of(self) -> Resolver:
        """The rule of a reference rule or a definition, by id; what `ref` in a rule points to. Raises NotFound."""
        from sojourn.model.containment import CodeMembers, Resolver, containment

        ids = (id for (id,) in self._rows("select id from entry where kind = 'country'"))
        return Resolver(self._rule_of, containment((CodeMembers.of(c.id, c.data) for c in self.codes()), ids))

    def _rule_of(self, id: str) -> Rule:
        row = self._row(
            "select kind, sum || data from entry where (id = ? or iri = ?) and kind in ('rule', 'definition')", (id, id)
        )
        if row is None:
            raise self._not_found(id, "definition")
        value = self._value(row[0], row[1])
        assert isinstance(value, ReferenceRule | Definition)
        return value.rule

    # -- many entries ------------------------------------------------------------------------------------------------

    def terms(self) -> tuple[Term, ...]:
        """All concepts, by id."""
        return tuple(self._all(Term))

    def frameworks(self) -> tuple[Framework, ...]:
        """All reference frameworks, by id."""
        return tuple(self._all(Framework))

    def rules(self, framework: str | None = None) -> tuple[ReferenceRule, ...]:
        """All reference rules, or those of one framework."""
        return tuple(rule for rule in self._all(ReferenceRule) if framework in (None, rule.framework))

    def countries(self) -> tuple[Country, ...]:
        """All countries, with their definitions."""
        by_country: dict[str, list[Definition]] = {}
        for definition in self._all(Definition):
            by_country.setdefault(definition.country, []).append(definition)
        return tuple(Country(c.data, tuple(by_country.get(c.id, ()))) for c in self._all(Country))

    def instruments(self) -> tuple[Instrument, ...]:
        """All data sources of countries, by id."""
        return tuple(self._all(Instrument))

    def definitions(
        self, country: str | None = None, concept: str | None = None, on: str | None = None
    ) -> tuple[Definition, ...]:
        """All definitions, or those of a country, of a concept, or valid on a date (unknown limits exclude nothing)."""
        return tuple(
            definition
            for definition in self._all(Definition)
            if country in (None, definition.country)
            and concept in (None, definition.concept)
            and (on is None or definition.valid.covers(on))
        )

    def method(self, name: str) -> Method:
        """A kind of data source, or a method, by id, IRI or label."""
        return self._one(Method, name)

    def methods(self) -> tuple[Method, ...]:
        """All kinds of data source and methods, by id."""
        return tuple(self._all(Method))

    def figures(self) -> tuple[Figure, ...]:
        """All published figures, by id."""
        return tuple(self._all(Figure))

    def statistics(self) -> tuple[Statistic, ...]:
        """All statistics with a number for every country, by id."""
        return tuple(self._all(Statistic))

    def sources(self) -> tuple[Source, ...]:
        """The bibliography, by id."""
        return tuple(self._all(Source))

    def codes(self, list: str | None = None) -> tuple[Code, ...]:
        """All codes, or those of one controlled list in the order of the content."""
        if list is None:
            return tuple(self._all(Code))
        return tuple(self.code(id) for id in self._list(list)["codes"])

    def entries(self, kind: str) -> tuple[Value, ...]:
        """All entries of a kind (a key of `ENTRY_TYPES`), by id."""
        return tuple(self._all(ENTRY_TYPES[kind]))

    def names(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Every name of every entry: folded as search compares it, kind, id, language, as written, and its role."""
        yield from self._rows("select fold, kind, id, lang, text, role from label order by kind, id, rowid")

    def lists(self) -> dict[str, dict[str, Any]]:
        """The controlled lists in compiled form, by id."""
        rows = self._rows("select id, sum || data from entry where kind = 'list' order by id")
        return {id: read_entry(data) for id, data in rows}

    def results(self, definition: str | None = None, framework: str | None = None) -> tuple[Classification, ...]:
        """Classification results made at build time, of all definitions or of one, against all frameworks or one (ids)."""
        if self._results is not None:
            kept = (one for one in self._results if definition in (None, one.definition))
            return tuple(one for one in kept if framework in (None, one.framework))
        from sojourn.classification.stored import unpack_all

        chosen = {"definition": definition, "framework": framework}
        given = {key: value for key, value in chosen.items() if value is not None}
        where = " and ".join(["true", *(f"{key} = ?" for key in given)])
        query = f"select data from result where {where} order by definition, framework"  # noqa: S608 - names of our own
        rows = self._rows(query, tuple(given.values()))
        try:
            return unpack_all(data for (data,) in rows)
        except Exception as error:  # whatever zlib and json say of bytes that are not theirs
            raise damaged(f"a classification result: {error}") from error

    @cached_property
    def known_relations(self) -> KnownRelations:
        """The relations of pairs of rules that were worked out at build time; none in a registry from sources."""
        from sojourn.lookup.relations import known_relations

        return known_relations(self._rows)

    @property
    def classified(self) -> bool:
        """Whether it holds classification results: a build's registry does, one from sources does not."""
        return self._row("select 1 from result limit 1") is not None

    def labels(self, lang: str = "en") -> Callable[[str, str], str]:
        """The label of a code, by list and code, in a language; what is no code of the list stays as it is.

        Frameworks, as a list of their own, are called by their short names.
        """
        known = {code.id: code.label.best(lang) for code in self.codes()}
        known |= {
            f"framework/{f.id}": f.abbreviation[0] if f.abbreviation else f.label.best(lang) for f in self.frameworks()
        }
        return lambda list_id, id: known.get(f"{list_id}/{id}") or self._country_name(id, lang)

    def _country_name(self, id: str, lang: str) -> str:
        """The name of a country that stands where a code may stand (a citizenship); what is none stays as it is."""
        query = "select sum || data from entry where kind = 'country' and id = ?"
        row = self._row(query, (id,)) if id.isupper() else None
        return str(self._value("country", row[0]).label.best(lang)) if row else id  # type: ignore[attr-defined]

    def digests(self) -> dict[str, str]:
        """A digest of each entry (`kind/id`) and of the classification results of each definition (`result/id/framework`)."""
        from sojourn.lookup.digests import digests

        return digests(self._connection)

    def meta(self, key: str) -> Any:
        """A fact about the registry itself (`scheme`, `counts`)."""
        row = self._row("select value from meta where key = ?", (key,))
        try:
            return None if row is None else json.loads(row[0])
        except ValueError as error:
            raise damaged(f"the fact '{key}': {error}") from error

    def search(self, words: str, lang: str | None = None, kind: str | None = None, limit: int = 10) -> tuple[Hit, ...]:
        """Entries whose names or texts match any of the words, the best first.

        Accents, case, endings, small misspellings and words of questions do not matter. Codes and sources are only found
        where `kind` asks for them, by their names.
        """
        return self._answers(words, lang, kind, limit)

    def _searched(self, words: str, lang: str | None, kind: str | None, limit: int) -> tuple[Hit, ...]:
        from sojourn.lookup.documents import KINDS
        from sojourn.lookup.names import by_name
        from sojourn.lookup.search import Search

        try:
            if kind is not None and kind not in KINDS:
                return by_name(self._connection, words, lang, kind, limit)
            if self._search is None:
                self._search = Search(self._connection, self.meta("search") or {}, self.meta("search-words") or [])
            return self._search(words, lang, kind, limit)
        except (sqlite3.DatabaseError, ValueError) as error:  # ValueError: text that is no UTF-8, or no JSON
            raise damaged(str(error)) from error

    def sought(self) -> Iterator[tuple[str, str, float, list[list[str]], list[str], dict[str, str]]]:
        """What search knows of each entry: kind, id, weight, names (role, language, text, ...), context, texts by language."""
        for kind, id, weight, *parts in self._rows(
            "select kind, id, weight, names, context, texts from sought order by number"
        ):
            names, context, texts = map(json.loads, parts)
            yield kind, id, weight, names, context, texts

    def to_records(self, kind: str = "definition") -> list[dict[str, Any]]:
        """Entries of a kind as flat rows for a data frame: texts in English, rule facets as columns.

        All rows have the same columns, each of one type, so that pandas and Polars take them as they are. What is nested
        deeper (a composite rule, citations) is JSON in a text.

        >>> import sojourn
        >>> rows = sojourn.load().to_records("country")
        >>> [row["label"] for row in rows if row["id"] == "NZL"]
        ['New Zealand']
        """
        from sojourn.lookup.records import even, record

        return even([record(value) for value in self._all(ENTRY_TYPES[kind])])

    # -- how it is done ----------------------------------------------------------------------------------------------

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except (sqlite3.DatabaseError, UnicodeError) as error:
            raise damaged(str(error)) from error

    def _row(self, query: str, values: tuple[object, ...] = ()) -> Any:
        rows = self._rows(query, values)
        return rows[0] if rows else None

    def _list(self, id: str) -> dict[str, Any]:
        row = self._row("select sum || data from entry where kind = 'list' and id = ?", (id,))
        if row is None:
            raise self._not_found(id, "list")
        return read_entry(row[0])

    def _value(self, kind: str, data: str) -> Value:
        cls: Any = ENTRY_TYPES[kind]
        value: Value = cls(read_entry(data))
        return value

    def _all(self, cls: type[V]) -> Iterator[V]:
        make: Any = cls
        for (data,) in self._rows("select sum || data from entry where kind = ? order by id", (cls.kind,)):
            yield make(read_entry(data))

    def _one(self, cls: type[V], name: str) -> V:
        kind: Any = cls
        found: Any = self._known(kind, name)
        value: V = found
        return value

    def _found(self, cls: type[Value], name: str) -> Value:
        make: Any = cls
        # Two questions, since SQLite reads every entry of a kind for one with an `or` in it.
        row = self._row("select sum || data from entry where kind = ? and id = ?", (cls.kind, name))
        if row is None and ":" in name:  # an IRI has a colon
            row = self._row("select sum || data from entry where iri = ? and kind = ?", (name, cls.kind))
        return make(read_entry((row or self._by_name(cls.kind, name))[0]))  # type: ignore[no-any-return]

    def _by_name(self, kind: str, name: str) -> tuple[str]:
        found = self._rows(
            "select distinct e.id, e.sum || e.data, l.role = 'preferred' as best from label l join entry e using (kind, id)"
            " where l.fold = ? and l.kind = ? order by best desc, e.id",
            (fold(name), kind),
        )
        ids = sorted({row[0] for row in found if row[2]} or {row[0] for row in found})
        if not ids:
            raise self._not_found(name, kind)
        if len(ids) > 1:
            from sojourn.lookup.spelling import several

            raise several(name, kind, ids)
        return (next(row[1] for row in found if row[0] == ids[0]),)

    def _not_found(self, name: str, kind: str | None) -> NotFound:
        from sojourn.lookup.spelling import no_entry

        ids = [id for (id,) in self._rows("select distinct id from entry where kind = coalesce(?, kind)", (kind,))]
        return no_entry(name, kind, ids, lambda: self.search(name, kind=kind, limit=3))
