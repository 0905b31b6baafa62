"""Records come in: what columns mean, how files and frames are read, and what is doubtful in them.

`mapping` names columns and treatments; `records` makes the table `raw` of files or a frame, `sqlite_records` and `spark` do so
for their engines; `quality` makes the table `clean` of it, and counts each doubt. `simulate` makes synthetic travellers.

May know: `measurement.sql`. Read `mapping` first, then `records` and `quality`.
"""
