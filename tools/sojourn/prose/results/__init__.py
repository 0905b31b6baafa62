"""Results of comparisons and classifications as pages and terminals show them: people, sentences, lines.

`people` finds who shows a difference; `comparison_view` gives many comparisons the form that pages load.

May know: the values of `sojourn.rules` and `sojourn.classification`, which the rest of `prose` may not.
"""
