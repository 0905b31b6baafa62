"""Names in other programs' tables to entries, as OpenRefine asks (Reconciliation Service API).

`reconcile` answers the requests of the API; `reconcile_batch` works on their batches; `matching` finds entries by name;
`properties` gives what is known of an entry as cells.

May know: `serve.http`, `serve.processes`, `serve.rest` (JSON of a request). Read `reconcile` first.
"""
