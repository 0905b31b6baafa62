"""The status process on NumPy arrays: what `crossings` and `status` say in SQL, several times as fast, in DuckDB's process.

Sorting, window functions and joins over all columns are what takes time in SQL. Here crossings are packed into one number
each and sorted as numbers (`ordering`), and swept in chunks of whole persons that fit in the processor's cache (`sweeping`):
`presence` counts days, `formulas` reads the formulas of `plan`, `statuses` is the process, `together` settles what several
open crossings decide together. The random tests hold it equal to the SQL of all engines and to `apply`.

May know: `measurement.sql`, `measurement.planning`, `measurement.intake`, `measurement.deciding`. Read `sweeping` first.
"""
