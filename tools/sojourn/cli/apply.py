"""`sojourn apply`."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

import sojourn
from sojourn.cli.inputs import named_rule
from sojourn.loading.reader import parse_text, read_document
from sojourn.model.errors import SojournError, Where
from sojourn.model.finding import Finding
from sojourn.rules import Decision, History, history_from_dict
from sojourn.rules import apply as apply_rule


@click.command()
@click.argument("rule")
@click.argument("history", type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def apply(rule: str, history: Path, form: str) -> None:
    """What a rule decides, crossing by crossing, for traveller histories.

    RULE is an id or a YAML file. HISTORY is a YAML file (a list of travellers with `id`, `stays: [{from, to}]`, and
    where known `initial_status` and `observed_until`) or a CSV file with the columns id, from, to and, where known,
    initial_status and observed_until. An empty or null `to` = no later crossing.
    """
    registry = sojourn.load()
    named = named_rule(registry, rule)
    decided = [(h, apply_rule(named.rule, h, resolve=registry.rule_of)) for h in read_histories(history)]
    if form == "json":
        found = [{"id": h.id, "decisions": [d.to_dict() for d in decisions]} for h, decisions in decided]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for person, decisions in decided:
        click.echo(f"{person.id}")
        for decision in decisions:
            click.echo(f"  {_line(decision)}")


def _line(decision: Decision) -> str:
    verdict = {True: "migration", False: "no migration", None: "not decided yet"}[decision.migration]
    change = f"{decision.status_before} -> {decision.status_after}"
    return f"{decision.crossing} {decision.direction:<9} {verdict:<15} {change}\n      {decision.why}"


def read_histories(path: Path) -> list[History]:
    """Histories from a YAML or CSV file. Raises SojournError naming the file and, where it can be told, the line."""
    if path.suffix.lower() == ".csv":
        return [history_from_dict(row) for row in _from_csv(path)]
    name = str(path)
    read = (
        parse_text(sys.stdin.read(), "standard input", "history")
        if name == "-"
        else read_document(path, name, "history")
    )
    if isinstance(read, Finding):
        raise SojournError(read.message.rstrip("."), "", read.advice, Where(read.file, read.line, read.key))
    if not isinstance(read.data, list) or not all(isinstance(item, Mapping) for item in read.data):
        advice = "Write a list: - {id: traveller-1, stays: [{from: 2017-01-01, to: 2017-09-08}]}"
        raise SojournError("a history file is a list of travellers", "", advice, Where(read.file, 1))
    return [history_from_dict(item) for item in read.data]


def _from_csv(path: Path) -> list[dict[str, Any]]:
    """One row a stay; rows of one id belong to one traveller."""
    reader = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    missing = [column for column in ("id", "from", "to") if column not in (reader.fieldnames or ())]
    if missing:
        detail = f"the columns are {', '.join(reader.fieldnames or ()) or 'none'}"
        raise SojournError(
            f"the column '{missing[0]}' is missing", detail, "Columns: id, from, to", Where(str(path), 1)
        )
    people: dict[str, dict[str, Any]] = {}
    for row in reader:
        person = people.setdefault(row["id"], {"id": row["id"], "stays": []})
        person["stays"].append({"from": row["from"] or None, "to": row["to"] or None})
        for key in ("initial_status", "observed_until"):
            if row.get(key):
                person[key] = row[key]
    return list(people.values())
