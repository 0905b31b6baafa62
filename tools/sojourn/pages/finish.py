"""The last step: what the page builder leaves undone or would do differently each day."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path
from xml.sax.saxutils import escape

from sojourn.pages.typography import french_page

INLINE = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.S)
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
CSP_MARK = "<!--csp-->"
FRENCH = re.compile(r"<html[^>]*\slang=\"?fr")
# The page for addresses that do not exist: in all languages at once, and in no list.
ERROR = "404.html"


def finish(out: Path, base: str, editions: tuple[str, ...] = ()) -> None:
    """Set French text, give each page its content policy, write the sitemap, and remove what no page uses."""
    pages = sorted(out.rglob("*.html"))
    for page in pages:
        html = page.read_text("utf-8")
        if page.name == ERROR or FRENCH.search(html, 0, 400):
            html = french_page(html)
        page.write_text(with_policy(html), "utf-8", newline="\n")
    _sitemap(out, base, [page.relative_to(out).as_posix() for page in pages], editions)
    for unused in (*out.rglob("*.js.map"), *out.rglob("*.css.map")):
        unused.unlink()
    for folder in ("lunr", "workers"):
        for path in sorted((out / "assets" / "javascripts" / folder).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()


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


def _sitemap(out: Path, base: str, pages: list[str], editions: tuple[str, ...]) -> None:
    """Sorted and without dates, so that the same content gives the same bytes; each page with its other languages."""
    listed = [page for page in pages if page != ERROR]
    known = frozenset(listed)
    lines = "".join(
        f"<url><loc>{escape(base + page)}</loc>{_alternates(base, page, known, editions)}</url>\n" for page in listed
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>\n{lines}</urlset>\n'
    (out / "sitemap.xml").write_text(text, "utf-8", newline="\n")
    (out / "sitemap.xml.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def _alternates(base: str, page: str, known: frozenset[str], editions: tuple[str, ...]) -> str:
    """The same page in each language, itself included; none for a page in one language only."""
    first, _, rest = page.partition("/")
    plain = rest if first in editions else page
    found = [("en", plain), *((tag, f"{tag}/{plain}") for tag in editions), ("x-default", plain)]
    found = [(tag, path) for tag, path in found if path in known]
    if len({path for _, path in found}) < 2:
        return ""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(base + path)}"/>' for tag, path in found
    )
