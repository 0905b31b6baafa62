"""The package in a reader's browser: one entry point that takes and gives JSON, over rules handed in as JSON.

What this room imports is packed for the browser (`sojourn.pages.data.engine_files`), where there is only Python's own
library and what lies in the pack: no SQLite, no Rust. A test runs the pack so.
"""
