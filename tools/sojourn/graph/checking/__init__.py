"""What is wrong with the graph, as findings with file, line and key.

`shacl` holds it against `ontology/shapes/` with either of two engines, `checks` against the queries of
`ontology/checks/`; `places` finds the line of the content that a node was made from.

May know: `graph.triples` and `graph.queries`. Read `validate` first, which runs all of them.
"""
