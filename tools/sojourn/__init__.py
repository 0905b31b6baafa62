"""Sojourn: an open glossary and registry of international-migration definitions.

    >>> import sojourn
    >>> sojourn.country("NZL").label["en"]
    'New Zealand'

Every function reads the packaged registry; `load("glossary/")` gives one made from sources. Importing this package is
cheap: what is heavy is imported by the function that needs it.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike
    from typing import Any

    from sojourn.classification import Classification
    from sojourn.lookup.registry import Registry
    from sojourn.lookup.search import Hit
    from sojourn.measurement.opening import On
    from sojourn.measurement.running.run import Measured, Options
    from sojourn.model.entries import Country, Definition, Framework, Source, Term, Value
    from sojourn.model.rule import Rule
    from sojourn.prose.speaker import Speaker
    from sojourn.rules import Comparison, Decision, History
    from sojourn.service import RuleLike

__all__ = [
    "apply",
    "classify",
    "classify_rule",
    "compare",
    "country",
    "definition",
    "entry",
    "framework",
    "load",
    "measure",
    "search",
    "source",
    "speaker",
    "term",
]

_packaged: Registry | None = None


def load(path: str | PathLike[str] | None = None) -> Registry:
    """The packaged registry, or one made from the sources in the folder `path`.

    Raises SojournError if the content has errors; `sojourn check` lists them.

    >>> load().term("usual-residence").kind
    'term'
    """
    global _packaged
    if path is not None:
        from sojourn.build.registry import registry_from_sources

        return registry_from_sources(path)
    if _packaged is None:
        from sojourn.lookup.registry import Registry

        _packaged = Registry.open()
    return _packaged


def term(name: str) -> Term:
    """A concept; `name` is its id, IRI, or a label in any language. Raises NotFound (with near misses) for none, or several.

    >>> term("résidence habituelle").id
    'usual-residence'
    """
    return load().term(name)


def country(name: str) -> Country:
    """A country by ISO code (3 or 2 letters), M49 code or name in any language. Raises NotFound with near misses.

    >>> [country(name).id for name in ("NZ", "554", "Nouvelle-Zélande")]
    ['NZL', 'NZL', 'NZL']
    """
    return load().country(name)


def definition(name: str) -> Definition:
    """A national definition; `name` is its id or IRI. Raises NotFound with near misses.

    >>> definition("nzl-obm-arrival").concept
    'immigration'
    """
    return load().definition(name)


def framework(name: str) -> Framework:
    """A reference framework; `name` is its id, IRI, label or abbreviation. Raises NotFound with near misses.

    >>> "un-2021-immigrant-b" in framework("un-2021").rules
    True
    """
    return load().framework(name)


def source(name: str) -> Source:
    """An entry of the bibliography; `name` is its id or IRI. Raises NotFound with near misses.

    >>> source(term("usual-residence").citations[0].source).kind
    'source'
    """
    return load().source(name)


def entry(name: str) -> Value:
    """Any entry; `name` is its id or IRI. Raises NotFound with near misses.

    >>> entry("nzl-obm-arrival").kind
    'definition'
    """
    return load().entry(name)


def search(words: str, lang: str | None = None, kind: str | None = None, limit: int = 10) -> tuple[Hit, ...]:
    """Entries whose names or texts match the `words`, the best first.

    At most `limit` of them, of one `kind` and in one language (`lang`) if these are given.

    >>> [hit.id for hit in search("usual residence", kind="term", limit=1)]
    ['usual-residence']
    """
    return load().search(words, lang, kind, limit)


def speaker(lang: str = "en") -> Speaker:
    """Words in a language, with the labels of the registry: what `to_dict(speaker)` of results and `--lang` use.

    >>> import sojourn
    >>> result = sojourn.compare("nzl-obm-arrival", "un-2021-immigrant-b-actual")
    >>> sojourn.speaker("fr").line(result.trace)  # doctest: +ELLIPSIS
    '« nzl-obm-arrival » et « un-2021-immigrant-b-actual » comparées...'
    """
    from sojourn.prose.speaker import Speaker

    return Speaker(lang, load().labels(lang))


def compare(a: RuleLike, b: RuleLike, *, assume_intentions_come_true: bool = False) -> Comparison:
    """How two rules relate, over all start dates, with the shortest traveller whom only one of them counts.

    `a` and `b` are ids, IRIs or rules; the relation is that of `a` to `b`. With `assume_intentions_come_true` an intended
    or granted stay is taken as the stay that happens. Raises NotFound for an unknown id, and RuleError for a rule without a
    meaning (a circle of references, absurd lengths).

    >>> stay = {"event": "arrival", "measure": "stay", "threshold": {"value": 6, "unit": "month", "comparison": ">="}}
    >>> compare(stay, {**stay, "threshold": {"value": 12, "unit": "month", "comparison": ">="}}).relation
    'broader'
    """
    from sojourn import service

    return service.compare(load(), a, b, assume_intentions_come_true=assume_intentions_come_true)


def classify(x: RuleLike, framework: str | None = None, concept: str | None = None) -> Classification:
    """A definition against the reference rules of a framework (id or name), or of all.

    `x` is an id, an IRI or a rule; `concept` says what a bare rule counts (`usual-residence`, `immigration`, ...); a
    definition says it itself.

    Raises NotFound for an unknown id or framework, UsageError where it is not known what the rule counts, and RuleError
    for a rule without a meaning.

    >>> classify("nzl-obm-arrival", framework="un-2021").best.relation
    'broader'
    """
    from sojourn import service

    return service.classify(load(), x, framework=framework, concept=concept)


def classify_rule(rule: Rule, concept: str, *, framework: str | None = None, id: str = "rule") -> Classification:
    """As `classify`, for a rule as a value and a framework by its id. Raises RuleError for an unknown concept.

    >>> found = classify_rule(load().rule_of("nzl-obm-arrival"), "immigration", framework="un-2021")
    >>> found.best.relation == classify("nzl-obm-arrival", framework="un-2021").best.relation
    True
    """
    from sojourn import classification
    from sojourn.service.classify import references

    return classification.classify(
        rule,
        concept,
        references(load(), framework),
        definition_id=id,
        framework_id=framework,
        resolve=load().rule_of,
    )


def apply(
    rule: RuleLike, history: History | Mapping[str, Any], *, assume_intentions_come_true: bool = False
) -> list[Decision]:
    """What a rule decides for a traveller, crossing by crossing; `history` has the form of a history file's entries.

    Dates are those at the border; a stay without an end goes on. With `assume_intentions_come_true` an intended or granted
    stay is taken as the stay that happens. Raises NotFound for an unknown rule, RuleError for a rule
    that decides no crossings and for a history that makes no sense.

    >>> person = {"stays": [{"from": "2017-01-01", "to": "2017-03-01"}], "initial_status": "non-resident"}
    >>> [decision.migration for decision in apply("nzl-obm-arrival", person)]
    [False, False]
    """
    from sojourn import service

    return service.decide(load(), rule, history, assume_intentions_come_true=assume_intentions_come_true)


def measure(
    records: Any,
    rules: Sequence[RuleLike],
    options: Options | None = None,
    *,
    on: On | None = None,
    decisions: bool = False,
) -> Measured:
    """What rules do to the numbers: records of movements (a frame of Arrow, Polars or pandas, or files) under some rules.

    One row a crossing (person, date, direction) or one row a stay (person, from, to). The result holds tables by name
    (`tables()`, and `shown()` with small counts hidden), and as frames (`frames.arrow("counts")`, `.polars`, `.pandas`); with
    `decisions` those on each crossing and date too. `options` are the columns, the conventions and the bounds of the run; `on`
    names another engine than DuckDB. Needs the extra `measure`. Raises UsageError for records that cannot be read, NotFound
    for an unknown rule.

    >>> import pyarrow
    >>> crossings = {"person": ["a"], "date": ["2020-01-01"], "direction": ["arrival"]}
    >>> sorted(measure(pyarrow.table(crossings), ["nzl-obm-arrival"]).tables())[:2]
    ['attrition', 'comparison']
    """
    from sojourn import service

    measured = service.measure_with_decisions if decisions else service.measure
    return measured(load(), records, rules, options, on=on)


def __getattr__(name: str) -> Any:
    raise AttributeError(f"module 'sojourn' has no attribute '{name}'; it offers {', '.join(__all__)}")
