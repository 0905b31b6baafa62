"""From a rule to what it asks of each crossing, or on each date.

`plan` makes formulas of a rule in each way to complete it; `direction` is where that meets `rules.decision`; `attrition` makes
the rules without some of their facets.

May know: no other room of `measurement`. Read `plan` first.
"""
