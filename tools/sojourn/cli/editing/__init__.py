"""Commands for whoever edits a glossary, builds it and gives it away.

`new`, `check` and `fmt` work on files; `build` makes registry, graph and site; `export` (with `export_xlsx`) and `import_`
exchange with other programs; `diff` and `release` compare versions and keep them.

May know: `cli.terminal`. Read `check` first.
"""
