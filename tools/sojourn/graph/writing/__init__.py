"""The graph as files: the same triples always give the same bytes.

`formats` writes the whole or one entry in four formats, `compact` as JSON-LD for readers; `twins` are the files that lie
beside each page of the website.

May know: `graph.vocabulary`; not how triples are made. Read `formats` first.
"""
