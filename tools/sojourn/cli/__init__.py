"""The command `sojourn`: options and layout, thin over `service` and the other rooms.

`main` is the group and words every error; each command is a module that is imported when it is called. `answers` holds what
asks the registry, `people` what decides about histories and records, `editing` what an editor does with a glossary and its
releases, `servers` what stays running; `terminal` is what they share. `reference` makes the website's pages about commands,
Python and HTTP.

May know: every room; no room may know it. Read `main` first.
"""
