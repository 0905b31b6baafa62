"""The published website: pages written from the registry with the templates in `site/`, built by mkdocs-material."""
