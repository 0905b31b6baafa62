"""What is gone through because nobody says it: a decision stands only if it is the same in each alternative.

The rule: `silence` completes what it leaves open, `direction` gives both directions of a rule that speaks of one,
`sensitivity` tries the other convention about the ends of months. The person: `cases` has a formula for each value of an
attribute that the history does not give, `gaps` for crossings that nobody saw. `first_date` looks for the first date
on which a rule about dates counts somebody.

May know: `observed`, `required`, `outcomes` (a case is one of theirs), `sojourn.rules.comparison` for the completions of
open facets. Read `cases` first.
"""
