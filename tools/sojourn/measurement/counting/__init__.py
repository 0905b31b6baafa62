"""From decisions to numbers: tables of counts, and what may be shown of them.

`summary` has the counts (`Cube`) and the tables made from them; `revisions` says how counts settle with time; `cells` is the
whole table of a rule with all its totals; `disclosure` hides small counts and rounds the others.

May know: `measurement.sql`, `measurement.deciding`. Read `summary` first.
"""
