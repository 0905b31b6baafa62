"""What is published about entries and not by them: digests of what they and their rules say, and when releases changed them."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from sojourn.graph.vocabulary import expand
from sojourn.loading.glossary.compiled import iri, marks
from sojourn.loading.glossary.content import Content

# The kinds of entry that are cited and compared between versions.
KINDS = ("term", "rule", "definition")
_DATE = ox.NamedNode(expand("xsd:date"))


def mark_triples(content: Content) -> Iterator[ox.Triple]:
    """`sj:contentHash` and `sj:ruleHash`; `dct:created` and `dct:modified` are the dates of releases."""
    base = content.scheme["base"]
    for kind in KINDS:
        for entry in content.of(kind):
            found, node = marks(content, entry), ox.NamedNode(iri(base, kind, entry.id))
            for key, name in (("content_hash", "sj:contentHash"), ("rule_hash", "sj:ruleHash")):
                if key in found:
                    yield ox.Triple(node, ox.NamedNode(expand(name)), ox.Literal(found[key]))
            dates = [one["date"] for one in found.get("history", ()) if one["date"]]
            if dates:
                yield ox.Triple(node, ox.NamedNode(expand("dct:created")), ox.Literal(dates[0], datatype=_DATE))
                yield ox.Triple(node, ox.NamedNode(expand("dct:modified")), ox.Literal(dates[-1], datatype=_DATE))
