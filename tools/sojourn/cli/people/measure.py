"""`sojourn measure`."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import sojourn
from sojourn.cli.terminal.inputs import day
from sojourn.lookup.registry import Registry
from sojourn.model.errors import NotFound, UsageError, Where
from sojourn.model.message import message

if TYPE_CHECKING:
    from sojourn.measurement.showing.output import OutFolder


@click.command()
@click.argument("records", nargs=-1, required=True)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="A rule or definition, or a YAML file.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for tables, decisions and the report.")
@click.option("--period", type=click.Choice(["year", "quarter", "month"]), default="year", show_default=True)
@click.option("--on", "dates", multiple=True, metavar="DATE", callback=lambda c, p, v: [day(c, p, each) for each in v],
              help="Dates for the number of residents; more than once.")  # fmt: skip
@click.option("--by", multiple=True, metavar="COLUMN", help="Break counts down by a column; more than once.")
@click.option("--column", "columns", multiple=True, metavar="PART=NAME",
              help="Name a column: person, date, direction, time, from, to, initial_status, observed_from and observed_until "
              "(each person's own days of observation).")  # fmt: skip
@click.option("--attribute", "attributes", multiple=True, metavar="NAME=COLUMN",
              help="A column with an attribute of persons that rules ask for: citizenship, purpose, ...")  # fmt: skip
@click.option("--mapping", type=click.Path(path_type=Path), help="YAML file with all of that.")
@click.option("--zone", metavar="ZONE", help="Whose dates count, where a Parquet file holds moments: Pacific/Auckland.")
@click.option("--observed-from", metavar="DATE", callback=day, help="First day of observation: nothing is known of the days "
              "before. Without it nobody is taken to have crossed before the first record.")  # fmt: skip
@click.option("--unobserved", multiple=True, metavar="DATE..DATE", help="First and last day of a time of which nothing is "
              "known; more than once.")  # fmt: skip
@click.option(
    "--observed-until", metavar="DATE", callback=day, help="Last day of observation; else the last date there is."
)
@click.option("--initial-status", "start", default="unknown", show_default=True,
              help="Status before the first crossing: unknown, resident, non-resident, or first-crossing (who is first "
              "seen to arrive was no resident, who is first seen to leave was one).")  # fmt: skip
@click.option("--doubtful", "policies", multiple=True, metavar="CASE=POLICY",
              help="How doubtful records are treated, as month-only=first or repeated=keep-first.")  # fmt: skip
@click.option("--threshold", type=int, default=10, show_default=True, help="Counts below are hidden.")
@click.option(
    "--round", "base", type=int, default=5, show_default=True, help="Other counts are rounded to a multiple of this."
)
@click.option(
    "--assume-intentions-come-true", is_flag=True, help="Take what happened for what was intended or permitted."
)
@click.option("--known-on", multiple=True, metavar="DATE|PERIOD", help="How counts settle: as they were known on dates; "
              "year, quarter or month for the ends of the last eight.")  # fmt: skip
@click.option("--attrition", is_flag=True, help="How many crossings each facet of a rule excludes (takes longer).")
@click.option("--engine", type=click.Choice(["duckdb", "sqlite", "spark"]), default="duckdb", show_default=True,
              help="DuckDB on this machine; Apache Spark for a cluster; SQLite for small data.")  # fmt: skip
@click.option("--master", metavar="URL", help="Where Spark runs: local[4], yarn, k8s://...; else on this machine.")
@click.option("--memory", metavar="SIZE", help="Memory for the engine, as 6GB; the rest goes to --work.")
@click.option(
    "--work", type=click.Path(path_type=Path), help="Folder for what does not fit in memory, and to go on in."
)
@click.option("--part", type=click.IntRange(1), default=25_000_000, show_default=True, metavar="N",
              help="Records that are decided at a time: fewer take less memory, and give more points to go "
              "on from.")  # fmt: skip
@click.option("--export", type=click.Path(path_type=Path), help="Folder for tau-Argus and sdcTable: exact counts with all "
              "totals, not for publication.")  # fmt: skip
@click.option("--table", "formats", multiple=True, type=click.Choice(["csv", "parquet", "json"]), default=("csv",))
@click.option(
    "--lang", "lang", default="en", show_default=True, type=click.Choice(["en", "fr"]), help="Language of the report."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def measure(
    records: tuple[str, ...],
    rules: tuple[str, ...],
    out: Path | None,
    export: Path | None,
    form: str,
    lang: str,
    **given: Any,
) -> None:
    """What rules do to the numbers: RECORDS of movements under one or several definitions.

    RECORDS are CSV or Parquet files, or folders of them: one row a crossing (person, date, direction) or one row a stay
    (person, from, to). Nothing is left out silently: what is doubtful in the data comes first, with how it was treated.
    Small counts are hidden and the others rounded. A run that was interrupted goes on where it stopped (with --work).
    With a folder of results (or one of its files) for RECORDS: whether its rules still say what they said then; rules that
    were in files are named again.
    """
    from sojourn.measurement.opening import On
    from sojourn.measurement.showing.output import OutFolder, to_dict, write_all
    from sojourn.measurement.showing.protection import MARK as PROTECTION
    from sojourn.measurement.showing.protection import write_protection
    from sojourn.measurement.showing.report import Report
    from sojourn.measurement.showing.stamped import stamp_of
    from sojourn.service.measure import measure as measured_by

    registry = sojourn.load()
    if len(records) == 1 and (stamp := stamp_of(Path(records[0]))) is not None:
        sys.exit(_outdated(stamp, rules, registry, lang))
    options = _options(given)
    folder = OutFolder(out) if out is not None else None
    exact = OutFolder(export, PROTECTION) if export is not None else None
    work = given["work"]
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
    with _given_up([folder if work is None else None, exact]):
        result = measured_by(
            registry, list(records), list(rules), options, files=True, work=work,
            decisions=folder.decisions() if folder else None, progress=_Progress(), on=On(given["engine"], given["master"]),
        )  # fmt: skip
        report = Report(result, registry, lang)
        if folder is not None:
            folder.finish(lambda fresh: write_all(fresh, result, given["formats"], [("report.html", report.page())]))
        if exact is not None:
            exact.finish(lambda fresh: write_protection(fresh, result))
    if form == "json":
        click.echo(json.dumps(to_dict(result), ensure_ascii=False, indent=2, default=str))
        return
    click.echo(report.text())
    if out is not None:
        click.echo(f"\n{out / 'report.html'}")


@contextlib.contextmanager
def _given_up(folders: Sequence[OutFolder | None]) -> Iterator[None]:
    """Give back the room of folders that are not finished, where a run fails or is interrupted.

    Not that of decisions with which a run goes on (--work).
    """
    try:
        yield
    except BaseException:
        for folder in folders:
            if folder is not None:
                folder.discard()
        raise


def _outdated(stamp: dict[str, Any], rules: tuple[str, ...], registry: Registry, lang: str) -> int:
    """Say which rules of a result are not what they were; 1 if there are any."""
    from sojourn.measurement.planning.direction import whole_rule
    from sojourn.measurement.running.stamp import outdated
    from sojourn.model.message import Named, message
    from sojourn.prose.speaker import Speaker
    from sojourn.service.given import given_rule

    given = {rule.id: rule.rule for rule in (given_rule(registry, name, files=True) for name in rules)}
    today = {}
    for name in stamp["rules"]:
        with contextlib.suppress(NotFound):
            today[name] = whole_rule(given[name] if name in given else registry.rule_of(name), registry.rule_of)
    old, speaker = outdated(stamp, today), Speaker(lang)
    for name in old:
        click.echo(speaker.sentence(message("measure-outdated", rule=Named(name))))
    if not old:
        click.echo(speaker.sentence(message("measure-up-to-date")))
    return 1 if old else 0


class _Progress:
    """Steps as they begin, with the time that is left, on the error stream of a terminal."""

    def __init__(self) -> None:
        self.begun, self.shown = time.monotonic(), sys.stderr.isatty()

    def __call__(self, part: int, parts: int, step: str) -> None:
        if not self.shown:
            return
        spent = time.monotonic() - self.begun
        left = f", about {spent / part * (parts - part):.0f} s left" if part else ""
        click.echo(f"\r\033[K{spent:.0f} s: part {part + 1} of {parts}, {step}{left}", err=True, nl=False)
        if step == "write" and part + 1 == parts:
            click.echo("\r\033[K", err=True, nl=False)


def _options(given: dict[str, Any]) -> Any:
    from sojourn.measurement.counting.disclosure import Disclosure
    from sojourn.measurement.intake.mapping import Treatment, mapping_from_dict
    from sojourn.measurement.running.run import Options

    mapping = dict(_mapping_file(given["mapping"])) if given["mapping"] else {}
    mapping |= _pairs(given["columns"], "--column person=NAME")
    if given["by"]:
        mapping["by"] = list(given["by"])
    if given["attributes"]:
        mapping["attributes"] = {
            **mapping.get("attributes", {}),
            **_pairs(given["attributes"], "--attribute citizenship=NAME"),
        }
    if given["zone"]:
        mapping["zone"] = given["zone"]
    treatment = Treatment(
        _date(given["observed_from"]),
        _date(given["observed_until"]),
        given["start"],
        _pairs(given["policies"], "--doubtful repeated=keep-first"),
        tuple(_days(text) for text in given["unobserved"]),
    )
    return Options(
        mapping=mapping_from_dict(mapping),
        treatment=treatment,
        period=given["period"],
        on=tuple(date.fromisoformat(each) for each in given["dates"]),
        disclosure=Disclosure(given["threshold"], given["base"]),
        assume_intentions_come_true=given["assume_intentions_come_true"],
        memory=given["memory"],
        attrition=given["attrition"],
        known_on=given["known_on"],
        part=given["part"],
    )


def _days(text: str) -> tuple[date, date]:
    """The first and the last day of a time, written with two dots between."""
    try:
        first, last = map(date.fromisoformat, text.split(".."))
    except ValueError as error:
        advice = message("error-write-like", example="--unobserved 2020-03-15..2020-06-30")
        raise UsageError(message("error-no-days", text=text), str(error), advice) from error
    return first, last


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _pairs(texts: tuple[str, ...], example: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise UsageError(message("error-no-pair", text=text), "", message("error-write-like", example=example))
        out[name] = value
    return out


def _mapping_file(path: Path) -> dict[str, Any]:
    from sojourn.loading.reading.reader import read_document
    from sojourn.model.finding import Finding, refused

    read = read_document(path, str(path), "mapping")
    if isinstance(read, Finding):
        raise refused(read)
    if not isinstance(read.data, dict):
        raise UsageError(message("error-mapping-no-map"), "", message("error-write-person-column"), Where(str(path), 1))
    return read.data
