"""What a schema cannot see and an editor would.

`checking` runs every layer and sorts the findings; `editorial` checks entries with one another; `coding` holds the words of
a summary against the facets beside it; `terminology` checks terms by the style sheet of each language;
`satisfiability_check` finds rules that nobody can meet; `report` shows findings as a page.

May know: `loading.glossary`, `loading.forms`, `loading.reading`. Read `checking` first; a new check of content belongs
into `editorial` or `terminology`.
"""
