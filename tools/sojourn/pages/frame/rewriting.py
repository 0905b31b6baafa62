"""Rules for web servers: identifiers answer with the page or the data, by what the client asks for.

The templates in `site/rewrite` say how a server does it; which kinds, formats and preferences there are is stated here once.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sojourn.model.addresses import LISTED, PAGED

# What a client may ask for, and the form that it is given; where it likes several equally, the first.
MEDIA = (
    (r"text/html|application/xhtml\+xml", "html"),
    (r"text/turtle|application/x-turtle", "ttl"),
    (r"application/ld\+json", "jsonld"),
    (r"application/rdf\+xml", "rdf"),
    (r"application/json", "json"),
    (r"text/\*|\*/\*", "html"),
    (r"application/\*", "jsonld"),
)
OTHER = r"(?:\s*;(?!\s*q\s*=)[^,;]*)*"
# From the most to the least wanted, by tenths.
REST = r"(?:\s*;[^,]*)?"
QUALITIES = (
    rf"(?:\s*;\s*q\s*=\s*1(?:\.0*)?{REST})?",
    *(rf"\s*;\s*q\s*=\s*0?\.{tenth}\d*{REST}" for tenth in range(9, 0, -1)),
)


def preferences() -> list[tuple[str, str]]:
    """Patterns of the Accept header and the form that each stands for; the first that fits decides."""
    return [
        (rf"(?:^|,)\s*(?:{media}){OTHER}{quality}\s*(?:,|$)", form) for quality in QUALITIES for media, form in MEDIA
    ]


def write_rewrite_rules(folder: Path, out: Path, scheme: str) -> None:
    """Write the rules for each server into `out`."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (no HTML)
        keep_trailing_newline=True,
        trim_blocks=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<!",
        comment_end_string="!>",
    )
    out.mkdir(parents=True)
    listed = {kind: page for kind, page in LISTED.items() if kind != "code"}
    for path in sorted(folder.iterdir()):
        text = environment.get_template(path.name).render(
            paged="|".join(PAGED), listed=listed, codes=LISTED["code"], preferences=preferences(), scheme=scheme
        )
        (out / path.name).write_text(text, "utf-8", newline="\n")
