"""What pages are made from: the registry read once, and which of it each page has read.

`catalogue` has everything that pages look up, with the inverses that no entry holds. `reads` notes what a page reads while it
is made, `states` has the state of each such thing as a digest, and `kept` links the page of the last build if all of
them are the same.

May know: the registry (`sojourn.lookup`); nothing of templates or HTML. Read `catalogue` first.
"""
