"""The published website: pages written from the registry with the templates in `site/`, in frames by mkdocs-material.

- `content`, `templates`, `frame`: from the registry to a finished file, the same for all pages;
- `entries`: a page for each term, definition, country, framework and rule, and the answers in short;
- `lists`: indexes, search, coverage, verdicts; `map` and `statistics`: figures over all countries;
- `data`: downloads, the files of machines, SPARQL and the engine in the browser; `versions`: what changed, and when.

May know: values, `prose`, the registry, the graph; nothing of `service` or HTTP. Read `build` first, which makes the whole.
"""
