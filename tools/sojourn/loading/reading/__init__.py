"""One file as data: YAML 1.2 without tags, aliases and duplicate keys, in UTF-8, of bounded size and depth.

`reader` reads a file or a text and gives a `Document` or a finding; `yaml12` makes values of the text (by yaml-rs, in the
browser by PyYAML); `value_checks` refuses what YAML allows and no content needs; `positions` finds the line of a key, and
names it as people do; `telling` makes findings of messages, with their words.

May know: no other room of `loading`. Packed for the browser as a whole. Read `reader` first.
"""
