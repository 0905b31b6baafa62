"""The one exception of the rules room: a rule or a history that cannot be given a meaning."""

from __future__ import annotations

from sojourn.model.errors import SojournError


class RuleError(SojournError, ValueError):
    """A rule or a history is not usable; says what is wrong (`title`, `detail`) and what to do about it (`advice`)."""

    def __str__(self) -> str:
        return f"{self.title}: {self.detail} {self.advice}".strip()
