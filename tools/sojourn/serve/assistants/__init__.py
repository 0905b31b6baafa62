"""Tools for assistants over the Model Context Protocol: `assistant` has the tools, `fitting` makes answers fit a window.

May know: `serve.http`, `serve.processes`, `serve.rest` (entries by name), `serve.reconciliation` (names of entries). Needs the
extra `mcp`. Read `assistant` first.
"""
