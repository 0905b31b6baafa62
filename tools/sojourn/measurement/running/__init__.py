"""A whole run: records and rules in, results out, in parts that fit in memory.

`options` is what a run is asked for; `run` goes over the parts and keeps what is done, `part` does one; `stamp` says what a
result rests on; `frames` gives a result to Arrow, Polars and pandas.

May know: all other rooms of `measurement` but `showing`. Read `run` first.
"""
