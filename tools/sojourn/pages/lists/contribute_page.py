"""The page for whoever found a mistake, knows a source or wants to help: a form that makes the report, and whom it goes to.

Where it goes is content: `issues` (the address of a form that takes `title` and `body`) and `contact` (a mail address) of
`scheme.yaml`. Without either the report can be copied or saved, and the page says that no address is set.
"""

from __future__ import annotations

from sojourn.pages.templates.links import safe_url
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer

# Name, title and description of the page.
CONTRIBUTE = ("contribute", "Contribute", "Report a mistake, suggest a source, add a country; who is responsible.")
# What can be told, by the name that an address gives (`contribute.html?kind=source`).
KINDS = {
    "mistake": "Something is wrong",
    "source": "I know a source",
    "translation": "A translation should be better",
    "country": "A country or definition is missing",
    "other": "Something else",
}


def contribute_page(render: Renderer) -> Page:
    """The page in the language of the renderer."""
    name, title, description = CONTRIBUTE
    scheme = render.catalogue.scheme
    return render.page(
        "contribute.jinja",
        name,
        render.translate(title),
        render.translate(description),
        kinds={kind: render.translate(words) for kind, words in KINDS.items()},
        issues=safe_url(scheme.get("issues")),
        contact=scheme.get("contact", ""),
        publisher=scheme.get("publisher", ""),
        head={"hide": ["navigation"]},
    )
