"""What the columns of tables of results are called."""

from __future__ import annotations

# The columns of each table in order, with the message of their heading; others keep their own name.
HEADINGS = {
    "rule": "measure-rule",
    "other": "measure-other-rule",
    "period": "measure-period",
    "without": "measure-without",
    "direction": "measure-direction",
    "on": "measure-on",
    "counted": "measure-counted",
    "not_counted": "measure-not-counted",
    "undecided": "measure-undecided",
    "arrivals": "measure-arrival",
    "departures": "measure-departure",
    "net": "measure-net",
    "least": "measure-least",
    "most": "measure-most",
    "decided_by": "measure-decided-by",
    "answer": "measure-answer",
    "other_answer": "measure-other-answer",
    "crossings": "measure-crossings",
    "typical_days": "measure-typical",
    "known_on": "measure-known-on",
}
