"""Classification of national definitions against reference concepts, and comparability of sets of definitions."""

from __future__ import annotations

from sojourn.classification.classifier import Classification, ReferenceRule, Result, classify

__all__ = ["Classification", "ReferenceRule", "Result", "classify"]
