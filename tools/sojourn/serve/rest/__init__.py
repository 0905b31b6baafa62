"""The REST interface, made from one table of its operations.

`operations` is the table; `given` reads a request by it; `api` answers; `openapi` describes it for programs, `docs` for
people. A new operation is a line of the table and a use case of `processes.work`.

May know: `serve.http`, `serve.processes`. Read `operations` first, then `api`.
"""
