"""Versions of the content: what changed between two of them, in words and in meaning, and the record that a release leaves.

`opening` finds a version by what people call it (a build, a folder, a git revision, a number); `snapshot` makes a
registry of a recorded release; `changes` holds two registries against each other and gives a `Difference`: entries added,
retired, reworded, and rules that mean something else (`rules.compare`, with the traveller who is counted differently);
`flips` finds the classifications that come out otherwise. `telling` makes messages of it, `rendering` text, Markdown and
a page. `recording` writes what a release leaves behind (the form of the record is in `loading.releases`). Begin with
`changes`.

May know: model, rules, classification, prose, loading and lookup.
"""
