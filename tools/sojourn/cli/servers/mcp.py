"""`sojourn mcp`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sojourn.model.errors import MissingExtraError


@click.command()
@click.option("--http", is_flag=True, help="Over streamable HTTP at /mcp instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http: address to listen on.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="With --http.")
@click.option("--url", help="With --http: address under which users reach it.")
@click.option(
    "--graph", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another graph for queries."
)
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64))
def mcp(http: bool, host: str, port: int, url: str | None, graph: Path | None, processes: int) -> None:
    """Tools for assistants (Model Context Protocol): lookup, definition, compare, classify, mirror, apply, query.

    An assistant on this machine starts it itself (`command: sojourn, args: [mcp]`). All tools only read; each answer comes
    with its sources and with what is unknown.
    """
    try:
        import mcp.server  # noqa: F401 (whether it is there)

        from sojourn.serve import run
        from sojourn.serve.http.settings import Settings, accepted_hosts, public_url
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "mcp") from error
    public = public_url(host, port, url)
    more: dict[str, Any] = {"graph": graph} if graph else {}
    settings = Settings(url=public, hosts=accepted_hosts(public, ()), processes=processes, mcp=True, **more)
    if not http:
        from sojourn.serve.assistants.assistant import create_server
        from sojourn.serve.processes.backend import Backend

        create_server(Backend(settings), own=True).run("stdio")
        return
    from sojourn.serve.app import create_app

    run.set_up_logs(access=True)
    click.echo(f"Sojourn's tools at {public}/mcp; Ctrl-C stops it", err=True)
    run.server(create_app(settings), settings, host, port).run()
