"""Rules on records: what definitions do to the numbers of an office's own data, in SQL on DuckDB, Spark or SQLite.

From rules and records to results, room by room: `planning` makes formulas of a rule (those of `rules.logic`), `sql` runs them
on an engine, `intake` reads records and puts them right, `deciding` runs the status process of all persons at once (`arrays`
does the same on NumPy), `counting` makes tables of decisions, `running` puts a run together, `showing` writes it. `opening`
has engines by name for `sojourn.measure`. Read `planning.plan`, then `deciding.crossings`.

May know: `sojourn.model`, `sojourn.rules`, `sojourn.prose`, `sojourn.lookup` (labels for the report).
"""
