"""The values that everything in Sojourn speaks of. Knows no file, no RDF, no HTTP and no third-party package.

- Rules and people: `rule` (with `window`, `population`), `traveller`, `containment` (groups of countries).
- The registry: `entries` and their `parts`, read by `fields`; `text` by language, `order`, `addresses`, `content_hash`.
- What is said: `message` (an id and arguments; words are made in `sojourn.prose`), `trace`, `finding`, `errors`,
  `suggestion`.
- How values are shown or written, the same everywhere: `csv_text`, `json_lines`, `display`, `safe_text`, `file_types`.

`value` is the base of those that a lookup touches, which must be quick to load. Read `rule` first, then `message`.
"""
