"""What Sojourn does for anybody who asks, one typed function a use case: find, show, compare, classify, mirror,
comparability, decide, query, check, measure.

The command line, the package in the browser and HTTP are thin over this room: they read their arguments, call one function
and show the value. Whatever may be an id, an IRI, an entry, a rule as a value, its content form or (where files may be
read) a YAML file is resolved in `given` alone. Errors are `SojournError`, of one shape everywhere. Read `given` first.

May know: everything above it (`model`, `rules`, `classification`, `loading`, `lookup`, `graph`); no HTTP, no terminal.
"""

from __future__ import annotations

from sojourn.service.check import check_rule
from sojourn.service.classify import classify
from sojourn.service.comparability import comparability
from sojourn.service.compare import compare, compare_with_verdict
from sojourn.service.decide import decide, read_history
from sojourn.service.find import SearchPage, find, show
from sojourn.service.given import GivenRule, RuleLike, given_rule
from sojourn.service.measure import measure, measure_with_decisions
from sojourn.service.mirror import mirror

__all__ = [
    "GivenRule",
    "RuleLike",
    "SearchPage",
    "check_rule",
    "classify",
    "comparability",
    "compare",
    "compare_with_verdict",
    "decide",
    "find",
    "given_rule",
    "measure",
    "measure_with_decisions",
    "mirror",
    "read_history",
    "show",
]
