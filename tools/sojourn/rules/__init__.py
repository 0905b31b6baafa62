"""The meaning of residence rules: exact comparison, satisfiability, and what a rule decides for a traveller.

Knows the values of `sojourn.model` and the standard library only: no file, no RDF, no HTTP, no solver.
"""

from __future__ import annotations

from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.contradictions import Contradiction, contradictions, satisfiable
from sojourn.rules.comparison.result import Comparison, StartDates, Unknown
from sojourn.rules.comparison.witness import Witness
from sojourn.rules.decision.explanation.counts import Tally, tally
from sojourn.rules.decision.explanation.result import Counted, Decision
from sojourn.rules.decision.flows import Flows, apply
from sojourn.rules.decision.observed.history import History, HistoryError
from sojourn.rules.decision.observed.history_form import history_from_dict
from sojourn.rules.decision.stocks import Stocks, counted
from sojourn.rules.errors import RuleError
from sojourn.rules.evaluation.evaluator import Traveller, evaluate

__all__ = [
    "Comparison",
    "Contradiction",
    "Counted",
    "Decision",
    "Flows",
    "History",
    "HistoryError",
    "RuleError",
    "StartDates",
    "Stocks",
    "Tally",
    "Traveller",
    "Unknown",
    "Witness",
    "apply",
    "compare",
    "contradictions",
    "counted",
    "evaluate",
    "history_from_dict",
    "satisfiable",
    "tally",
]
