"""The report for people: one HTML file that opens without a network, with figures; and the same in short for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import pairwise
from typing import Any

from sojourn.lookup.registry import Registry
from sojourn.measurement.counting.summary import Table
from sojourn.measurement.planning.plan import RulePlan
from sojourn.measurement.running.run import Measured
from sojourn.measurement.showing.figures import bars, grouped
from sojourn.measurement.showing.headings import HEADINGS
from sojourn.measurement.showing.stamped import in_page
from sojourn.model.message import Arg, Named, message
from sojourn.prose.speaker import Speaker

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
body { color: #1b1f24; background: #fff }
h1 { font-size: 1.7rem } h2 { font-size: 1.2rem; margin-top: 2.2rem }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #d8dee4; vertical-align: top }
td.n, th.n { text-align: right } .note { color: #57606a } code { font-size: .85em; overflow-wrap: anywhere }
.wide { overflow-x: auto } figure { margin: 1rem 0 } figcaption { color: #57606a; font-size: .9rem }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } th, td { border-color: #30363d }
  .note, figcaption { color: #9da7b1 } }
@media (max-width: 40rem) { .texts thead { display: none } .texts tr, .texts td { display: block }
  .texts td:not(:last-child) { border: 0 } .texts td:first-child { font-weight: 600 } }
"""
WORDED = {
    "arrival": "measure-arrival",
    "departure": "measure-departure",
    "counted": "measure-counted",
    "not_counted": "measure-not-counted",
    "undecided": "measure-undecided",
}
# Days without any record that a reader is told of.
GAP = 30
SECTIONS = ("counts", "net", "residents", "undecided", "revisions", "attrition", "differences", "comparison")


class _Counting(Speaker):
    """Says numbers with their thousands apart, in sentences as in tables."""

    def words(self, value: Arg) -> str:
        """The words of an argument."""
        return grouped(value) if isinstance(value, int) else super().words(value)


class Report:
    """A result in the words of one language."""

    def __init__(self, measured: Measured, registry: Registry, lang: str) -> None:
        self.measured, self.lang = measured, lang
        self.speaker = _Counting(lang, registry.labels(lang))
        self.shown = measured.shown()

    def say(self, id: str, **args: Arg) -> str:
        """The words of a message."""
        return self.speaker.text(message(id, **args))

    # -- in parts ------------------------------------------------------------------------------------------------------------

    def summary(self) -> str:
        """What was read."""
        quality = self.measured.quality
        until = quality.treatment.observed_until or (date.fromordinal(quality.last) if quality.last else None)
        return self.say(
            "measure-summary",
            persons=grouped(quality.persons),
            used=grouped(quality.used),
            records=grouped(quality.records),
            until=until or "-",
        )

    def doubts(self) -> list[list[str]]:
        """The doubtful records: what, how many, how treated."""
        return [
            [
                self.say(f"measure-case-{doubt.case}"),
                grouped(doubt.records),
                grouped(doubt.persons) if doubt.persons else "",
                self.say(f"measure-policy-{doubt.policy}"),
            ]
            for doubt in self.measured.quality.doubts
        ]

    def notes(self) -> Iterator[str]:
        """What must be known to read the numbers."""
        quality, options = self.measured.quality, self.measured.options
        if quality.notes.get("same-day"):
            yield self.say("measure-note-same-day", n=quality.notes["same-day"])
        if options.mapping.zone is not None:
            yield self.say("measure-note-zone", zone=Named(options.mapping.zone))
        elif quality.notes.get("zones"):
            yield self.say("measure-note-local-date", n=quality.notes["zones"])
        if (first := options.treatment.observed_from) is not None:
            yield self.say("measure-note-observed-from", day=first)
        if options.mapping.own_observation:
            columns = {
                "from": options.mapping.observed_from or "none",
                "until": options.mapping.observed_until or "none",
            }
            yield self.say("measure-note-observed-by-person", **columns)
        for first, last in options.treatment.unobserved:
            yield self.say("measure-note-unobserved", first=first, last=last)
        yield from self._gap()
        if options.mapping.initial_status is None:
            start = message(f"measure-start-{options.treatment.start}")
            yield self.say("measure-note-start", start=start)
        if self.measured.by_hand:
            yield self.say("measure-note-by-person", n=self.measured.by_hand)
        shown = options.disclosure
        if shown.threshold <= 1 and shown.base == 1:
            yield self.say("measure-note-no-disclosure")
            return
        yield self.say("measure-note-disclosure", threshold=max(shown.threshold - 1, 0), base=shown.base)

    def _gap(self) -> Iterator[str]:
        """The longest time in which nobody is recorded to cross, if it is long enough to look like lost records."""
        each = self.measured.cube.each
        days = sorted({key[0] for key in each[0]}) if each else []
        length, first = max(((b - a - 1, a + 1) for a, b in pairwise(days)), default=(0, 0))
        if length >= GAP:
            lasted = message("measure-days", n=length)
            yield self.say("measure-note-gap", days=lasted, start=date.fromordinal(first))

    def granted(self, plan: RulePlan) -> list[str]:
        """What is taken for granted of a rule, as sentences."""
        return [self.speaker.sentence(said) for said in plan.assumptions]

    def cell(self, key: str, value: Any) -> str:
        """The words of a value of a table."""
        if value is None:
            if key in ("decided_by", "typical_days"):
                return self.say("measure-not-by-time") if key == "decided_by" else ""
            return self.say("measure-hidden", n=self.measured.options.disclosure.threshold)
        if key in ("direction", "answer", "other_answer"):
            return self.say(WORDED[value])
        if key == "without":
            return ", ".join(self.say(f"measure-facet-{facet}") for facet in value.split(", ") if facet)
        if key == "typical_days":
            return self.say("measure-days", n=value)
        return grouped(value) if isinstance(value, int) else str(value)

    def heading(self, key: str) -> str:
        """The heading of a column."""
        return self.say(HEADINGS[key]) if key in HEADINGS else key

    # -- as text -------------------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The report in short, for a terminal."""
        lines = [self.summary()]
        lines += [
            "  " + self.say(
                "measure-doubt-line", n=doubt.records, what=message(f"measure-case-{doubt.case}"),
                how=message(f"measure-policy-{doubt.policy}"),
            )
            for doubt in self.measured.quality.doubts
        ]  # fmt: skip
        lines += [f"  {note}" for note in self.notes()]
        for name, why in self.measured.not_measured.items():
            lines.append(f"{name}: {self.say('measure-heading-not-measured').lower()}: {self.speaker.text(why)}")
        taken = {plan.id: self.granted(plan) for plan in self.measured.rules if plan.assumptions}
        if taken:
            lines += [
                "",
                self.say("decision-assumed"),
                *(f"  {name}: {' '.join(said)}" for name, said in taken.items()),
            ]
        for name in ("counts", "net", "residents", "attrition", "differences"):
            if self.shown[name]:
                lines += ["", self.say(f"measure-heading-{name}"), *_columns(self, self.shown[name])]
        lines += ["", self.stamp_line()]
        return "\n".join(lines)

    # -- as a page -----------------------------------------------------------------------------------------------------------

    def page(self) -> str:
        """The whole report as HTML."""
        title = self.say("measure-title")
        body = "\n".join(self._body(title))
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>\n'
            f"<body>\n{body}\n</body></html>\n"
        )

    def _body(self, title: str) -> Iterator[str]:
        yield f"<h1>{escape(title)}</h1>\n<p>{escape(self.summary())}</p>"
        yield self._section("measure-heading-rules")
        rows = [
            [plan.id, self._rule(plan.written), " ".join([*self._ways(plan), *self.granted(plan)])]
            for plan in self.measured.rules
        ]
        head = [self.say(name) for name in ("measure-rule", "measure-rule-asks", "measure-rule-read")]
        yield _table(head, rows, kind="texts")
        if self.measured.not_measured:
            yield self._section("measure-heading-not-measured")
            yield _table(
                [self.say("measure-rule"), self.say("measure-rule-why")],
                [[name, self.speaker.text(why)] for name, why in self.measured.not_measured.items()],
                kind="texts",
            )
        yield self._section("measure-heading-quality")
        doubts = self.doubts()
        head = [self.say(f"measure-{name}") for name in ("doubt", "records", "persons", "treatment")]
        yield _table(head, doubts, (1, 2)) if doubts else f"<p>{escape(self.say('measure-quality-none'))}</p>"
        yield "".join(f'<p class="note">{escape(note)}</p>' for note in self.notes())
        for name in SECTIONS:
            if self.shown[name]:
                yield self._section(f"measure-heading-{name}")
                if name == "counts":
                    yield from self._figures()
                if name == "revisions":
                    yield from self._settling()
                yield self._rows(self.shown[name])
        yield self._section("measure-heading-stamp")
        yield from self._stamp()

    def _ways(self, plan: RulePlan) -> Iterator[str]:
        """In how many ways a rule can be completed; a rule of which something is taken for granted is not completely stated."""
        if len(plan.variants) > 1 or not plan.assumptions:
            yield self.speaker.sentence(message("measure-ways", n=len(plan.variants)))

    def _section(self, id: str) -> str:
        return f"<h2>{escape(self.say(id))}</h2>"

    def _rule(self, rule: Any) -> str:
        return self.speaker.rule_sentence(rule)

    def _figures(self) -> Iterator[str]:
        """The counts of each rule over the periods, all on one scale: of all persons, then hidden and rounded as tables are."""
        exact: dict[tuple[str, str], dict[str, list[int]]] = {}
        for row in self.measured.tables()["counts"]:
            each = exact.setdefault((row["rule"], row["direction"]), {}).setdefault(row["period"], [0, 0])
            each[0] += row["counted"]
            each[1] += row["undecided"]
        hide = self.measured.options.disclosure.shown
        totals = {
            key: {period: [hide(n) or 0 for n in pair] for period, pair in periods.items()}
            for key, periods in exact.items()
        }
        highest = max((sum(pair) for periods in totals.values() for pair in periods.values()), default=0)
        for (rule, direction), periods in totals.items():
            caption = self.say("measure-figure", direction=message(WORDED[direction]), rule=rule)
            yield self._figure(periods, highest, caption)

    def _figure(self, periods: dict[str, list[int]], highest: int, caption: str) -> str:
        drawn = bars(periods, highest, caption, self.say("measure-crossings"))
        return f"<figure>{drawn}<figcaption>{escape(caption)}</figcaption></figure>"

    def _settling(self) -> Iterator[str]:
        """How the period of which most was open at first became known, rule by rule and direction by direction."""
        by_period: dict[tuple[str, str, str], dict[str, list[int]]] = {}
        for row in self.shown["revisions"]:
            each = by_period.setdefault((row["rule"], row["direction"], row["period"]), {})
            each[row["known_on"]] = [row["counted"] or 0, row["undecided"] or 0]
        most: dict[tuple[str, str], tuple[int, str]] = {}
        for (rule, direction, period), known in by_period.items():
            size = max(pair[1] for pair in known.values()) if len(known) > 1 else 0
            if size > most.get((rule, direction), (0, ""))[0]:
                most[rule, direction] = size, period
        for (rule, direction), (_, period) in most.items():
            known = by_period[rule, direction, period]
            caption = self.say("measure-settling", direction=message(WORDED[direction]), rule=rule, period=period)
            highest = max(sum(pair) for pair in known.values())
            yield self._figure(known, highest, caption)

    def _rows(self, rows: Table) -> str:
        columns = list(dict.fromkeys(key for row in rows for key in row))
        numbers = [k for k, key in enumerate(columns) if any(isinstance(row.get(key), int) for row in rows)]
        return _table(
            [self.heading(key) for key in columns],
            [[self.cell(key, row.get(key)) for key in columns] for row in rows],
            numbers,
        )

    def stamp_line(self) -> str:
        """The stamp in short."""
        stamp = self.measured.stamp
        rules = ", ".join(f"{name} {known[:12]}" for name, known in stamp["rules"].items())
        data = f"{self.say('measure-data-digest')} {stamp['data'][:12]}" if stamp["data"] else ""
        parts = (f"sojourn {stamp['sojourn']}", stamp["engine"], data, rules)
        return f"{self.say('measure-heading-stamp')}: {'; '.join(part for part in parts if part)}"

    def _stamp(self) -> Iterator[str]:
        stamp = self.measured.stamp
        rows = [["sojourn", stamp["sojourn"]], ["", stamp["engine"]], [self.say("measure-data-digest"), stamp["data"]]]
        rows += [[name, known] for name, known in stamp["rules"].items()]
        rows += [[name, str(value)] for name, value in stamp["options"].items()]
        listed = "".join(f"<tr><td>{escape(a)}</td><td><code>{escape(b)}</code></td></tr>" for a, b in rows)
        yield f'<div class="wide"><table>{listed}</table></div>\n{in_page(stamp)}'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = (), kind: str = "wide") -> str:
    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{tag} class='n'>{escape(text)}</{tag}>" if k in numbers else f"<{tag}>{escape(text)}</{tag}>"
            for k, text in enumerate(row)
        )

    body = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        f'<div class="{kind}"><table><thead><tr>{cells("th", head)}</tr></thead><tbody>\n{body}\n</tbody></table></div>'
    )


def _columns(report: Report, rows: Table) -> Iterator[str]:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    cells = [[report.heading(key) for key in keys], *([report.cell(key, row.get(key)) for key in keys] for row in rows)]
    widths = [max(len(row[k]) for row in cells) for k, _ in enumerate(keys)]
    number = [any(isinstance(row.get(key), int) for row in rows) for key in keys]
    for row in cells:
        padded = (
            text.rjust(width) if is_number else text.ljust(width)
            for text, width, is_number in zip(row, widths, number, strict=True)
        )
        yield ("  " + "  ".join(padded)).rstrip()
