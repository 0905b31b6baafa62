"""Who says results in a language, with the labels of the registry."""

from __future__ import annotations

from sojourn.lookup.registry import Registry
from sojourn.prose.speaker import Speaker
from sojourn.prose.tables import spoken

# Whole answers are kept by the server; a process that works on rules need not remember the words of many messages.
REMEMBERED = 4_000


def registry_speaker(registry: Registry, lang: str) -> Speaker:
    """A speaker with the registry's labels of codes; entries are called by their ids."""
    others = (Speaker(other, registry.labels(other), remembered=REMEMBERED) for other in spoken() if other != lang)
    return Speaker(lang, registry.labels(lang), others=others, remembered=REMEMBERED)
