"""HTTP and MCP over `service`: the site, linked data, SPARQL, REST, reconciliation, and tools for assistants.

Everything here is thin: a request is read and bounded, one use case is called, its value is shown. `app` says which address
is answered by what, `run` runs it. `http` is the form of requests and answers, `processes` what works behind them; each
interface has a room: `web`, `rest`, `reconciliation`, `assistants`. What a stranger may make expensive (a query, a rule) runs
in a process of its own that is killed at its limit. Nothing leaves the machine, and nothing is written. Read `app` first.

May know: `service` and all that is above it; no pages, no build, no terminal. Needs the extra `serve` (`mcp` for MCP).
"""
