"""The RDF side: content plus `ontology/context.jsonld` as triples, its files, its checks, and queries on it.

- `triples`: what is in the published graph;
- `writing`: the graph as files, whole or entry by entry;
- `checking`: SHACL shapes and checks in SPARQL, with the line of the content that is wrong;
- `queries`: SPARQL on the graph, and queries of strangers in a process of their own.

`vocabulary` says where the ontology is and what its context declares; all rooms know it. Read `triples.build` first.
"""
