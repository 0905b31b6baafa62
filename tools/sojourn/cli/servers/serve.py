"""`sojourn serve`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from sojourn.model.errors import MissingExtraError

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SITE = Path("build/site")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--url", help="Address under which users reach the server; needed if it is not only for this machine.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="A further name that requests may call it by.")
@click.option("--site", type=_FOLDER, help="Folder of the website; default: build/site if it is there.")
@click.option("--graph", type=_FILE, help="Another graph for SPARQL: .nt, .nq, .ttl, .jsonld or .rdf.")
@click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="For queries, and for rules."
)
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.1, 600), help="Limit of a query.")
@click.option("--rows", default=10_000, show_default=True, type=click.IntRange(1), help="Limit of a query.")
@click.option("--memory", default=1_024, show_default=True, type=click.IntRange(256), help="Megabytes of a query.")
@click.option("--rate", default=0, show_default=True, help="Requests a minute and client; 0: as many as come.")
@click.option("--mcp", is_flag=True, help="Also offer tools for assistants at /mcp (extra `mcp`).")
@click.option("--no-access-log", is_flag=True, help="Do not log requests.")
def serve(
    host: str,
    port: int,
    url: str | None,
    allow_host: tuple[str, ...],
    site: Path | None,
    graph: Path | None,
    processes: int,
    seconds: float,
    rows: int,
    memory: int,
    rate: int,
    mcp: bool,
    no_access_log: bool,
) -> None:
    """Serve the website, linked data, SPARQL, REST and reconciliation over HTTP.

    Without options it is for this machine only (127.0.0.1). Nothing is written and nothing is fetched. Queries and rules
    from outside run in processes of their own and are stopped at the limits. See /api/docs and /healthz once it runs.
    """
    try:
        from sojourn.serve import run
        from sojourn.serve.app import create_app
        from sojourn.serve.http.settings import RequestBounds, Settings, accepted_hosts, public_url
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "serve") from error
    bounds = RequestBounds(rate=rate)
    bounds = replace(bounds, query=replace(bounds.query, seconds=seconds, rows=rows, memory=memory))
    public = public_url(host, port, url)
    chosen = site or (SITE if SITE.is_dir() else None)
    more: dict[str, Any] = {"graph": graph} if graph else {}
    settings = Settings(
        chosen,
        url=public,
        hosts=accepted_hosts(public, allow_host),
        processes=processes,
        bounds=bounds,
        mcp=mcp,
        prepared=True,
        **more,
    )
    run.set_up_logs(not no_access_log)
    run.share_memory()
    run.allow_connections(bounds.connections)
    app = create_app(settings)
    click.echo(f"Sojourn at {public}/ (docs: /api/docs, health: /healthz); Ctrl-C stops it", err=True)
    run.server(app, settings, host, port).run()
