"""The order in which frameworks are shown, which the content gives: the same wherever they are listed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sojourn.model.entries import Framework

# Stands after the place of every framework that has one.
LAST = 1_000_000


def is_ended(framework: Framework) -> bool:
    """Whether a later edition has taken the place of a framework."""
    return framework.status == "superseded"


def place_of(framework: Framework) -> tuple[int, bool, str]:
    """Sorts frameworks: by their `order`, those without one last; of one order, ended ones after those in force."""
    return (LAST if framework.order is None else framework.order, is_ended(framework), framework.id)
