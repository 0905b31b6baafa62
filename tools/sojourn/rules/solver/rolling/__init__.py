"""Windows of a length that lie everywhere: in a period, before a crossing, or through a whole life.

`windows` gives the lengths of windows in days, `within` the windows inside a period, `crossing` those that end in the stay
at a crossing, `past` those up to a date, and `lives` puts them together for one presence object.

May know: `sojourn.rules.logic`, and of the solver `difference_constraints`. Read `windows` first, then `lives`.
"""
