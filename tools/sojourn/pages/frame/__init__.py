"""What all pages share: the catalogue of entries, templates and links, the frame that mkdocs-material gives, finishing.

Read `render` first.
"""
