"""The form that each kind of content must have.

`schema` holds a document against the JSON Schema of its kind and words every fault; `schema_walk` goes along a document
with the schema of each value; `rule_form` and `window_form` judge what a schema cannot see in a rule (one composition or
one limb, what is needed together, what means nothing together); `rule_file` reads a rule in a file of its own.

May know: `loading.reading`. Read `schema` first, then `rule_form`.
"""
