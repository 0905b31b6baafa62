"""From YAML files to checked content, and back to files in their normal form.

`reading` makes data of one file; `forms` holds it against the form of its kind (schemas, rules); `glossary` puts a folder
together and compiles it; `checks` says what an editor would; `writing` gives files their normal form. A file is read once,
from the first room to the last, and every layer reports findings with file, line, key, reason and advice: nothing is
published from content with errors.

May know: `model`, the meaning of rules (`rules`), and words (`prose`); no registry, no graph, no page. Read
`glossary.content` first.
"""
