"""XML as text: elements as values, written with two spaces a level, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name with prefix, its attributes in their order, and either a text or elements inside."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    parts: tuple[Element, ...] = ()


def element(name: str, *parts: Element, text: str | None = None, **attributes: str | None) -> Element:
    """An element. Attributes that are None are left out; `__` stands for a colon, a last `_` for none.

    >>> written([element("p", text="a < b", xml__lang="en")])
    b'<?xml version="1.0" encoding="UTF-8"?>\\n<p xml:lang="en">a &lt; b</p>\\n'
    """
    named = {key.rstrip("_").replace("__", ":"): value for key, value in attributes.items() if value is not None}
    return Element(name, named, text, parts)


def written(elements: Iterable[Element], before: str = "") -> bytes:
    """A document: its first line, what stands before the root (processing instructions), and the root."""
    lines = [HEAD, *([before] if before else []), *(line for one in elements for line in _lines(one, ""))]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _lines(one: Element, indent: str) -> Iterator[str]:
    start = one.name + "".join(f" {key}={quoteattr(value)}" for key, value in one.attributes.items())
    if one.text is not None:
        yield f"{indent}<{start}>{escape(one.text)}</{one.name}>"
    elif not one.parts:
        yield f"{indent}<{start}/>"
    else:
        yield f"{indent}<{start}>"
        for part in one.parts:
            yield from _lines(part, indent + "  ")
        yield f"{indent}</{one.name}>"
