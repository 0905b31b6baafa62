"""SPARQL on the graph: example queries, queries by file, and queries of strangers.

`store` is where a graph comes from, `query` runs a query on it, `table` writes the answer. Queries from outside are refused
for what they are (`guard`) and run by `sandbox` in a process of their own (`query_worker`; `child` is the outer side of such
a process, `confined` its inner side, `template` what several are copies of), with limits and without network or files.

May know: `graph.vocabulary` only. Read `query` first, then `sandbox`.
"""
