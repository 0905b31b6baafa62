"""The frame around each page, and the files of the site as a whole.

`mkdocs` makes one frame for each layout and language, `frames` cuts it open where pages differ, `finish` puts a page into
it (with `typography` and its content policy), `writing` writes all pages on all cores, or links those of the last build.
`third_party` brings scripts of others, `rewriting` the rules for web servers.

May know: `pages.content`, `pages.templates`. Read `writing` first, then `frames`.
"""
