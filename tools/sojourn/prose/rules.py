"""A rule in plain words: one readable sentence a limb, in each language that has a file of words (`messages/`).

Values are named by the labels of the controlled lists (`glossary/codes.yaml`) and the joints come from the file's
`phrases`; this module only knows which joint a rule needs. What no source says is never filled in: it is named as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from sojourn.model.rule import (
    ATTRIBUTE_LISTS,
    NONE,
    AllOf,
    AnyOf,
    Bound,
    Interruptions,
    Limb,
    Not,
    Ref,
    Rule,
    Share,
    Window,
)
from sojourn.prose.lengths import bound as bound
from sojourn.prose.lengths import duration as duration
from sojourn.prose.tables import phrases
from sojourn.prose.windows import window as window

# The label of a code: list, code -> words.
Label = Callable[[str, str], str]
EXACTNESS = ("year", "month", "day")
DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def day_words(day: date, lang: str = "en") -> str:
    """A date for people: `1 January 2023`."""
    table = phrases(lang)
    number = table["first_of_month"] if day.day == 1 else day.day
    text: str = table["date"].format(day=number, month=table["months"][day.month - 1], year=day.year)
    return text


def date_words(text: str, lang: str = "en") -> str:
    """A year, a month or a day as the content holds it (`2019`, `2019-03`, `2019-03-01`), for people."""
    if not DATE.fullmatch(text):
        return text
    parts = text.split("-")
    if len(parts) == 3:
        return day_words(date.fromisoformat(text), lang)
    table = phrases(lang)
    return str(table["month_of"].format(month=table["months"][int(parts[1]) - 1], year=parts[0]))


def dated(key: str, text: str, lang: str = "en") -> str:
    """A date with the word that goes before it, by how exact it is: `since 2019`, `read 1 March 2020`."""
    return str(phrases(lang)[key][_exactness(text)].format(date_words(text, lang)))


def period(start: str | None, end: str | None, lang: str = "en") -> str:
    """From when to when: `since January 2019`; open ends are left out, and without a date it is said that none is known."""
    if start and start == end:
        return date_words(start, lang)
    if start and end:
        key = min(_exactness(start), _exactness(end), key=EXACTNESS.index)
        return str(phrases(lang)["between"][key].format(date_words(start, lang), date_words(end, lang)))
    if start:
        return dated("since", start, lang)
    return dated("until", end, lang) if end else str(phrases(lang)["undated"])


def _exactness(text: str) -> str:
    return EXACTNESS[text.count("-")] if DATE.fullmatch(text) else "year"


def attribute_name(name: str, lang: str = "en") -> str:
    """An attribute of a person, in a sentence."""
    return str(phrases(lang)["attributes"].get(name, name.replace("_", " ")))


def subject(limb: Limb, label: Label, lang: str = "en") -> str:
    """Who or what counts: `the arrival of a non-resident whose purpose is work counts`."""
    table = phrases(lang)
    parts = [_who(limb, label, lang), table["counts"]]
    if limb.event == "reference-date":
        parts.append(table["on_date"])
    if limb.population.base and limb.event in ("reference-date", None):
        parts.append(table["bases"].get(limb.population.base, ""))
    if limb.criterion and limb.criterion != "residence":
        parts.append(table["criterion"].format(label("criterion", limb.criterion)))
    return " ".join(part for part in parts if part)


def _who(limb: Limb, label: Label, lang: str) -> str:
    """The person or crossing that counts, with what is asked of the person: `a national`, `the arrival of a foreigner`."""
    table = phrases(lang)
    crossing = limb.event if limb.event in ("arrival", "departure") else None
    nouns: list[str] = []
    traits: list[str] = []
    for name, values in limb.population.requires:
        known = table["people"].get(name, {})
        if all(value in known for value in values):
            nouns += [known[value] for value in values]
        else:
            traits.append(_trait(name, values, label, lang))
    prior = crossing and table["who"].get(f"{crossing} {limb.prior}")
    if prior:
        who, traits = prior, [*([table["is_one"].format(either(nouns, lang))] if nouns else []), *traits]
    elif crossing is None:
        who = either(nouns, lang) if nouns else table["who"]["person"]
    elif nouns or traits:
        who = table["crossing_of"][crossing].format(table["or_of"].join(nouns or [table["who"]["person"]]))
    else:
        who = table["who"][crossing]
    return str(table["requires"].format(who=who, traits=_joined(traits, "and", lang)) if traits else who)


def _trait(name: str, values: tuple[str, ...], label: Label, lang: str) -> str:
    """What is asked of a person, after the person: `born abroad`, `whose purpose is work or study`."""
    table = phrases(lang)
    known = table["traits"].get(name, {})
    if all(value in known for value in values):
        return either((known[value] for value in values), lang)
    words = either((label(ATTRIBUTE_LISTS.get(name, name), value) for value in values), lang)
    return str(table["requirement"].format(name=attribute_name(name, lang), values=words))


def breaks(kind: Interruptions, label: Label, lang: str = "en") -> str:
    """Breaks that do not interrupt a stay: `of at most 3 weeks for leisure or work`."""
    said = phrases(lang)["breaks"]
    parts = [said["length"].format(bound(kind.tolerated, lang, True))] if kind.tolerated else []
    if kind.purposes:
        parts.append(said["purposes"].format(either((label("purpose", code) for code in kind.purposes), lang)))
    return " ".join(parts)


def condition(limb: Limb, label: Label, lang: str = "en") -> str:
    """What must hold for the time that is measured; empty if the limb does not speak of time."""
    table = phrases(lang)
    measured = table["measured"].get(limb.basis) or table["measured"]["unknown"]
    side = limb.measure if limb.measure in ("stay", "absence") else "unknown"
    the, of, by = measured[side]
    frame = window(limb.window, lang, asked=_asked(limb)) if isinstance(limb.window, Window) else ""
    if isinstance(limb.window, Window) and limb.window.at:
        return str(table["instant"][side].format(frame=frame))
    limits = [limit for limit in (limb.threshold, limb.upper_bound) if isinstance(limit, Bound | Share)]
    if limits:
        lasts = table["lasts"]
        weights = ", ".join(str(weight) for weight in limb.weights or ()) or lasts["no-weights"]
        text = lasts.get(limb.accumulation, lasts["plain"]).format(
            the=the,
            of=of,
            weights=weights,
            wanted=_joined([bound(limit, lang) for limit in limits], "limits", lang),
            of_wanted=_joined([bound(limit, lang, True) for limit in limits], "limits", lang),
            but=table["breaks"]["but"].format(breaks(limb.interruptions, label, lang))
            if isinstance(limb.interruptions, Interruptions)
            else "",
        )
        return f"{text} {frame}".rstrip()
    if limb.threshold is NONE:
        return str(table["any_time"] if side == "unknown" else table["any_length"].format(the=the, of=of))
    if limb.basis == "registration":
        return str(table["by_register"])
    if limb.measure is not None or limb.basis is not None or frame:
        return str(table["unstated_length"].format(by=f"{by} {frame}".rstrip()))
    return ""


def _asked(limb: Limb) -> str | None:
    """Which rolling windows a limb looks at where it names no period (RULES.md, section 8.3); None if it is not known."""
    if limb.event == "reference-date":
        return "date"
    return limb.measure if limb.event in ("arrival", "departure") and limb.measure in ("stay", "absence") else None


def groups(limb: Limb, label: Label, lang: str = "en") -> list[str]:
    """Sentences on the groups that the source names."""
    table = phrases(lang)
    named = (("included", limb.population.includes), ("excluded", limb.population.excludes))
    out = [
        table[key].format(listing((label("group", group) for group in found), lang)) for key, found in named if found
    ]
    if isinstance(limb.exempt_days, tuple):
        out.append(table["exempt"].format(listing((label("group", group) for group in limb.exempt_days), lang)))
    if limb.month_end is not None:
        out.append(table["month_end"][limb.month_end])
    if limb.ends is not None:
        out.append(ending(limb.ends, lang))
    return [*out, table["within_country"]] if limb.level == "within-country" else out


def ending(ends: str | Ref, lang: str = "en") -> str:
    """How the status that a rule gives is lost, as a sentence."""
    said = phrases(lang)["ends"]
    return str(said["ref"].format(ends.id) if isinstance(ends, Ref) else said[ends])


def sentence(limb: Limb, label: Label, lang: str = "en") -> str:
    """The limb's test in one sentence."""
    text = (
        " ".join(part for part in (subject(limb, label, lang), condition(limb, label, lang)) if part).rstrip(",") + "."
    )
    return text[0].upper() + text[1:]


def limb_words(limb: Limb, label: Label, lang: str = "en") -> str:
    """All that the limb says, in a few sentences."""
    return " ".join([sentence(limb, label, lang), *groups(limb, label, lang)])


def rule_words(rule: Rule, label: Label, name: Callable[[str], str], lang: str = "en") -> str:
    """A whole rule in running text; `name` gives the name of a rule that is referred to."""
    table = phrases(lang)

    def inner(part: Rule) -> str:
        words = rule_words(part, label, name, lang).rstrip(".")
        words = words[0].lower() + words[1:]
        return f"({words})" if isinstance(part, AnyOf | AllOf | Not) else words

    match rule:
        case Limb():
            return sentence(rule, label, lang)
        case AnyOf(rules):
            return str(table["any"].format(table["any_join"].join(inner(part) for part in rules)))
        case AllOf(rules):
            return str(table["all"].format(table["all_join"].join(inner(part) for part in rules)))
        case Not(part):
            return str(table["not"].format(inner(part)))
        case Ref(id):
            return str(table["ref"].format(name(id)))


def listing(words: Iterable[str], lang: str = "en") -> str:
    """`a, b and c`."""
    return _joined(list(words), "and", lang)


def either(words: Iterable[str], lang: str = "en") -> str:
    """`a, b or c`."""
    return _joined(list(words), "or", lang)


def _joined(words: list[str], key: str, lang: str) -> str:
    between, last = phrases(lang)["joins"][key]
    return last.join([between.join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
