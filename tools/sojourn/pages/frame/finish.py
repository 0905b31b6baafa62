"""The last step: each page in its frame, set in its language, with its content policy; and the list of all pages."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from sojourn.pages.frame.frames import Frame
from sojourn.pages.frame.typography import french_page
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer

INLINE = re.compile(r"<(?P<element>script|style)(?P<attributes>[^>]*)>(?P<body>.*?)</(?P=element)>", re.S)
# Scripts that are files, and data.
NO_CODE = re.compile(r"\bsrc=|json")
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
# Where the policy goes.
CSP_MARK = "<!--csp-->"
# The page for addresses that do not exist: in all languages at once, and in no list.
ERROR = "404.html"
# What of the theme no page uses; its pages are frames, but for the one above.
UNUSED = re.compile(r"\.html$|^state\.txt$|\.map$|^assets/javascripts/(lunr|workers)\b|^sitemap\.xml")


def finished(page: Page, frame: Frame, render: Renderer, connect: str = "") -> str:
    """A page as it is published; `connect` is another site that it may ask."""
    html = frame.around(page, render.head(page))
    if page.lang == "fr":
        html = french_page(html)
    return with_policy(html, connect, wasm=bool(page.head.get("wasm")))


def take_theme(made: Path, out: Path) -> None:
    """Copy what the theme brings beside the frames into the site: styles, scripts, and the page for wrong addresses."""
    for path in sorted(made.rglob("*")):
        name = path.relative_to(made).as_posix()
        if path.is_file() and not UNUSED.search(name):
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    html = french_page((made / ERROR).read_text("utf-8"))
    (out / ERROR).write_text(with_policy(html), "utf-8", newline="\n")


def with_policy(html: str, connect: str = "", wasm: bool = False) -> str:
    """The page with a content policy that allows its own files and exactly the inline scripts and styles that it carries.

    `connect` is another site that it may ask, if any; `wasm` lets it compile WebAssembly.
    """
    before, mark, after = html.partition(CSP_MARK)
    if not mark:
        return html
    hashes: dict[str, set[str]] = {"script": set(), "style": set()}
    for found in INLINE.finditer(html):
        if not NO_CODE.search(found["attributes"]):
            digest = hashlib.sha256(found["body"].encode()).digest()
            hashes[found["element"]].add(f"'sha256-{base64.b64encode(digest).decode()}'")
    scripts, styles = (" ".join(["'self'", *sorted(hashes[element])]) for element in ("script", "style"))
    sources = f"'self' {connect}".strip()
    if wasm:
        scripts += " 'wasm-unsafe-eval'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; "
        f"connect-src {sources}; worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return before + meta + after


def write_sitemap(out: Path, base: str, pages: Iterable[str], editions: tuple[str, ...]) -> None:
    """The list of all pages (paths), each with its other languages (`editions` are those beside English).

    Sorted and without dates, so that the same content gives the same bytes.
    """
    listed = sorted(pages)
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
