"""`sojourn test`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import sojourn
from sojourn.service.cases import CaseResult, Mismatch, case_files, run_cases


@click.command()
@click.argument("cases", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def test(cases: tuple[Path, ...], form: str) -> None:
    """Whether a rule decides of your own travellers what you expect.

    CASES are YAML files, or folders of them, with a `rule` (facets, or the id of an entry) and `cases`: travellers in the
    form of a history file, each with `expect`. For a rule about crossings that is one entry a crossing, for a rule about
    a date one entry a date (`on: 2015-06-30`); an entry holds any of the keys of `sojourn apply --format json`, such as
    `migration`, `decided_on`, `counted`, `days`, `left`, `first_met`, with the value that it must have.

    The exit status is 0 if all is decided as expected, and 1 if not.
    """
    registry = sojourn.load()
    files = [file for path in cases for file in case_files(path)]
    done = {str(file): list(run_cases(registry, file)) for file in files}
    failed = sum(not case.passed for found in done.values() for case in found)
    if form == "json":
        click.echo(json.dumps(_json(done, failed), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_report(done, failed)))
    if failed:
        sys.exit(1)


def _json(done: dict[str, list[CaseResult]], failed: int) -> dict[str, Any]:
    files = [{"file": file, "cases": [case.to_dict() for case in found]} for file, found in done.items()]
    return {"cases": sum(map(len, done.values())), "failed": failed, "files": files}


def _report(done: dict[str, list[CaseResult]], failed: int) -> Iterator[str]:
    for file, found in done.items():
        wrong = [case for case in found if not case.passed]
        yield f"{file}: {_number(len(found), 'case')}, {'all as expected' if not wrong else f'{len(wrong)} not as expected'}"
        for case in wrong:
            yield f"  {case.id} (line {case.where.line})"
            for difference in case.differences:
                yield from _lines(difference)
    total = sum(map(len, done.values()))
    yield f"{_number(total, 'case')} in {_number(len(done), 'file')}: {total - failed} as expected, {failed} not."


def _lines(difference: Mismatch) -> Iterator[str]:
    yield f"    {difference.about}: {difference.key} is {_shown(difference.found)}, expected {_shown(difference.expected)}"
    yield f"      {difference.why}"


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
