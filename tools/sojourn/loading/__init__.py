"""From YAML files to checked content: read, JSON Schema, references, editorial checks.

Every layer reports findings with file, line, key, reason and advice; nothing is published from content with errors.
"""
