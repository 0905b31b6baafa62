"""Versions on the website: the page of what changed, and each recorded release with a page for every entry (`/v/0.1.0/...`).

May know: frame. Begin with `changes_page`; `released_pages` writes plain pages that need nothing of the site but one style.
"""
