"""Which answers several open crossings can have together, and what that makes of the resident status.

Two crossings may depend on the same unobserved day, so their answers are not free of each other. `joint` follows every
possible outcome through the crossings of a stretch, exactly where it can; `track` does the usual questions in few steps.
`status_process` holds the status before and after each crossing, and since when it is certain.

May know: `observed`, `required`, and the solvers of `sojourn.rules.solver`. Read `status_process` first, then `joint`.
"""
