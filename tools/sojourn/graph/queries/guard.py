"""Refuse queries that would leave the graph: SERVICE, FROM and updates, decided on the parsed query.

Both SPARQL engines follow SERVICE to the network, and one reads files for FROM. The query is parsed by the SPARQL grammar of
tree-sitter, and refused for what it *is*, not for the words in it: a search for "military service" is none. A query that the
grammar cannot read is refused too, with the place. Escapes (`\\u0053`) may be decoded before or after parsing, so the
query must pass both ways. What only SPARQL 1.2 has (quoted triples, LANGDIR) the grammar cannot read, so it is refused:
nobody could judge it. The engine has no network either while it runs a query from outside (`sandbox`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator
from functools import cache

import tree_sitter_sparql
from tree_sitter import Language, Node, Parser

from sojourn.model.errors import UsageError, Where
from sojourn.model.message import message

_UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Words that SPARQL takes in any case and the grammar in one only; all are harmless.
_ONE_CASE = {
    word.lower(): word
    for word in ("isIRI", "isURI", "isBLANK", "isLITERAL", "isNUMERIC", "sameTerm", "GROUP_CONCAT", "true", "false")
}
_ANY_CASE = re.compile(rf"\b(?:{'|'.join(_ONE_CASE)})\b", re.IGNORECASE)
_KEYWORDS = re.compile("service|from", re.IGNORECASE)
# Patterns inside each other; engines run out of their stack at some thousands.
MAX_DEPTH = 400
# A longer text is no question that anybody wrote.
MAX_BYTES = 256 * 1024

_READ_ONLY = (
    message("error-read-only"),
    message("error-use-select"),
)
# What is refused, by the kind of the node: the keyword, why, and what to do instead.
_REFUSED = {
    "service_graph_pattern": (
        "SERVICE",
        message("error-service-sends"),
        message("error-this-graph-only"),
    ),
    "dataset_clause": (
        "FROM",
        message("error-from-names"),
        message("error-leave-clause"),
    ),
    "using_clause": ("USING", *_READ_ONLY),
    **{
        kind: (kind.partition("_")[0].upper(), *_READ_ONLY)
        for kind in (
            "load", "clear", "drop", "create", "add", "move", "copy",
            "insert_data", "delete_data", "delete_where", "modify", "insert_clause", "delete_clause", "update",
        )
    },
}  # fmt: skip


def refuse_unsafe(text: str, graphs: Collection[str] = ()) -> None:
    """Raise UsageError if the query could read or change anything but the data it is run on, or cannot be read.

    `graphs` are the named graphs in these data, by IRI: the only ones that FROM may name.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise UsageError(
            message("error-query-too-long"),
            message("error-more-than-kb", n=MAX_BYTES // 1024),
            message("error-smaller-questions"),
        )
    decoded = _UNICODE.sub(lambda found: _character(found.group(1) or found.group(2)), text)
    _check(text, graphs)
    # An escape inside a string may be no text that can be read again; then the words themselves must not be there.
    if decoded != text:
        _check(decoded, graphs, readable=bool(_KEYWORDS.search(decoded)))


def _character(digits: str) -> str:
    return chr(int(digits, 16)) if int(digits, 16) < 0x110000 else "\ufffd"


@cache
def _parser() -> Parser:
    with warnings.catch_warnings():
        # The grammar's package hands its address over as a number, which the binding takes and grumbles about.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Parser(Language(tree_sitter_sparql.language()))


def _check(text: str, graphs: Collection[str], readable: bool = True) -> None:
    # Only the case of letters changes, which no engine cuts a query by.
    text = _ANY_CASE.sub(lambda found: _ONE_CASE[found.group().lower()], text)
    source = text.encode("utf-8", "replace")
    _refuse_deep(source)
    root = _parser().parse(source).root_node
    faults: list[Node] = []
    for node in _nodes(root):
        if (found := _REFUSED.get(node.type)) and not _at_hand(node, graphs):
            keyword, reason, advice = found
            raise UsageError(message("error-query-refused", keyword=keyword), reason, advice, _place(node))
        if node.is_error or node.is_missing:
            faults.append(node)
    if readable and (faults or root.has_error):
        raise _unreadable(faults[0] if faults else root, source)


def _at_hand(node: Node, graphs: Collection[str]) -> bool:
    """Whether a node is a FROM with the whole IRI of a graph that is among the data."""
    if node.type != "dataset_clause" or not graphs:
        return False
    named = [part for part in _nodes(node) if part.type == "iri_reference"]
    return len(named) == 1 and (named[0].text or b"").decode("utf-8", "replace")[1:-1] in graphs


def _nodes(root: Node) -> Iterator[Node]:
    """All nodes in order, by a cursor: the depth of a query must not become that of a recursion."""
    cursor = root.walk()
    while True:
        node = cursor.node
        assert node is not None
        yield node
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return


def _refuse_deep(source: bytes) -> None:
    """Raise UsageError for too many brackets inside each other (those in strings are counted too: it is a bound)."""
    depth = 0
    for character in source:
        if character in b"{([":
            depth += 1
            if depth > MAX_DEPTH:
                raise UsageError(
                    message("error-query-too-deep"),
                    message("error-brackets", n=MAX_DEPTH),
                    message("error-write-flatter"),
                )
        elif character in b"})]":
            depth = max(0, depth - 1)


def _unreadable(node: Node, source: bytes) -> UsageError:
    row, column = node.start_point
    line = source.split(b"\n")[row].decode("utf-8", "replace").strip()
    wanted = f": '{node.type}' is missing" if node.is_missing else ""
    return UsageError(
        message("error-query-unreadable"),
        message("error-query-place", line=row + 1, column=column + 1, wanted=wanted, text=line[:120]),
        message("error-sparql-grammar-list"),
        _place(node),
    )


def _place(node: Node) -> Where:
    return Where(None, node.start_point[0] + 1)
