"""Commands that ask the compiled registry and change nothing.

`lookup` (with `sojourn show`; the module `show` lays an entry out), `compare`, `mirror` (two countries), `comparability`
(many), `classify`, `coverage` and `query` (SPARQL). Each takes its answer from `service` or the registry, and shows it as
text or as JSON.

May know: `cli.terminal`. Read `compare` first.
"""
