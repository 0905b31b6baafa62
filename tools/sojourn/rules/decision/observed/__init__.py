"""What was seen of one person: stays, facts with dates, and where observation has gaps.

A `history` is what was recorded (`history_form` reads it from its content form). `observation` says of each day whether it
counts, does not count, or is not known, and adds days up; `filled_breaks` makes the days of a stay of which short breaks
are tolerated.

May know: `sojourn.model` and `sojourn.rules.logic`; no rule is asked about here. Read `history` first.
"""
