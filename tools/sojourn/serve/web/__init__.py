"""The web of pages and data: files of the website, identifiers, and queries over the graph.

`site` answers with files of one folder; `linked_data` sends an identifier to its page or its data; `sparql` is the SPARQL
Protocol.

May know: `serve.http`, `serve.processes`. Read `site` first.
"""
