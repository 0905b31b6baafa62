"""Words: messages, rules, values and travellers in each language, and the figures (SVG) that go with them.

The tables lie in `phrases/`, one file a language; nothing here decides anything, and nothing reads words back.

May know: `sojourn.model`, and the values of `rules` and `classification`.
"""
