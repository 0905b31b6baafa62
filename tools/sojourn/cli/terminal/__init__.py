"""What all commands share: `inputs` (the language of an answer, options that take a date) and `streams` (output that can
never command a terminal).

May know: no other room of `cli`. Read `inputs` first.
"""
