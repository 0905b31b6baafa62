"""Clauses in which several day conventions or weights meet, as programs in whole numbers.

`integer_program` makes a program of a clause and looks for a solution, `presolve` settles what can be told without a search,
`simplex` gives the bounds of the search.

May know: `sojourn.rules.logic`, and of the solver `difference_constraints`. Read `integer_program` first.
"""
