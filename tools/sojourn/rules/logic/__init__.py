"""What a rule says, settled once: a limb becomes a formula over few kinds of atom; nothing behind this room knows facets.

`expand` replaces references and checks limits; `lowering` turns one limb into a formula (direction, far end, day
convention and calendar months are decided there); `formula` has the atoms and the disjunctive form; `normal_form` the
clauses of whole rules; `calendar` the months as exact days for all start dates. Read `formula` first, then `lowering`.

May know: `sojourn.model`, `sojourn.rules.errors`.
"""
