"""What a rule decides for one person: crossing by crossing (flows) or on dates (stocks), with three values.

`history` is what was observed of a person, `observation` what is known of each day, `residuals` what a rule still asks
of the days not seen, `status_process` the resident status over the crossings; `flows` and `stocks` answer, `counts` adds
up. Read `flows` first.

May know: `sojourn.rules.logic`, `solver`, `comparison` (for what rules leave open).
"""
