"""What a rule still requires of the days of one person that are not known: a tree of leaves, each known at some date.

`residuals` places the atoms of a formula at a crossing or on a date and says when each is known, and with which answer;
`windows` and `rolling_periods` do it for limits in every window of some length, `breaks` for breaks that are not tolerated,
`plans` for stays that are meant or permitted.

May know: `observed` and the formulas of `sojourn.rules.logic`; nothing of statuses or of several crossings. Read
`residuals` first.
"""
