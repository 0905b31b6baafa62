"""What is in the published graph: content, what follows from it, results, and the description of the data set.

`documents` brings a content document into the form that `ontology/context.jsonld` reads, by what `parts` takes from the
JSON Schema; `marks` adds digests and dates of release, `results` the classifications; `catalogue`, `description` and
`example_queries` describe the data set for those who harvest it. `build` puts all together and derives the rest
(`ontology/construct/*.rq`).

May know: `graph.vocabulary`, and `graph.queries` for the example queries. Read `build` first, then `documents`.
"""
