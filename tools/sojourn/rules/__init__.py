"""The meaning of residence rules: exact comparison, satisfiability, and what a rule decides for a traveller.

Knows the values of `sojourn.model` and the standard library only: no file, no RDF, no HTTP, no solver.
"""

from __future__ import annotations

from sojourn.rules.compare import compare
from sojourn.rules.comparison import Comparison, StartDates, Unknown
from sojourn.rules.decision import Decision
from sojourn.rules.errors import RuleError
from sojourn.rules.evaluator import Traveller, evaluate
from sojourn.rules.history import History, history_from_dict
from sojourn.rules.process import apply, asked_of
from sojourn.rules.satisfy import Contradiction, contradictions, satisfiable
from sojourn.rules.stock import Counted, counted
from sojourn.rules.tally import Tally, tally
from sojourn.rules.witness import Witness

__all__ = [
    "Comparison",
    "Contradiction",
    "Counted",
    "Decision",
    "History",
    "RuleError",
    "StartDates",
    "Tally",
    "Traveller",
    "Unknown",
    "Witness",
    "apply",
    "asked_of",
    "compare",
    "contradictions",
    "counted",
    "evaluate",
    "history_from_dict",
    "satisfiable",
    "tally",
]
