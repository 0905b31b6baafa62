"""The command group: every command is a module of this package, imported only when it is called."""

from __future__ import annotations

import errno
import importlib
import json
import os
import sqlite3
import sys
from collections.abc import Sequence
from itertools import pairwise
from keyword import iskeyword
from typing import Any

import click

from sojourn.cli.terminal.streams import safe_streams
from sojourn.model.errors import NotFound, SojournError, UsageError, Where
from sojourn.model.message import message

WORDS = "sojourn.words"
# name -> module; a command's function has the command's name.
COMMANDS = {
    "build": "editing.build",
    "check": "editing.check",
    "fmt": "editing.fmt",
    "new": "editing.new",
    "lookup": "answers.lookup",
    "show": "answers.lookup",
    "compare": "answers.compare",
    "classify": "answers.classify",
    "mirror": "answers.mirror",
    "comparability": "answers.comparability",
    "apply": "people.apply",
    "test": "people.test",
    "measure": "people.measure",
    "simulate": "people.simulate",
    "query": "answers.query",
    "coverage": "answers.coverage",
    "export": "editing.export",
    "import": "editing.import_",
    "diff": "editing.diff",
    "release": "editing.release",
    "serve": "servers.serve",
    "mcp": "servers.mcp",
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
        # `import` is a word of Python's own.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = getattr(module, name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words of the command line: an error is shown in the format that was asked for."""
        ctx.meta[WORDS] = list(args)
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; nothing that it writes can command the terminal."""
        with safe_streams():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; our own errors become a message and an exit status, never a traceback."""
        try:
            _check_words(ctx.meta[WORDS])
            return super().invoke(ctx)
        except NotFound as error:
            _fail(ctx, error, 1)
        except SojournError as error:
            _fail(ctx, error, 2)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            _fail(ctx, system_error(error), 2)
        except sqlite3.Error as error:
            _fail(ctx, database_error(error), 2)
        except Exception as error:
            if "SOJOURN_DEBUG" in os.environ:
                raise
            detail = f"{type(error).__name__}: {error}"
            advice = message("error-report-debug")
            _fail(ctx, SojournError(message("error-internal"), detail, advice), 3)


def _check_words(words: list[str]) -> None:
    """Words of the command line that are no text can neither be looked up nor shown."""
    for place, word in enumerate(words, 1):
        try:
            word.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UsageError(message("error-word-no-utf", place=place), "", message("error-rename-or-type")) from error
        if "\0" in word:
            raise UsageError(message("error-null-character", place=place), "", message("error-leave-it-out"))


# What to do about what the system refuses, by the number of the error.
_ADVICE = {
    errno.ENOSPC: message("error-free-space"),
    errno.EDQUOT: message("error-free-space"),
    errno.EROFS: message("error-writable-folder"),
    errno.EACCES: message("error-check-permissions"),
    errno.EPERM: message("error-check-permissions"),
    errno.ELOOP: message("error-remove-links"),
    errno.ENAMETOOLONG: message("error-shorter-name"),
    errno.ENOENT: message("error-check-name"),
}


def system_error(error: OSError) -> SojournError:
    """What the system refused (a full disk, a folder that may not be written to), with the file and what to do."""
    advice = _ADVICE.get(error.errno or 0, message("error-check-file-and-folder"))
    name = os.fsdecode(error.filename) if error.filename is not None else None
    what = error.strerror or str(error) or type(error).__name__
    return SojournError(what[:1].lower() + what[1:], "", advice, Where(name))


def database_error(error: sqlite3.Error) -> SojournError:
    """What SQLite could not read or write."""
    advice = message("error-check-space")
    return SojournError(message("error-compiled-file"), str(error), advice)


def _fail(ctx: click.Context, error: SojournError, status: int) -> None:
    from sojourn.prose.speaker import Speaker

    lang = _language(ctx.meta[WORDS])
    words = Speaker(lang).text if lang != "en" else None
    if {"json", "--format=json"} & set(ctx.meta[WORDS]):
        click.echo(json.dumps(error.to_dict(words), ensure_ascii=False, indent=2))
    else:
        click.echo(f"sojourn: {error.text(words) if words else error}", err=True)
    sys.exit(status)


def _language(words: Sequence[str]) -> str:
    """The language that a command line asks for; English where there are no words in it."""
    from sojourn.prose.tables import speaks

    given = [two for one, two in pairwise(words) if one == "--lang"]
    given += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return given[-1] if given and speaks(given[-1]) else "en"


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sojourn")
def main() -> None:
    """Sojourn: international-migration definitions as text, as data, and as rules that run."""
