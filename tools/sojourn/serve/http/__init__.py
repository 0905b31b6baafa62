"""What holds for every request and every answer, whatever is asked.

`settings` bounds what a request may cost; `middleware` guards and records each; `negotiation` finds the language and the type
that a client likes best; `answers` gives bytes with their type, tag and packing; `problems` gives errors, each a message;
`metrics` counts.

May know: no other room of `serve`. Read `problems` first, then `answers`.
"""
