"""nginx and Apache on loopback with the rules that the site brings for them (skipped where they are not installed), and our
own server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support import wait_until

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
APACHE = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
APACHE_MODULES = Path("/usr/lib/apache2/modules")
NGINX_FRAME = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/sojourn.conf;
}}
"""
MODULES = ("mpm_event", "authz_core", "dir", "mime", "rewrite", "setenvif", "headers", "deflate", "filter")
APACHE_FRAME = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
{modules}
TypesConfig /dev/null
DocumentRoot {site}
<Directory {site}>
    AllowOverride All
    Require all granted
</Directory>
"""


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(name: str, site: Path, folder: Path) -> Iterator[int]:
    """A server of that name over a site; gives its port."""
    port = free_port()
    command = {"nginx": _nginx, "apache": _apache, "sojourn": _sojourn}[name](site, folder, port)
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait(server, port, folder)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _nginx(site: Path, folder: Path, port: int) -> list[str]:
    if NGINX is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light): its rules are not tested")
    rules = (site / "rewrite" / "nginx.conf").read_text("utf-8")
    rules = rules.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("root /var/www/sojourn;", f"root {site};")
    (folder / "sojourn.conf").write_text(rules, "utf-8")
    (folder / "nginx.conf").write_text(NGINX_FRAME.format(folder=folder), "utf-8")
    user = ["-g", f"user {os.environ.get('USER', 'root')};"] if os.geteuid() == 0 else []
    return [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), *user]


def _apache(site: Path, folder: Path, port: int) -> list[str]:
    if APACHE is None:
        pytest.skip("Apache is not installed (apt-get install apache2-bin): its rules are not tested")
    shutil.copyfile(site / "rewrite" / "apache.htaccess", site / ".htaccess")
    modules = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in MODULES)
    text = APACHE_FRAME.format(folder=folder, port=port, site=site, modules=modules)
    (folder / "apache.conf").write_text(text, "utf-8")
    return [APACHE, "-f", str(folder / "apache.conf"), "-DFOREGROUND"]


def _sojourn(site: Path, folder: Path, port: int) -> list[str]:
    graph = folder / "graph.nt"
    graph.write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    command = [sys.executable, "-m", "sojourn", "serve", "--port", str(port), "--site", str(site)]
    return [*command, "--graph", str(graph), "--no-access-log"]


def _wait(server: subprocess.Popen[str], port: int, folder: Path) -> None:
    def answers() -> bool:
        if server.poll() is not None:
            log = folder / "error.log"
            said = (server.stderr.read() if server.stderr else "") + (log.read_text("utf-8") if log.is_file() else "")
            raise AssertionError(f"the server did not start: {said[-2000:]}")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("HEAD", "/index.html")
            connection.getresponse()
        except OSError:
            return False
        return True

    wait_until(answers, "the server gives an answer")
