"""Editorial checks: what a schema cannot see and an editor would.

Each check is a function from the content to findings and stands in `CHECKS`; its first docstring line is what
`sojourn check --list` shows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from sojourn.loading.checks.alternatives import ALTERNATIVE_CHECKS
from sojourn.loading.checks.coding import CODING_CHECKS
from sojourn.loading.checks.dates import DATE_CHECKS
from sojourn.loading.checks.terminology import TERM_CHECKS
from sojourn.loading.forms.schema_walk import describes_date, describes_rule
from sojourn.loading.glossary.content import Content, Entry
from sojourn.loading.glossary.references import reachable
from sojourn.loading.glossary.releases import latest, lost
from sojourn.loading.reading.telling import finding
from sojourn.model.finding import Finding
from sojourn.model.message import message

Check = Callable[[Content], Iterator[Finding]]
_TODO = re.compile(r"^TODO\b|/TODO$")
COMPOSED = {"any", "all", "not", "ref"}


def file_names(content: Content) -> Iterator[Finding]:
    """A file is named after its entry, and a term's folder after its domain."""
    for kind in ("term", "framework", "country", "method"):
        for entry in content.of(kind):
            path = PurePosixPath(entry.document.file)
            if path.stem != entry.id:
                said = message("file-name-differs", name=path.name, id=entry.id)
                yield content.report("error", "file-name", entry, said, message("do-rename", id=entry.id), ("id",))
            if kind == "term" and path.parent.name != entry.data["domain"]:
                said = message("folder-differs", domain=entry.data["domain"], folder=path.parent.name)
                yield content.report("error", "file-name", entry, said, message("do-move-the-file"), ("domain",))


def dates(content: Content) -> Iterator[Finding]:
    """Dates exist in the calendar, and a period does not end before it begins."""
    for document in content.documents:
        for node in content.schemas.where(document, describes_date):
            if not _real_date(str(node.value)):
                entry = Entry("document", "", {}, document, node.path)
                said = message("date-is-none", written=str(node.value))
                yield content.report("error", "date", entry, said, message("do-write-a-date"))
    for kind in ("framework", "instrument", "definition"):
        for entry in content.of(kind):
            valid = entry.data.get("valid", {})
            if (
                "from" in valid
                and "to" in valid
                and valid["to"][: len(valid["from"])] < valid["from"][: len(valid["to"])]
            ):
                said = message("period-turned", start=valid["from"], end=valid["to"])
                yield content.report("error", "date", entry, said, message("do-exchange-the-dates"), ("valid",))


def _real_date(text: str) -> bool:
    parts = [int(part) for part in text.split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True


def unfilled(content: Content) -> Iterator[Finding]:
    """No text still waits to be filled in: what `sojourn new` writes begins with TODO."""
    for document in content.documents:
        if "TODO" not in document.text:
            continue
        for node in content.schemas.walk(document):
            if isinstance(node.value, str) and _TODO.search(node.value):
                entry = Entry("document", "", {}, document, node.path)
                said = message("text-unfilled", text=node.value)
                yield content.report("error", "unfilled", entry, said, message("do-fill-from-the-source"))


def broader_cycles(content: Content) -> Iterator[Finding]:
    """No concept is broader than itself, and none is both related and broader (SKOS S27)."""
    broader = {entry.id: set(entry.data.get("broader", ())) for entry in content.of("term")}
    above = {id: reachable(broader, id) for id in broader}
    for entry in content.of("term"):
        if entry.id in above[entry.id]:
            said = message("broader-than-itself")
            yield content.report("error", "hierarchy", entry, said, message("do-break-the-circle"), ("broader",))
        for other in entry.data.get("related", ()):
            if other == entry.id or other in above[entry.id] or entry.id in above.get(other, ()):
                said, todo = message("related-and-broader", id=other), message("do-remove-from", key="related")
                yield content.report("error", "hierarchy", entry, said, todo, ("related",))
        for other in entry.data.get("broader", ()):
            if any(other in above.get(third, ()) for third in entry.data["broader"] if third != other):
                said, todo = message("broader-already", id=other), message("do-remove-from", key="broader")
                yield content.report("info", "hierarchy", entry, said, todo, ("broader",))


def orphans(content: Content) -> Iterator[Finding]:
    """Every concept has a place: something broader or narrower."""
    if content.withheld.files:
        return  # what is missing may stand in a file that is left out
    parents = {other for entry in content.of("term") for other in entry.data.get("broader", ())}
    for entry in content.of("term"):
        if not entry.data.get("broader") and entry.id not in parents:
            yield content.report("warning", "orphan", entry, message("orphan"), message("do-give-a-broader"))


def labels(content: Content) -> Iterator[Finding]:
    """A preferred label means one concept in its language; labels of one concept do not repeat each other."""
    preferred: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in content.of("term"):
        for lang, text in entry.data["label"].items():
            preferred[lang, text.casefold()].append(entry)
            for kind in ("alternative", "hidden"):
                if text in entry.data.get(kind, {}).get(lang, ()):
                    said, todo = message("label-twice", text=text, lang=lang), message("do-remove-from", key=kind)
                    yield content.report("error", "label", entry, said, todo, (kind, lang))
    for (lang, _), entries in sorted(preferred.items()):
        for entry in entries[1:]:
            said = message("label-of-another", text=entry.data["label"][lang], lang=lang, id=entries[0].id)
            todo = message("do-tell-labels-apart")
            yield content.report("warning", "label-unique", entry, said, todo, ("label", lang))


# The texts of each kind of entry whose translations say where they come from.
TRANSLATED = {
    "term": ("label", "definition"),
    "country": ("label",),
    "method": ("label",),
    "framework": ("label",),
    "rule": ("label",),
    "figure": ("label",),
    "statistic": ("label",),
    "definition": ("summary",),
}
IN_ALL_LANGUAGES = ("term", "country", "method")


def languages(content: Content) -> Iterator[Finding]:
    """Labels exist in every language of the scheme, and each translation says where it comes from."""
    wanted = content.scheme.get("languages", ["en"])
    for kind, keys in TRANSLATED.items():
        for entry in content.of(kind):
            missing = [lang for lang in wanted if kind in IN_ALL_LANGUAGES and lang not in entry.data["label"]]
            if missing:
                said = message("no-label-in", langs=", ".join(missing))
                yield content.report("info", "language", entry, said, "", ("label",))
            for key in keys:
                told = {origin["lang"] for origin in entry.data.get(f"{key}_origin", ())}
                untold = [lang for lang in entry.data[key] if lang != "en" and lang not in told]
                if untold:
                    said = message("no-origin", key=key, langs=", ".join(untold))
                    todo = message(
                        "do-add-the-origin", key=f"{key}_origin", example=f"{{lang: {untold[0]}, status: own}}"
                    )
                    yield content.report("error", "origin", entry, said, todo, (key,))
                for index, origin in enumerate(entry.data.get(f"{key}_origin", ())):
                    if origin["status"] == "sourced" and "source" not in origin:
                        said, todo = message("sourced-without-source"), message("do-add-a-key", key="source")
                        yield content.report("error", "origin", entry, said, todo, (f"{key}_origin", index))


def circular_definitions(content: Content) -> Iterator[Finding]:
    """A definition does not use the term that it defines."""
    for entry in content.of("term"):
        label, text = entry.data["label"].get("en", ""), entry.data["definition"].get("en", "")
        plain = re.sub(r"\s*\(.*?\)", "", label).strip()
        if len(plain.split()) > 1 and re.search(rf"\b{re.escape(plain)}s?\b", text, re.IGNORECASE):
            said, todo = message("definition-uses-term", term=plain), message("do-say-in-other-words")
            yield content.report("warning", "circular", entry, said, todo, ("definition",))


def evidence(content: Content) -> Iterator[Finding]:
    """Weak content is counted: low confidence, and citations without a place in the source."""
    for kind in ("term", "definition", "rule"):
        for entry in content.of(kind):
            if entry.data.get("confidence") == "low":
                said, todo = message("confidence-low"), message("do-look-for-a-source")
                yield content.report("info", "confidence", entry, said, todo, ("confidence",))
            if not any("locator" in citation for citation in entry.data.get("citations", ())):
                said, todo = message("no-locator"), message("do-add-a-key", key="locator")
                yield content.report("info", "locator", entry, said, todo, ("citations",))


def describes_source(schema: dict[str, Any]) -> bool:
    """Whether values of a schema are ids of sources."""
    return schema.get("x-refers-to") == "source"


def sources(content: Content) -> Iterator[Finding]:
    """A source stands once in the bibliography and is used."""
    used = {
        str(node.value) for document in content.documents for node in content.schemas.where(document, describes_source)
    }
    seen: dict[str, Entry] = {}
    for entry in content.of("source"):
        url = entry.data.get("url")
        if url and url in seen:
            said, todo = message("address-twice", id=seen[url].id), message("do-keep-one-entry")
            yield content.report("warning", "source", entry, said, todo, ("url",))
        elif url:
            seen[url] = entry
        if entry.id not in used and not content.withheld.files:
            yield content.report("info", "source", entry, message("source-unused"))


def rule_facets(content: Content) -> Iterator[Finding]:
    """Facets of a limb go together: no window on a continuous count, no duration in a de facto count."""
    for document in content.documents:
        for node in content.schemas.where(document, describes_rule):
            if not isinstance(node.value, dict):
                continue
            limb, entry = node.value, Entry("limb", "", {}, document, node.path)
            window = limb.get("window")
            if limb.get("accumulation") == "continuous" and isinstance(window, dict) and "value" in window:
                said, todo = message("continuous-with-length"), message("do-leave-the-length-out")
                yield content.report("warning", "facets", entry, said, todo, ("window",))
            if limb.get("population", {}).get("base") == "de-facto" and isinstance(limb.get("threshold"), dict):
                said, todo = message("de-facto-with-minimum"), message("do-check-the-base")
                yield content.report("warning", "facets", entry, said, todo, ("threshold",))


def open_limbs(content: Content) -> Iterator[Finding]:
    """No limb of an `any` lets everybody in: it has a bound, a base, a criterion or a required attribute."""
    for document in content.documents:
        for node in content.schemas.where(document, describes_rule):
            limb = node.value
            if len(node.path) < 2 or node.path[-2] != "any" or not isinstance(limb, dict) or COMPOSED & set(limb):
                continue
            population = limb.get("population", {})
            narrow = {"threshold", "upper_bound", "criterion", "basis"} & set(limb) or {"base", "requires"} & set(
                population
            )
            if not narrow and not (limb.get("prior") and limb.get("event") != "reference-date"):
                entry = Entry("limb", "", {}, document, node.path)
                said, todo = message("limb-for-everybody"), message("do-say-what-it-requires")
                yield content.report("warning", "open-limb", entry, said, todo)
            if limb.get("prior") in ("resident", "non-resident") and limb.get("event") == "reference-date":
                entry = Entry("limb", "", {}, document, (*node.path, "prior"))
                said, todo = message("prior-on-a-date"), message("do-use-previous-residence")
                yield content.report("warning", "facets", entry, said, todo)


def validity(content: Content) -> Iterator[Finding]:
    """Editions of one definition do not overlap."""
    for entry in content.of("definition"):
        begins = entry.data.get("valid", {}).get("from")
        for other_id in entry.data.get("replaces", ()):
            other = content.find("definition", other_id)
            ended = other.data.get("valid", {}).get("to") if other else None
            if begins and ended and begins[: len(ended)] < ended[: len(begins)]:
                said = message("editions-overlap", start=begins, id=other_id, end=ended)
                yield content.report("warning", "validity", entry, said, message("do-correct-a-date"), ("valid",))


def deprecated(content: Content) -> Iterator[Finding]:
    """A retired entry says what replaces it, if anything does."""
    for kind in ("term", "framework", "rule", "country", "instrument", "definition", "source"):
        for entry in content.of(kind):
            if "replaced_by" in entry.data and not entry.data.get("deprecated"):
                said, todo = message("replaced-not-deprecated"), message("do-add-a-key", key="deprecated: true")
                yield content.report("error", "deprecated", entry, said, todo, ("replaced_by",))


def released(content: Content) -> Iterator[Finding]:
    """Identifiers of a release never disappear: a retired entry stays, deprecated, and points to what replaces it."""
    listed = next((document for document in content.documents if document.kind == "releases"), None)
    if listed is None:
        return
    for (kind, id), version in lost(content.releases, content.entries):
        if not content.withheld.may_hold((kind,), id):
            said, todo = message("identifier-removed", kind=kind, id=id, version=version), message("do-retire")
            yield finding("error", "identifiers", listed.file, said, todo, None, id)
    for kind, id in latest(content.releases):
        entry = content.entries.get(kind, {}).get(id)
        if entry is not None and entry.data.get("deprecated") and "replaced_by" not in entry.data:
            said = message("retired-without-pointer", id=id)
            yield content.report("error", "identifiers", entry, said, message("do-add-a-key", key="replaced_by"))


CHECKS: tuple[Check, ...] = (
    file_names,
    dates,
    unfilled,
    broader_cycles,
    orphans,
    labels,
    languages,
    circular_definitions,
    evidence,
    sources,
    rule_facets,
    open_limbs,
    validity,
    deprecated,
    released,
    *CODING_CHECKS,
    *ALTERNATIVE_CHECKS,
    *DATE_CHECKS,
    *TERM_CHECKS,
)


def check_editorial(content: Content) -> Iterator[Finding]:
    """All editorial checks."""
    for check in CHECKS:
        yield from check(content)
