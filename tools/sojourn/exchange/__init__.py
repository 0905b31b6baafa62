"""Formats in which others take the content along, and the one (`xlsx`) in which they give it back.

SSSOM, SDMX, XKOS, TBX, CSV on the Web and Parquet are a module each, made from the compiled registry (`material`) as bytes that
depend on nothing else: same registry, same bytes. `formats` lists them, for the command line, the build and the release. What a
format cannot hold is left out, and said in the module's first lines. `xlsx` is a room of its own, made from the content.
`sojourn export FORMAT` has one command a format (`cli.export`), `sojourn import` reads workbooks.

May know: model, rules, classification, prose, loading, lookup and graph. Libraries of formats come with the extra `exchange`.
"""
