"""The meaning of residence rules: exact comparison, satisfiability, and what a rule decides for a traveller.

Knows the values of `sojourn.model` and the standard library only: no file, no RDF, no HTTP, no solver. What stands here is
imported when it is first asked for: whoever measures records or reads one formula need not wait for the solver.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False

if TYPE_CHECKING:
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
else:
    _PLACES = {
        "comparison.compare": ("compare",),
        "comparison.contradictions": ("Contradiction", "contradictions", "satisfiable"),
        "comparison.result": ("Comparison", "StartDates", "Unknown"),
        "comparison.witness": ("Witness",),
        "decision.explanation.counts": ("Tally", "tally"),
        "decision.explanation.result": ("Counted", "Decision"),
        "decision.flows": ("Flows", "apply"),
        "decision.observed.history": ("History", "HistoryError"),
        "decision.observed.history_form": ("history_from_dict",),
        "decision.stocks": ("Stocks", "counted"),
        "errors": ("RuleError",),
        "evaluation.evaluator": ("Traveller", "evaluate"),
    }

    def __getattr__(name: str) -> object:
        """What is offered under a name, from the module that holds it."""
        for place, names in _PLACES.items():
            if name in names:
                found = getattr(import_module(f"sojourn.rules.{place}"), name)
                globals()[name] = found
                return found
        raise AttributeError(f"module 'sojourn.rules' has no attribute '{name}'")


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
