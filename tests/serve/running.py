"""Real servers on loopback, in a thread of this process, for tests that speak HTTP to them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from sojourn.serve.app import create_app
from sojourn.serve.http.settings import Settings
from sojourn.serve.run import server
from tests.support import wait_until


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A running server and a client for it."""

    def __init__(self, url: str, settings: Settings, app: Any) -> None:
        self.url, self.settings, self.app = url, settings, app
        self.port = int(url.rpartition(":")[2])
        self.client = httpx.Client(base_url=url, timeout=60, headers={"Accept": "*/*"})

    def get(self, path: str, /, **more: Any) -> httpx.Response:
        """The answer to a GET."""
        return self.client.get(path, **more)

    def post(self, path: str, /, **more: Any) -> httpx.Response:
        """The answer to a POST."""
        return self.client.post(path, **more)

    def json(self, path: str, /, **parameters: Any) -> Any:
        """What a GET gives, if all is well."""
        answer = self.get(path, params=parameters or None)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def running(**options: Any) -> Iterator[Running]:
    """A server with these settings."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = Settings(url=url, **{"processes": 1, **options})
    app = create_app(settings)
    serving = server(app, settings, "127.0.0.1", port)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    try:
        wait_until(lambda: serving.started or not thread.is_alive(), "the server has started")
        assert serving.started, "the server did not start"
        yield Running(url, settings, app)
    finally:
        serving.should_exit = True
        thread.join(20)
