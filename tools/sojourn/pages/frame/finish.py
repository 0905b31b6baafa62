"""The last step: what the page builder leaves undone or would do differently each day."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from sojourn.pages.frame.render import fill
from sojourn.pages.frame.typography import french_page

INLINE = re.compile(r"<(?P<element>script|style)(?P<attributes>[^>]*)>(?P<body>.*?)</(?P=element)>", re.S)
# Scripts that are files, and data.
NO_CODE = re.compile(r"\bsrc=|json")
BLANK = re.compile(r"\n\s*\n")
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
# Where the policy goes; a page whose front matter says `wasm` is marked, and may compile WebAssembly.
CSP_MARK = re.compile("<!--csp(?P<wasm> wasm)?-->")
FRENCH = re.compile(r"<html[^>]*\slang=\"?fr")
# The page for addresses that do not exist: in all languages at once, and in no list.
ERROR = "404.html"


# What the theme brings and no page uses.
UNUSED = re.compile(r"\.map$|^assets/javascripts/(lunr|workers)\b|^sitemap\.xml")


def finish(
    frames: Path,
    out: Path,
    blocks: Mapping[str, Sequence[str]],
    base: str,
    editions: tuple[str, ...] = (),
    connect: Mapping[str, str] | None = None,
) -> None:
    """Move what the page builder made into the site: each page with its blocks, set in its language, and its content policy.

    `editions` are the other languages of the interface; `connect` names another site that a page may ask.
    """
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
            frame = path.read_text("utf-8")
            # The theme's templates leave two kilobytes of blank lines in each page.
            frame = frame if "<pre" in frame else BLANK.sub("\n", frame)
            html = fill(frame, blocks.get(name.removesuffix(".html"), ()))
            if name == ERROR or FRENCH.search(html, 0, 400):
                html = french_page(html)
            target.write_text(
                with_policy(html, (connect or {}).get(name.removesuffix(".html"), "")), "utf-8", newline="\n"
            )
        else:
            path.rename(target)
    _sitemap(out, base, pages, editions)


def with_policy(html: str, connect: str = "") -> str:
    """The page with a content policy that allows its own files and exactly the inline scripts and styles that it carries.

    `connect` is another site that it may ask, if any.
    """
    mark = CSP_MARK.search(html)
    if mark is None:
        return html
    hashes: dict[str, set[str]] = {"script": set(), "style": set()}
    for found in INLINE.finditer(html):
        if not NO_CODE.search(found["attributes"]):
            digest = hashlib.sha256(found["body"].encode()).digest()
            hashes[found["element"]].add(f"'sha256-{base64.b64encode(digest).decode()}'")
    scripts, styles = (" ".join(["'self'", *sorted(hashes[element])]) for element in ("script", "style"))
    sources = f"'self' {connect}".strip()
    if mark["wasm"]:
        scripts += " 'wasm-unsafe-eval'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; "
        f"connect-src {sources}; worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html[: mark.start()] + meta + html[mark.end() :]


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
