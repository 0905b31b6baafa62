"""A told difference as text, as Markdown for release notes, and as a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from sojourn.model.message import Message, message
from sojourn.prose.speaker import Speaker
from sojourn.versions.changes import VersionDifference
from sojourn.versions.telling import Section, sections, title

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;border-bottom:1px solid #767676;margin-top:2rem}li{margin:.4rem 0}"
    "nav ul{columns:2}@media(prefers-color-scheme:dark){body{color:#eee;background:#111}}"
)


def as_text(found: VersionDifference, words: Speaker) -> str:
    """Plain text for a terminal."""
    lines = [words.sentence(title(found))]
    for section in sections(found, words.lang):
        lines += ["", _heading(section, words)]
        lines += [words.sentence(section.lead)] if section.lead else []
        for item in section.items:
            lines.append(f"- {words.sentence(item.said) if not item.parts else _open(item.said, words)}")
            lines += [f"    {words.sentence(part)}" for part in item.parts]
    return "\n".join(lines) + "\n"


def as_markdown(found: VersionDifference, words: Speaker) -> str:
    """Markdown, as release notes have it; nothing in a text of the content is markup."""
    mark = _escaped
    lines = [f"# {mark(_capital(words.text(title(found))))}"]
    for section in sections(found, words.lang):
        lines += ["", f"## {mark(_heading(section, words))}", ""]
        lines += [mark(words.sentence(section.lead)), ""] if section.lead else []
        for item in section.items:
            lines.append(f"- {mark(words.sentence(item.said) if not item.parts else _open(item.said, words))}")
            lines += [f"    - {mark(words.sentence(part))}" for part in item.parts]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text.replace("\n", " "))


def _heading(section: Section, words: Speaker) -> str:
    return _capital(words.text(section.title))


def _open(said: Message, words: Speaker) -> str:
    """A sentence that parts follow."""
    return _capital(words.text(message("diff-open", said=said)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def as_page(found: VersionDifference, words: Speaker) -> str:
    """A page that needs nothing else."""
    heading = escape(_capital(words.text(title(found))))
    body = as_html(list(sections(found, words.lang)), words)
    return (
        f'<!doctype html>\n<html lang="{escape(words.lang)}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{heading}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<main>\n<h1>{heading}</h1>\n{body}</main>\n</body>\n</html>\n"
    )


def as_html(
    found: Sequence[Section], words: Speaker, link: Callable[[str, str], str | None] = lambda k, i: None
) -> str:
    """The sections as HTML; `link` gives the address of an entry (kind, id), if it has one."""
    out = []
    for section in found:
        out.append(f'<h2 id="{escape(section.id)}">{escape(_heading(section, words))}</h2>')
        if section.lead:
            out.append(f"<p>{escape(words.sentence(section.lead))}</p>")
        rows = []
        for item in section.items:
            said = escape(words.sentence(item.said) if not item.parts else _open(item.said, words))
            address = link(item.kind, item.id) if item.id else None
            linked = f'<a href="{escape(address)}">{said}</a>' if address else said
            inner = "".join(f"<li>{escape(words.sentence(part))}</li>" for part in item.parts)
            rows.append(f"<li>{linked}{f'<ul>{inner}</ul>' if inner else ''}</li>")
        if rows:
            out.append("<ul>\n" + "\n".join(rows) + "\n</ul>")
    return "\n".join(out) + "\n"
