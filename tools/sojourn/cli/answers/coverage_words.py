"""What is known and what is missing as lines of text, for `sojourn coverage`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sojourn.classification.verdict import kind_named
from sojourn.lookup.coverage import NOT_SAID, Coverage, last_read
from sojourn.lookup.gaps import TIERS, CountryGaps, kind_message
from sojourn.lookup.registry import Registry
from sojourn.model.message import message
from sojourn.prose.facets import facet_name, fact_names
from sojourn.prose.language import NAMES
from sojourn.prose.rules import date_words
from sojourn.prose.speaker import Speaker

# The parts of the coverage that count the codes of a list, with that list.
CODES = {
    "source_kinds": "source-kind",
    "seen": "seen",
    "concepts": "concept",
    "instrument_types": "instrument-type",
}
# Facets that differences call by a longer name.
LONGER = {"base": "population.base"}
Name = Callable[[str], str]


def as_of(registry: Registry, words: Speaker) -> str:
    """Which content the registry holds, and when a source was read last: what changed in the sources since is not in it."""
    version, read = str(registry.meta("scheme")["version"]), last_read(registry)
    if read is None:
        return words.sentence(message("coverage-as-of-version", version=version))
    return words.sentence(message("coverage-as-of", version=version, day=date_words(read, words.lang)))


def overview(found: Coverage, words: Speaker) -> Iterator[str]:
    """What the registry knows, part by part."""
    yield from _part("entries", found.counts, lambda kind: words.text(message(f"coverage-entry-{kind}")), words)
    yield _head("labels", words)
    for lang, told in found.labels.items():
        origins = message("coverage-label-origin", sourced=told.get("sourced", 0), own=told.get("own", 0))
        yield _row(NAMES.get(lang, lang), words.text(origins))
    yield from _part("definitions", found.definitions_by_language, lambda lang: NAMES.get(lang, lang), words)
    yield from _shares("facets", found.facets, lambda key: facet_name(LONGER.get(key, key), words.lang), words)
    for kind, counts in found.confidence.items():
        yield from _part(f"confidence-{kind}", counts, _codes("confidence", words), words)
    for key, list_id in CODES.items():
        yield from _part(key.replace("_", "-"), getattr(found, key), _codes(list_id, words), words)
    yield from _shares("instrument-facts", found.instrument_facts, fact_names(words.lang).__getitem__, words)
    yield _head("verdicts", words)
    for framework, counts in found.verdicts.items():
        kinds = ", ".join(f"{count} {words.text(kind_named(kind))}" for kind, count in counts.items())
        yield _row(framework, kinds)


def _head(part: str, words: Speaker) -> str:
    return words.text(message(f"coverage-head-{part}"))


def _row(name: str, told: str) -> str:
    return f"  {name:<40} {told}"


def _codes(list_id: str, words: Speaker) -> Name:
    def name(code: str) -> str:
        return words.text(message("coverage-not-said")) if code == NOT_SAID else words.label(list_id, code)

    return name


def _part(part: str, counts: Mapping[str, int], name: Name, words: Speaker) -> Iterator[str]:
    yield _head(part, words)
    yield from (_row(name(key), f"{count:>5}") for key, count in counts.items())


def _shares(part: str, shares: Mapping[str, tuple[int, int]], name: Name, words: Speaker) -> Iterator[str]:
    yield _head(part, words)
    for key, (stated, of) in shares.items():
        percent = round(100 * stated / of) if of else 0
        yield _row(name(key), words.text(message("coverage-share", stated=stated, of=of, percent=percent)))


def gaps_table(rows: Sequence[CountryGaps], words: Speaker) -> Iterator[str]:
    """One line a country: its size, how many gaps of each tier, and which definitions are missing."""
    population, migrants, *tiers = (
        words.text(message(f"coverage-column-{name}")) for name in ("population", "migrants", *TIERS)
    )
    yield f"{'':<5}{population:>14}{migrants:>13}" + "".join(f"{tier:>10}" for tier in tiers)
    for row in rows:
        sizes = f"{number(row.population):>14}{number(row.migrants):>13}"
        kinds = _kinds((gap.kind for gap in row.gaps if gap.tier == "missing"), words)
        counts = "".join(f"{row.count(tier):>10}" for tier in TIERS)
        yield f"{row.country.id:<5}{sizes}{counts}  {kinds}".rstrip()


def country_lines(row: CountryGaps, words: Speaker) -> Iterator[str]:
    """What is missing of a country: each gap with its question and the places to look in."""
    yield f"{row.country.label.best(words.lang)} [{row.country.id}]"
    size = message("coverage-size", population=number(row.population), migrants=number(row.migrants))
    yield words.text(size)
    if not row.gaps:
        yield words.sentence(message("coverage-nothing"))
    for gap in row.gaps:
        about = f"{gap.definition}: " if gap.definition else ""
        yield f"\n{about}{words.text(kind_message(gap.kind))}"
        yield f"  ? {words.sentence(gap.question)}"
        yield from (f"  > {words.text(place)}" for place in gap.where)


def number(value: int | None) -> str:
    """A size, or `-` where there is no number."""
    return "-" if value is None else f"{value:,}"


def _kinds(kinds: Iterable[str], words: Speaker) -> str:
    return ", ".join(words.text(kind_message(kind)) for kind in dict.fromkeys(kinds))
