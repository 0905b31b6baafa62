"""How two rules relate, exactly, with what is open and the travellers that show each difference.

`open_facets` and `completions` go through what a silent facet could be; `relation` decides two rules in which nothing
is unknown; `pair` joins both; `witness` finds travellers and puts them to the oracle; `contradictions` finds rules that
nobody can meet; `compare` puts names to it and returns the value of `result`. Read `compare` first, then `pair`.

May know: `sojourn.rules.logic`, `solver`, `evaluation`.
"""
