"""Where each kind of entry is found on the website: a page of its own, or a place on a page with others."""

from __future__ import annotations

# Kinds that have a page of their own; the others are found on a page that lists them.
PAGED = ("term", "country", "definition", "framework", "rule")
LISTED = {
    "source": "bibliography",
    "instrument": "data-sources",
    "code": "codes",
    "method": "methods",
    "figure": "numbers",
    "statistic": "numbers",
}


def page_of(kind: str, id: str) -> str:
    """The address of an entry's page, or of its place on one, from the root of the site.

    >>> page_of("code", "basis/actual")
    'codes.html#basis-actual'
    """
    if kind in PAGED:
        return f"{kind}/{id}.html"
    return f"{LISTED[kind]}.html#{id.replace('/', '-')}"
