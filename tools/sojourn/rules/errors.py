"""The one exception of the rules room: a rule or a history that cannot be given a meaning."""

from __future__ import annotations


class RuleError(ValueError):
    """A rule or a history is not usable; says what is wrong (`title`, `detail`) and what to do about it (`advice`)."""

    def __init__(self, title: str, detail: str, advice: str) -> None:
        super().__init__(f"{title}: {detail} {advice}")
        self.title = title
        self.detail = detail
        self.advice = advice

    def to_dict(self) -> dict[str, str]:
        """The error as it stands in JSON output."""
        return {"title": self.title, "detail": self.detail, "advice": self.advice}
