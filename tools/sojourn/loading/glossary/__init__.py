"""A glossary folder as a whole: its files, what they define, what they refer to, and the compiled form of each entry.

`files` finds the files of a folder; `content` reads all and knows each entry by its id; `withheld` keeps what a faulty file
defines from being called unknown; `references` follows what a schema marks with `x-refers-to`; `releases` reads the list of
releases; `compiled` makes the one form from which registry, twins and graph are made.

May know: `loading.reading`, `loading.forms`. Read `content` first.
"""
