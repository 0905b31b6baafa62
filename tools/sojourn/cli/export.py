"""`sojourn export FORMAT`: one command a format, imported only when it is called."""

from __future__ import annotations

import importlib

import click

# Name of the format -> module of this package; the command's function has the format's name.
FORMATS = {
    "xlsx": "export_xlsx",
}


class Formats(click.Group):
    """The formats, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the documentation."""
        return list(FORMATS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the format's module."""
        if cmd_name not in FORMATS:
            return None
        module = importlib.import_module(f"sojourn.cli.{FORMATS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=Formats)
def export() -> None:
    """The content in another format, for other programs (extra `exchange`)."""
