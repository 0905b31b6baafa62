"""Random queries put to the guard; whatever it lets through is run by the bare engine beside a canary.

`python -m tests.fuzz.fuzz_guard 1000000` runs a million and says how many passed, and how many reached the canary (none may).
"""

from __future__ import annotations

import contextlib
import random
import sys
import time

import pyoxigraph as ox

from sojourn.graph.queries.guard import refuse_unsafe
from sojourn.model.errors import UsageError
from tests.fuzz.canary import Canary

# Pieces that engines and guards have cut differently, or might.
TOKENS = [
    "?a<?b", "#>", "\n", "\"\"\"", "'", "\"", ")", "(", "FILTER", "?s ?p ?o .", "<http://a#>", "<x>", "\\u0022",
    "e:a\\#b", "e:", "{", "}", ".", "1", "true", "OPTIONAL", "UNION", "BIND(1 AS ?k)", "# x", "'''",
    "VALUES ?v { 1 }", "\\", "@en", "^^", ":", ":.", "e:.", "e.x:.", ":-", ":a.", "a", ";", ",", "[", "]", "[]",
    "_:b", "_:b.", "?s a :.", "?s a e:.", "1.", "1.e", ".5", "SILENT", "SERVICE", "SERVICE SILENT", "GRAPH", "MINUS",
    "EXISTS", "NOT EXISTS", "SELECT *", "WHERE", "$x", "?x.", "^", "|", "/", "*", "+", "!", "%", "%41", "e:%41.",
    "\\u0053", "\\u002E", "\u00b7", "\u203f", "\u00e9:", "\ufeff", "\u200d", "&&", "=", "!=", ">", "<", ">=", "<=",
    "IN",
]  # fmt: skip


def made(chance: random.Random, url: str) -> str:
    """One random query that calls another server somewhere, whole or in pieces."""
    call = chance.choice([f"SERVICE <{url}> {{ ?x ?y ?z }}", f"SERVICE SILENT <{url}> {{}}", f"<{url}> {{ ?x ?y ?z }}"])
    before = chance.choices(TOKENS, k=chance.randrange(7))
    after = chance.choices(TOKENS, k=chance.randrange(5))
    space = chance.choice(["", " ", "\n"])
    head = chance.choice(["SELECT * WHERE", "ASK", "CONSTRUCT { ?s ?p ?o } WHERE", "DESCRIBE ?s WHERE"])
    inside = space.join([*before, call, *after])
    return f"PREFIX : <http://e/> PREFIX e: <http://e/> PREFIX e.x: <http://e/> {head} {{ {inside} }}"


def went_out(query: str, canary: Canary) -> bool:
    """Whether a query that the guard lets through reaches the canary when the bare engine runs it."""
    try:
        refuse_unsafe(query)
    except UsageError:
        return False
    before = canary.visits
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, ValueError):
        found = ox.Store().query(query)
        if not isinstance(found, ox.QueryBoolean):
            list(found)
    return canary.visits > before


def main(number: int, seed: int = 1) -> int:
    """Put so many random queries to the guard; the exit status is 1 if one went out."""
    chance, canary = random.Random(seed), Canary()
    started, passed, out = time.perf_counter(), 0, []
    for _ in range(number):
        query = made(chance, canary.url)
        try:
            refuse_unsafe(query)
        except UsageError:
            continue
        passed += 1
        if went_out(query, canary):
            out.append(query)
    took = time.perf_counter() - started
    print(f"{number} queries in {took:.0f} s: {passed} passed the guard, {len(out)} reached the canary")
    for query in out[:10]:
        print(f"  {query!r}")
    return 1 if out else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
