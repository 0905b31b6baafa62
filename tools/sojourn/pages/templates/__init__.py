"""Templates to pages: what a page says, before it has a frame.

`page` is a page with its head, its headings and its content. `render` fills templates; what they call is in `links`,
`linked` (data inside pages), `cite`, `term_linker` and `naming_tables`. `handwritten` pages are Markdown.

May know: `pages.content`. All text reaches a page through Jinja's autoescape. Read `render` first.
"""
