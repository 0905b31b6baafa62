"""Sojourn in the formats of other programs: SSSOM, SDMX, XKOS, TBX, CSV on the Web, Parquet.

Each module writes one format from the compiled registry (`material`), as bytes that depend on nothing else: same registry,
same bytes. `formats` lists them all, for the command line, the build and the release. What a format cannot hold is left out
and said in the module's first lines. Read `material` and `formats` first.

May know: values, results of classifications, words, the registry, the graph; no HTTP, no terminal, no content files.
"""
