"""What a rule decides for one person: crossing by crossing (flows) or on dates (stocks), with three values.

Both are decided in the same way. `silence` completes what the rule leaves open, `cases` what is not known of the person;
`observation` says which days count as far as they were seen, and `residuals` (with `windows`, for rolling limits) what the
rule still asks of the others. `joint` and `track` say which answers several open cases can have together. `status_process`
is the resident status over the crossings; `flows` and `stocks` answer, `telling`, `reasons`, `numbers` and `explaining` say
why, `counts` adds up. A `history` is what was observed (`history_form` reads it), `gaps` what nobody saw of it.

May know: `sojourn.rules.logic`, `solver`, `comparison` (for what rules leave open); never `evaluation`, which judges it in
the tests. Read `flows` first, then `residuals` and `status_process`.
"""
