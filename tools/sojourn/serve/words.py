"""Who says results in a language, with the labels of the registry."""

from __future__ import annotations

from sojourn.lookup.registry import Registry
from sojourn.prose.speaker import Speaker


def registry_speaker(registry: Registry, lang: str) -> Speaker:
    """A speaker with the registry's labels of codes in a language; what is no code of a list stays as it is."""
    known = {code.id: code.label.best(lang) for code in registry.codes()}
    return Speaker(lang, label=lambda list_id, code: known.get(f"{list_id}/{code}", code))
