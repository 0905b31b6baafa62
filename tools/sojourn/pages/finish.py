"""The last step: what the page builder leaves undone or would do differently each day."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from sojourn.pages.render import fill

INLINE = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.S)
CSP_MARK = "<!--csp-->"


# What the theme brings and no page uses.
UNUSED = re.compile(r"\.map$|^assets/javascripts/(lunr|workers)\b|^sitemap\.xml")


def finish(frames: Path, out: Path, blocks: Mapping[str, Sequence[str]], base: str) -> None:
    """Move what the page builder made into the site: each page with its blocks and its content policy."""
    pages = []
    for path in sorted(frames.rglob("*")):
        name = path.relative_to(frames).as_posix()
        target = out / name
        if UNUSED.search(name):
            continue
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif path.suffix == ".html":
            pages.append(name)
            html = fill(path.read_text("utf-8"), blocks.get(name.removesuffix(".html"), ()))
            target.write_text(with_policy(html), "utf-8", newline="\n")
        else:
            path.rename(target)
    _sitemap(out, base, pages)


def with_policy(html: str) -> str:
    """The page with a content policy that allows its own files and exactly the inline scripts that it carries."""
    hashes = set()
    for script in INLINE.finditer(html):
        attributes = script["attributes"]
        if "src=" in attributes or "json" in attributes:
            continue
        digest = hashlib.sha256(script["body"].encode()).digest()
        hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    sources = " ".join(["'self'", *sorted(hashes)])
    policy = (
        f"default-src 'none'; script-src {sources}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'"
    )
    return html.replace(CSP_MARK, f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _sitemap(out: Path, base: str, pages: list[str]) -> None:
    """Sorted and without dates, so that the same content gives the same bytes."""
    lines = "".join(f"<url><loc>{escape(base + page)}</loc></url>\n" for page in pages if page != "404.html")
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    (out / "sitemap.xml").write_text(text, "utf-8", newline="\n")
    (out / "sitemap.xml.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
