"""Decisions as values, and why they are what they are.

`result` is what the world sees: a decision on a crossing or on a date. `conclusion` makes one of all alternatives, with
its reason; `reasons` says what an open case waits for, `numbers` which days were counted and how many are needed, `trace`
how the parts of the rule led to it, `counts` adds decisions up over many people.

May know: all other rooms of `decision`. Read `result` first, then `conclusion`.
"""
