"""Back to files: the normal form of content, and files that are replaced whole or not at all.

`normal` writes data as `sojourn fmt` does, keys in the order of the schema; `comments` brings the comments of the old text
back to their places; `replacing` puts a new text in the place of a file, whatever link, mode or full disk it meets;
`scaffold` holds the commented starting file of a country.

May know: `loading.reading`, `loading.forms`. Read `normal` first.
"""
