"""The oracle: a second, deliberately naive reading of rules that looks at every single day of one traveller.

It shares no code with the search or the decision, not even the arithmetic of months, so that a mistake there shows.
Read `evaluator` first; `measured` has its arithmetic.

May know: `sojourn.model` alone.
"""
