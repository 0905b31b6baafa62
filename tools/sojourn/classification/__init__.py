"""Classification of national definitions against reference concepts, and comparability of sets of definitions."""

from __future__ import annotations

from sojourn.classification.classifier import classify
from sojourn.classification.comparability import Comparability, ComparedEntry, comparability
from sojourn.classification.mirror import Mirror, mirror
from sojourn.classification.result import Classification, Reference, Result

__all__ = [
    "Classification",
    "Comparability",
    "ComparedEntry",
    "Mirror",
    "Reference",
    "Result",
    "classify",
    "comparability",
    "mirror",
]
