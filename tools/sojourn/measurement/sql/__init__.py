"""SQL as all engines read it, and the engines.

`engine` says what an engine does, and has DuckDB and SQLite; `formula_sql` writes formulas of a rule as SQL; `dialect` holds
what engines write differently. Spark is in `intake.spark`, beside the records that it reads itself.

May know: no other room of `measurement`. Read `engine` first.
"""
