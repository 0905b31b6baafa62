"""The decisions of rules about all persons at once, as SQL: the table `clean` becomes `decided` and `stock`.

`decide` runs the steps: `crossings` (what each asks), `status` (the process), `joint` with `sweep` (what several open ones
settle together); `start` is the status before the first. `dates` decides whom a rule counts on a date; `by_person` what SQL
cannot.

May know: `measurement.sql`, `measurement.planning`. Read `crossings` first, then `decide`.
"""
