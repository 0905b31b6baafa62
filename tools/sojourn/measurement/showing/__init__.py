"""Results for people and other programs: a page, a terminal, files.

`report` shows a run in words, with the bars of `figures`; `output` writes the whole folder or nothing; `protection` writes
tables for programs of complementary suppression; `stamped` lets each file say what it rests on.

May know: `measurement.planning`, `measurement.counting`, `measurement.running`. Read `report` first.
"""
