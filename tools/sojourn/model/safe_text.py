"""Characters that no text of ours needs, and that harm whoever shows it: a terminal, an XML parser, a reader's eye."""

from __future__ import annotations

import re

# Controls of ASCII and Latin-1 (an escape sequence begins with one), marks that reorder the text around them, line
# separators that only some programs see, byte-order marks, halves of surrogate pairs, invisible tags, non-characters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)

# A cell of a table that begins with one of these is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def first_unsafe(text: str) -> str | None:
    """The first such character; tabs and line feeds are none.

    >>> first_unsafe("Norway") is None
    True
    >>> first_unsafe("Nor\\x1b[31mway")
    '\\x1b'
    """
    found = _UNSAFE.search(text)
    return found.group() if found else None


def shown_safely(text: str) -> str:
    """The text with such characters written out, as JSON would: what may be sent to a terminal.

    >>> print(shown_safely("Nor\\x1b[31mway"))
    Nor\\u001b[31mway
    """
    # The end of a line in CSV is a carriage return with a line feed.
    lines = text.split("\r\n")
    return "\r\n".join(_UNSAFE.sub(lambda found: _escaped(found.group()), line) for line in lines)


def _escaped(character: str) -> str:
    number = ord(character)
    if number < 0x10000:
        return f"\\u{number:04x}"
    high, low = divmod(number - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
