"""Commands that decide about people.

`apply` decides histories, `test` holds decisions against those that a case expects, `measure` goes over records of any
number, `simulate` makes records to try it on. `travellers` reads histories from YAML and tables, `tables` any usual
separator, encoding and way to write a date, `dates` a date or a range with a step.

May know: `cli.terminal`. Read `apply` first.
"""
