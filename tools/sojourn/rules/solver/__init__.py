"""Does a timeline exist that meets a clause, and on which start dates?

`clause_satisfiability` splits a clause by presence object, `satisfiability` decides one object for all start dates:
by `difference_constraints` (with quick answers in `interval_bounds`), `anchored_run` (the stay around a date),
`rolling_lives` and `rolling_within`, or, where several day conventions or weights meet, by `integer_program`
(`presolve`, `simplex`).
`shortest_timeline` finds the shortest traveller. Read `satisfiability` first.

May know: `sojourn.rules.logic`.
"""
