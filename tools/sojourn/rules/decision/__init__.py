"""What a rule decides for one person: crossing by crossing (flows) or on dates (stocks), with three values.

Both are decided in the same way, through rooms that each know only those before them:

- `observed`: what was seen of the person, day by day, and what nobody saw;
- `required`: what a rule still asks of the days that are not known;
- `outcomes`: which answers several open crossings can have together, and the resident status over them;
- `alternatives`: what is gone through because rule or person leave it open;
- `explanation`: the decision as a value, with its reason, its numbers and its trace.

`flows` and `stocks` put them together and answer. May know: `sojourn.rules.logic`, `solver`, `comparison` (for what rules
leave open); never `evaluation`, which judges it in the tests. Read `flows` first, then `required.residuals` and
`outcomes.status_process`.
"""
