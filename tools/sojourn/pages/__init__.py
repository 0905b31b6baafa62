"""The published website: pages are written from the registry and the templates in `site/`, and built by mkdocs-material."""
