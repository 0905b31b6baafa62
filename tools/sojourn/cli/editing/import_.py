"""`sojourn import`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.terminal.inputs import in_language
from sojourn.loading.glossary.content import Content, find_root, load_content
from sojourn.model.errors import MissingExtraError
from sojourn.model.rule import rule_from_dict
from sojourn.prose.speaker import Speaker, plain
from sojourn.rules import compare
from sojourn.rules.errors import RuleError
from sojourn.versions.telling import meaning_lines

if TYPE_CHECKING:
    from sojourn.exchange.xlsx.changes import Plan

LONGEST = 100


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write the changes into the glossary; without it, they are only shown.")
@click.option("--diff", is_flag=True, help="Show the changed lines of each file too.")
@click.option("--marked", type=click.Path(path_type=Path), help="Where the copy with marked cells goes.")
@click.option(
    "--glossary", type=click.Path(exists=True, path_type=Path), help="The glossary; else that of this folder."
)
@in_language
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def import_(
    file: Path, write: bool, diff: bool, marked: Path | None, glossary: Path | None, lang: str, form: str
) -> None:
    """Read a workbook of `sojourn export xlsx` back: what it would change, and what is wrong in it.

    Nothing is written without --write, and nothing at all while there are errors: these are marked in a copy of the
    workbook (FILE.marked.xlsx). A cell that nobody changed changes nothing.
    """
    try:
        from sojourn.exchange.xlsx.changes import planned
        from sojourn.exchange.xlsx.marking import write_marked
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "exchange") from error
    content = load_content(find_root(glossary or Path.cwd()))
    plan = planned(content, file)
    words = plain(lang).text
    plan.findings = [finding.worded(words) for finding in plan.findings]
    copy = marked or file.with_name(f"{file.stem}.marked.xlsx")
    if plan.findings:
        write_marked(plan.tables, plan.findings, copy)
    if write and plan.ok:
        plan.write()
    if form == "json":
        found = {**plan.to_dict(), "written": write and plan.ok, "marked": str(copy) if plan.findings else None}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(plan, diff, list(_meanings(plan, content, plain(lang))) if plan.ok else [])
        click.echo(_summary(plan, write, copy))
    sys.exit(0 if plan.ok else 1)


def _meanings(plan: Plan, content: Content, words: Speaker) -> Iterator[str]:
    """What the changed rules mean: how each stands to the one before, and who is counted differently."""
    for change in plan.files:
        for id, old, new in change.rules:
            try:
                found = compare(rule_from_dict(old), rule_from_dict(new), resolve=content.rule)
            except (RuleError, KeyError):
                continue  # it refers to a rule that the workbook changes or adds; `sojourn diff` tells it afterwards
            yield f"  {id}: " + " ".join(words.sentence(line) for line in meaning_lines(found))


def _print(plan: Plan, diff: bool, meanings: list[str]) -> None:
    for change in plan.files:
        click.echo(f"{change.file}{'' if change.old else ' (new)'}")
        if change.old:
            for value in change.values:
                click.echo(f"  {value.key}: {_shown(value.old)} -> {_shown(value.new)}   [{value.place}]")
        if diff or not change.old:
            click.echo("\n".join(f"  {line}" for line in change.lines()))
    if meanings:
        click.echo("\n".join(["what changes in meaning", *meanings]))
    for finding in plan.findings:
        # The key is a cell, which stands where others have a line.
        click.echo(
            str(replace(finding, file=f"{finding.file}:{finding.key}" if finding.key else finding.file, key=None))
        )


def _shown(value: Any) -> str:
    if value is None:
        return "(nothing)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _summary(plan: Plan, write: bool, copy: Path) -> str:
    files, values = len(plan.files), sum(len(change.values) for change in plan.files)
    found = f"{files} {'file' if files == 1 else 'files'}, {values} {'value' if values == 1 else 'values'}"
    marks = f"; wrong cells are marked in {copy}" if plan.findings else ""
    if not plan.ok:
        errors = sum(finding.severity == "error" for finding in plan.findings)
        return f"{errors} {'error' if errors == 1 else 'errors'}: nothing is written{marks}"
    if not plan.files:
        return f"Nothing changes{marks}"
    return (
        f"{found} written; `sojourn check` checks the graph too{marks}"
        if write
        else (f"{found} would change; --write writes them{marks}")
    )
