"""The registry as users meet it: the compiled file (SQLite), lookups and search. Knows only `model` and `rules`."""
