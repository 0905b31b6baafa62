"""Rules on records: what definitions do to the numbers of an office's own data, in SQL on DuckDB, Spark or SQLite.

`plan` makes formulas of a rule (those of `rules.logic`), `formula_sql` makes SQL of formulas, `crossings`, `status` and
`joint` the status process of all persons at once, `dates` whom a rule counts on a date; `by_person` decides what SQL cannot.
Records come in by `mapping`, `records` and `quality`; `summary`, `disclosure`, `report` and `output` make results of
decisions, `stamp` says what they rest on. `run` puts it together. `simulate` makes synthetic travellers. Read `plan`, then
`crossings`.

May know: `sojourn.model`, `sojourn.rules`, `sojourn.prose`, `sojourn.lookup` (labels for the report).
"""
