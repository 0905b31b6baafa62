"""Words: messages, rules, values and explanations in each language, and the figures (SVG) that go with them.

`messages/` holds the words, one file a language: sentences as messages in ICU MessageFormat, and the phrases that rules are
put together from. `speaker` says any value; read it first. `rules` words rules, `facets` their facets as rows, `figures` and
`travellers` draw. The inner room `results` shows whole results. Nothing here decides anything, and nothing reads words back.

May know: `sojourn.model`; `results` also the values of `sojourn.rules` and `sojourn.classification`.
"""
