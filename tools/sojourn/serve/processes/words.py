"""Who says results in a language, with the labels of the registry."""

from __future__ import annotations

from sojourn.lookup.registry import Registry
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import spoken


def registry_speaker(registry: Registry, lang: str) -> Speaker:
    """A speaker with the registry's labels of codes; entries are called by their ids."""
    others = (Speaker(other, registry.labels(other)) for other in spoken() if other != lang)
    return Speaker(lang, registry.labels(lang), others=others)
