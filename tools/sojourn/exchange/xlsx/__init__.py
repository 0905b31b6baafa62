"""Workbooks of spreadsheet programs: content out, edited, and back in.

`layout` says which sheets and columns there are and turns entries into cells and back (it knows no workbook); `cells` has the
written form of single values. `writing` makes a workbook; `guard` and `reading` read one that a stranger may have made;
`assembling` puts its rows together to files of the glossary; `changes` holds them against what is there, checks and writes;
`marking` shows what is wrong in a copy of the workbook. Begin with `layout`.

May know: model, prose and loading.
"""
