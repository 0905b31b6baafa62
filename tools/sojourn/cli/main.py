"""The command group: every command is a module of this package, imported only when it is called."""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

import click

from sojourn.model.errors import NotFound, SojournError

WORDS = "sojourn.words"
# name -> module; a command's function has the command's name.
COMMANDS = {
    "build": "build",
    "check": "check",
    "fmt": "fmt",
    "new": "new",
    "lookup": "lookup",
    "show": "lookup",
    "compare": "compare",
    "classify": "classify",
    "mirror": "mirror",
    "comparability": "comparability",
    "apply": "apply",
    "query": "query",
    "coverage": "coverage",
}


class LazyGroup(click.Group):
    """Commands are imported when they are needed, so that a lookup starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the documentation."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sojourn.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words of the command line: an error is shown in the format that was asked for."""
        ctx.meta[WORDS] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; our own errors become a message and an exit status, never a traceback."""
        try:
            return super().invoke(ctx)
        except NotFound as error:
            _fail(ctx, error, 1)
        except SojournError as error:
            _fail(ctx, error, 2)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if "SOJOURN_DEBUG" in os.environ:
                raise
            detail = f"{type(error).__name__}: {error}"
            advice = "Please report it; with SOJOURN_DEBUG=1 in the environment the command shows where it happened"
            _fail(ctx, SojournError("internal fault", detail, advice), 3)


def _fail(ctx: click.Context, error: SojournError, status: int) -> None:
    if {"json", "--format=json"} & set(ctx.meta[WORDS]):
        click.echo(json.dumps(error.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(f"sojourn: {error}", err=True)
    sys.exit(status)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sojourn")
def main() -> None:
    """Sojourn: international-migration definitions as text, as data, and as rules that run."""
