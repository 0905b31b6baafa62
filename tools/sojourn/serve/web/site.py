"""The website: files of one folder, and nothing else of the disk."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sojourn.model.file_types import file_type
from sojourn.serve.http.answers import matches, reply
from sojourn.serve.http.negotiation import best_media
from sojourn.serve.http.problems import Refusal, problem

# Media types of what is no data; those of data are in `model.file_types`.
MEDIA = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "wasm": "application/wasm",
    "gz": "application/gzip",
    "zip": "application/zip",
    "whl": "application/zip",
}
# Programs in pages of other sites may read these.
DATA = ("ttl", "jsonld", "rdf", "json", "nt", "gz", "csv", "txt", "tsv", "xml", "tbx", "parquet", "xlsx")
# What a part of an address may be made of. Nothing hidden, no way up, nothing that a file system takes for something else.
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._~+@-]*")
_DIGEST = re.compile(r"\.[0-9a-f]{8}\.min\.(css|js)$")
# Rules for other web servers lie beside the site, but are no part of it.
_APART = ("rewrite",)
# Larger files are sent piece by piece.
WHOLE = 2 * 1024 * 1024
# A folder with both: its list as a page, and as data.
FORMS = (("text/html", "html"), ("application/json", "json"))
PAGE_POLICY = "frame-ancestors 'self'"
FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class Site:
    """A built website. It may be built again while it is served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def find(self, path: str) -> Path | None:
        """The file at an address; None if there is none, or if it does not lie in the folder of the site."""
        parts = path.strip("/").split("/") if path.strip("/") else []
        if "//" in path or not all(map(_PART.fullmatch, parts)) or parts[:1] in ([name] for name in _APART):
            return None
        file = self.folder.joinpath(*parts, *(["index.html"] if not parts or path.endswith("/") else []))
        try:
            found = file.resolve(strict=True)
        except OSError:
            return None
        return found if found.is_file() and found.is_relative_to(self.folder) else None

    def answer(self, request: Request) -> Response:
        """The file that a request asks for, or the page that says that there is none."""
        path = request.url.path
        file = self.find(path)
        if file is None:
            # A folder is a page with a stroke at its end, from which its links begin.
            return see_folder(path) if self.find(f"{path}/") else self._missing(request)
        twin = self.find(f"{path}index.json") if path.endswith("/") else None
        if twin is not None and best_media(request.headers.get("accept"), FORMS) == "json":
            file = twin
        stat = file.stat()
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        headers = _headers(file.name)
        if stat.st_size > WHOLE:
            if matches(request, tag):
                return Response(status_code=304, headers={"ETag": tag, **headers})
            return FileResponse(file, headers={"ETag": tag, **headers}, media_type=media_of(file.name))
        cache = headers.pop("Cache-Control")
        media = media_of(file.name)
        return reply(
            request, file.read_bytes(), media, tag=tag, cache=cache, vary=["Accept"] if twin else [], headers=headers
        )

    def _missing(self, request: Request) -> Response:
        wants = best_media(request.headers.get("accept"), [("text/html", "html"), ("application/problem+json", "json")])
        page = self.find("/404.html")
        if wants != "html" or page is None:
            return problem(Refusal(404, "no-page"))
        headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache", "Vary": "Accept"}
        return Response(page.read_bytes(), 404, headers, media_type=MEDIA["html"])


def see_folder(path: str) -> Response:
    """Where the page of a folder is; `path` is one that the site has, so it leads nowhere else."""
    return Response(status_code=308, headers={"Location": f"{path}/", "Cache-Control": "no-cache"})


def media_of(name: str) -> str:
    """The media type of a file by its name. Texts are UTF-8."""
    ending = name.rpartition(".")[2]
    known = None if ending == "gz" else file_type(name)
    if known is None:
        return MEDIA.get(ending, "application/octet-stream")
    return known.media + ("; charset=utf-8" if known.media.startswith("text/") or ending == "nt" else "")


def _headers(name: str) -> dict[str, str]:
    ending = name.rpartition(".")[2]
    kept = "public, max-age=31536000, immutable" if _DIGEST.search(name) else "no-cache"
    policy = FIGURE_POLICY if ending == "svg" else PAGE_POLICY
    shared = {"Access-Control-Allow-Origin": "*"} if ending in DATA else {}
    return {"Cache-Control": kept, "Content-Security-Policy": policy, **shared}
