"""Refuse queries that would leave the graph: SERVICE, FROM and updates, found on the tokens of the query.

Both SPARQL engines follow SERVICE to the network, and one reads files for FROM. Searching the text for these words
would refuse a search for "military service"; so the query is cut into the tokens of the SPARQL grammar, where a keyword
can only stand outside strings, comments, addresses, variables and local names. Wherever engines may cut differently
from the grammar the stricter reading is taken:

- keywords may be joined (`SERVICESILENT`), so a bare word or a prefix that contains the keyword is refused;
- `\\uXXXX` may be decoded before or after cutting, so the query must pass both ways;
- `?a<?b)...>` may be an address or a comparison: inside brackets after a value, an address with `#` is refused (it
  could begin a comment), and so is one that holds `)` and then the keyword. The rest cannot shift a token border.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sojourn.model.errors import UsageError

_ESCAPED = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^\"\\]|\\.))*\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
               | \"(?:[^\"\\\n\r]|\\.)*\" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^<>\"{{}}|^`\\\x00-\x20]*>)
    | (?P<name>(?P<prefix>(?:[^\W\d_][\w\-.]*)?):(?:(?:[\w:.\-]|%[0-9A-Fa-f]{{2}}|{_ESCAPED})*))
    | (?P<value>[?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | (?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<space>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"})
_CLOSING = {")": "(", "]": "[", "}": "{"}

_REASONS = {
    "SERVICE": (
        "SERVICE sends parts of the query to other servers",
        "Ask this graph only, and join other data yourself",
    ),
    "FROM": ("FROM names graphs to read from files or the network", "Leave the clause out: all data are in one graph"),
}


def refuse_unsafe(text: str) -> None:
    """Raise UsageError if the query could read or change anything but the graph it is run on."""
    _check(text)
    decoded = _UNICODE.sub(lambda found: _character(found.group(1) or found.group(2)), text)
    if decoded != text:
        _check(decoded)


def _character(digits: str) -> str:
    return chr(int(digits, 16)) if int(digits, 16) < 0x110000 else "\ufffd"


def _check(text: str) -> None:
    open_brackets: list[str] = []
    after_value = False
    for kind, token, prefix in _tokens(text):
        if kind == "word" or (kind == "name" and prefix):
            _refuse_word(prefix or token, kind == "word")
        elif kind == "iri" and after_value and open_brackets[-1:] == ["("]:
            _refuse_ambiguous(token)
        elif token in ("(", "[", "{"):
            open_brackets.append(token)
        elif token in _CLOSING and open_brackets[-1:] == [_CLOSING[token]]:
            open_brackets.pop()
        if kind not in ("space", "comment"):
            after_value = kind in ("string", "iri", "name", "value", "word") or token in (")", "]")


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, text and prefix (of a prefixed name) of each token."""
    for found in _TOKEN.finditer(text):
        kind = "name" if found["name"] is not None else str(found.lastgroup)
        yield kind, found.group(), found["prefix"] or ""


def _refuse_word(word: str, bare: bool) -> None:
    for keyword, (reason, advice) in _REASONS.items():
        if keyword in word.upper():
            raise UsageError(f"the query uses {keyword}, which is refused", reason, advice)
    if bare and word.upper() in _UPDATES:
        raise UsageError(
            f"the query uses {word.upper()}, which is refused",
            "the graph is read only",
            "Use SELECT, ASK, CONSTRUCT or DESCRIBE; to change the data, edit the glossary",
        )


def _refuse_ambiguous(iri: str) -> None:
    if "#" in iri or re.search(r"\).*service", iri, re.IGNORECASE):
        raise UsageError(
            f"'{iri}' can be read in two ways here",
            "after a value inside brackets, '<' may be a comparison",
            "Use a prefixed name for the address, or put a space after '<' if a comparison is meant",
        )
