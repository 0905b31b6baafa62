"""Formats in which others take the content along, and the one (`xlsx`) in which they give it back.

A format is a module or a room of its own that reads the registry or the content and gives bytes or a file; nothing in it makes
content. `sojourn export FORMAT` has one command a format (`cli.export`), `sojourn import` reads workbooks.

May know: model, rules, classification, prose, loading and lookup. Libraries of formats come with the extra `exchange`.
"""
