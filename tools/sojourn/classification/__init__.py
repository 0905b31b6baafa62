"""Classification of national definitions against reference concepts, and comparability of sets of definitions."""

from __future__ import annotations

from sojourn.classification.classifier import classify
from sojourn.classification.comparability import Comparability, Entry, comparability
from sojourn.classification.mirror import Mirror, mirror
from sojourn.classification.result import Classification, ReferenceRule, Result

__all__ = [
    "Classification",
    "Comparability",
    "Entry",
    "Mirror",
    "ReferenceRule",
    "Result",
    "classify",
    "comparability",
    "mirror",
]
