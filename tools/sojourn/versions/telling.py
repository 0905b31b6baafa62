"""A difference of two versions as headings and sentences; words are made by a speaker, the form by `rendering`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.loading.glossary.releases import ADDED, CHANGED, RESTORED, RETIRED
from sojourn.model.message import Arg, Joined, Message, message
from sojourn.prose.speaker import Speaker
from sojourn.rules import Comparison
from sojourn.rules.comparison.relation import UNDETERMINED, told
from sojourn.versions.changes import REMOVED, WHATS, Change, FieldChange, KindCount, VersionDifference, whole_rule
from sojourn.versions.flips import Flip
from sojourn.versions.opening import Version

# The keys whose value names an entry, the best first.
NAMES = ("label", "national_term", "title", "summary")


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence with what belongs to it; `kind` and `id` are the entry that it is about."""

    said: Message
    parts: tuple[Message, ...] = ()
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence under it, and its items."""

    id: str
    title: Message
    items: tuple[Item, ...]
    lead: Message | None = None


def title(found: VersionDifference) -> Message:
    """What the whole is about."""
    return message("diff-title", old=_called(found.old), new=_called(found.new))


def _called(version: Version) -> str:
    """A version's name, with its number where that says more."""
    number = version.number
    return version.name if not number or number == version.name.lstrip("v") else f"{version.name} ({number})"


def sections(found: VersionDifference, lang: str = "en") -> Iterator[Section]:
    """All that is said of a difference, counts first; what there is nothing of is left out. Entries are named in `lang`."""
    yield Section("counts", message("diff-counts"), tuple(Item(_count(count)) for count in found.counts()), _sum(found))

    def named(change: Change) -> Item:
        return Item(_entry(change, lang), (), change.kind, change.id)

    parts: tuple[tuple[str, Message, Callable[[Change], bool], Callable[[Change], Item]], ...] = (
        ("removed", message("diff-removed"), lambda c: c.what == REMOVED, named),
        ("added", message("diff-added"), lambda c: c.what == ADDED, named),
        ("retired", message("diff-retired"), lambda c: c.what == RETIRED, lambda c: _retired(c, lang)),
        ("restored", message("diff-restored"), lambda c: c.what == RESTORED, named),
        ("meaning", message("diff-meaning"), lambda c: c.means_otherwise, lambda c: _meaning(found, c, lang)),
    )
    for id, heading, fits, told_as in parts:
        if items := tuple(told_as(change) for change in found.changes if fits(change)):
            yield Section(id, heading, items)
    if found.flips:
        yield Section(
            "flips", message("diff-flips"), tuple(_flip(flip) for flip in found.flips), _flip_sum(found.flips)
        )
    if not found.flips_asked:
        yield Section("flips", message("diff-flips"), (), message("diff-flips-not-asked"))
    rest: tuple[tuple[str, Message, Callable[[Change], bool]], ...] = (
        ("restated", message("diff-restated"), lambda c: c.meaning is not None and not c.means_otherwise),
        ("reworded", message("diff-reworded"), lambda c: c.reworded),
        ("changed", message("diff-changed"), lambda c: c.what == CHANGED and bool(_facts(c))),
    )
    for id, heading, fits in rest:
        if items := tuple(_rest(id, change, lang) for change in found.changes if fits(change)):
            yield Section(id, heading, items)


def _sum(found: VersionDifference) -> Message:
    if not found.changes and not found.flips:
        return message("diff-nothing")
    meaning = sum(change.means_otherwise for change in found.changes)
    if not found.flips_asked:
        return message("diff-sum-quick", n=len(found.changes), meaning=meaning)
    return message("diff-sum", n=len(found.changes), meaning=meaning, flips=len(found.flips))


def _count(count: KindCount) -> Message:
    done = [message("diff-n", n=n, what=what) for what in WHATS if (n := count.whats.get(what, 0))]
    done += [
        message("diff-n", n=n, what=what) for what, n in (("reworded", count.reworded), ("meaning", count.meaning)) if n
    ]
    kind = message("diff-kinds", kind=count.kind)
    if not done:
        return message("diff-count-same", kind=kind, n=count.new)
    return message("diff-count", kind=kind, old=count.old, new=count.new, done=Joined(tuple(done), "and"))


def _entry(change: Change, lang: str) -> Message:
    value = change.new or change.old
    assert value is not None
    kind = message("diff-kind", kind=change.kind)
    named = next((value.data[key] for key in NAMES if value.data.get(key)), "")
    shown = named if isinstance(named, str) else named.get(lang) or named.get("en") or next(iter(named.values()))
    if not shown:
        return message("diff-id", kind=kind, id=change.id)
    return message("diff-entry", kind=kind, id=change.id, title=shown)


def _retired(change: Change, lang: str) -> Item:
    entry, other = _entry(change, lang), change.replaced_by
    said = message("diff-replaced", entry=entry, other=other) if other else message("diff-unreplaced", entry=entry)
    return Item(said, (), change.kind, change.id)


def _meaning(found: VersionDifference, change: Change, lang: str) -> Item:
    """The rule in words before and now, how the two relate, and the travellers who are counted differently."""
    result = change.meaning
    assert result is not None and change.old is not None and change.new is not None
    parts: list[Message] = []
    for id, rule in (
        ("diff-before", whole_rule(found.old.registry, change.old)),
        ("diff-now", whole_rule(found.new.registry, change.new)),
    ):
        if rule is not None:
            parts.append(message(id, rule=rule))
    return Item(_entry(change, lang), (*parts, *meaning_lines(result)), change.kind, change.id)


def meaning_lines(result: Comparison) -> Iterator[Message]:
    """How an old rule (a) stands to the new one (b), and the travellers who are counted differently."""
    sides = (message("diff-side-before"), message("diff-side-now"))
    yield told(result.relation, *sides)
    if result.relation == UNDETERMINED and result.as_stated not in (None, UNDETERMINED):
        yield message("line-as-stated", told=told(str(result.as_stated), *sides))
    if result.reason is not None and not any(unknown.matters for unknown in result.unknown):
        yield message("line-why", reason=result.reason)
    for id, person in (("diff-only-before", result.a_not_b), ("diff-only-now", result.b_not_a)):
        if person is not None:
            yield message(id, story=person.story)


def _rest(id: str, change: Change, lang: str) -> Item:
    if id == "restated":
        return Item(_entry(change, lang), (), change.kind, change.id)
    fields = [field for field in change.fields if field.worded] if id == "reworded" else _facts(change)
    return Item(_entry(change, lang), tuple(_field(field) for field in fields), change.kind, change.id)


def _facts(change: Change) -> list[FieldChange]:
    """What changed that is neither words nor the rule."""
    return [field for field in change.fields if not field.worded and field.name != "rule"]


def _field(field: FieldChange) -> Message:
    return message("diff-field", field=field.name, old=_value(field.old), new=_value(field.new))


def _value(value: Any) -> Arg:
    """A value of the content in a sentence."""
    if value is None:
        return message("diff-none")
    if isinstance(value, bool):
        return message("answer-yes" if value else "answer-no")
    if isinstance(value, str | int):
        return message("diff-quoted", text=str(value))
    if isinstance(value, list | tuple) and all(isinstance(item, str | int) for item in value):
        return Joined(tuple(str(item) for item in value), "and") if value else message("diff-none")
    return message("diff-quoted", text=_flow(value))


def _flow(value: Any) -> str:
    """A map or list as YAML writes it on a line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]" if isinstance(value, list | tuple) else str(value)


def _flip_sum(found: Sequence[Flip]) -> Message:
    causes = [cause for cause in ("definition", "framework", "both", "program") if any(f.cause == cause for f in found)]
    counts = tuple(message("diff-cause", cause=cause, n=sum(f.cause == cause for f in found)) for cause in causes)
    return message("diff-flip-sum", n=len(found), causes=Joined(counts, "and"))


def _flip(flip: Flip) -> Item:
    old, new = (
        message(
            "diff-result",
            conformance=message(f"conformance-{result.conformance}"),
            relation=message(f"relation-{result.relation}"),
            reference=result.reference,
        )
        for result in (flip.old, flip.new)
    )
    said = message("diff-flip", definition=flip.definition, framework=flip.framework, old=old, new=new)
    return Item(said, (), "definition", flip.definition)


def to_dict(found: VersionDifference, words: Speaker) -> dict[str, Any]:
    """A difference as JSON shows it: values, and the words of meanings."""
    return {
        "old": {"name": found.old.name, "version": found.old.number},
        "new": {"name": found.new.name, "version": found.new.number},
        "counts": [count.to_dict() for count in found.counts()],
        "removed": [{"kind": change.kind, "id": change.id} for change in found.lost],
        "changes": [
            {
                "kind": change.kind,
                "id": change.id,
                "what": change.what,
                "replaced_by": change.replaced_by if change.what == RETIRED else None,
                "fields": [field.to_dict() for field in change.fields],
                "meaning": change.meaning and change.meaning.to_dict(words),
            }
            for change in found.changes
        ],
        "flips": [flip.to_dict() for flip in found.flips] if found.flips_asked else None,
    }
