"""Does a timeline exist that meets a clause, and on which start dates?

`clause_satisfiability` splits a clause by presence object, `satisfiability` decides one object for all start dates:
by `difference_constraints` (with quick answers in `interval_bounds`), `anchored_run` (the stay around a date),
`breaks`, the rooms `rolling` (windows of a length that lie everywhere) and `programs` (several day conventions or weights).
`closed_days`, `closed_examples` and `exempt_days` decide about days that are filled in or left out.
`shortest_timeline` finds the shortest traveller. Read `satisfiability` first.

May know: `sojourn.rules.logic`.
"""
