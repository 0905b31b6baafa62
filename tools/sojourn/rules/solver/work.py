"""How much work a question may take, in steps that are the same on every machine and whatever is cached.

A step is about one small system of difference constraints solved. What is decided by cached functions is charged by an
estimate (`clause_satisfiability.effort_of`), cached or not; a search that is not cached counts what it does.
"""

from __future__ import annotations

from sojourn.rules.errors import TooLargeError


class Work:
    """A budget of steps.

    >>> work = Work(2)
    >>> work.spend(2)
    >>> work.spent
    False
    >>> work.note(1)
    >>> work.spent
    True
    """

    __slots__ = ("done", "most")

    def __init__(self, most: int) -> None:
        self.most, self.done = most, 0

    @property
    def spent(self) -> bool:
        """Whether more was done than may be."""
        return self.done > self.most

    def note(self, steps: int = 1) -> None:
        """Count steps of a search that ends by itself with what it has."""
        self.done += steps

    def spend(self, steps: int = 1) -> None:
        """Count steps. Raises TooLargeError beyond the budget."""
        self.done += steps
        if self.done > self.most:
            raise TooLargeError
