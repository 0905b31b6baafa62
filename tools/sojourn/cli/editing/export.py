"""`sojourn export FORMAT`: one command a format, imported only when it is called."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import click

from sojourn.exchange.formats import FORMATS as PLAIN
from sojourn.exchange.formats import Format
from sojourn.exchange.material import Material

# Formats with options of their own: name -> module of this package; the command's function has the format's name.
FORMATS = {
    "xlsx": "export_xlsx",
}


class Formats(click.Group):
    """The formats, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the documentation."""
        return [*PLAIN, *FORMATS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the format's module."""
        if cmd_name in FORMATS:
            module = importlib.import_module(f"sojourn.cli.editing.{FORMATS[cmd_name]}")
            command: click.Command = getattr(module, cmd_name.replace("-", "_"))
            return command
        return _plain(PLAIN[cmd_name]) if cmd_name in PLAIN else None


@click.group(cls=Formats)
def export() -> None:
    """The content in the formats of other programs (extra `exchange`).

    All but xlsx are made from the compiled registry alone: same registry, same bytes. `sojourn build` makes them too.
    """


def _plain(format_: Format) -> click.Command:
    """The command of a format without options of its own."""

    def run(out: Path) -> None:
        import sojourn

        out.mkdir(parents=True, exist_ok=True)
        for name, data in format_.files(Material(sojourn.load())):
            write_whole(out / name, data)
            click.echo(f"{name}  {len(data):,} bytes")

    folder = click.Path(file_okay=False, path_type=Path)
    option = click.Option(
        ["--out"], type=folder, default=Path(), help="The folder for the files; default: the current one."
    )
    return click.Command(format_.name, params=[option], callback=run, help=format_.about, short_help=format_.about)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: what was there stays until the new one is complete."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(data)
        os.replace(fresh, path)  # noqa: PTH105 - one step, also over a file that is there
    finally:
        fresh.unlink(missing_ok=True)
