"""The page of each entry: term, framework, rule, country, instrument, definition, source, and of the vocabulary."""
