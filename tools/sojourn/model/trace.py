"""How an answer came about, as a tree: what was asked, of what, what was found, and the parts that it rests on.

Text, JSON, the page and the short answer are all made from the one tree (`sojourn.prose`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sojourn.model.message import Arg, Message, arg_to_json


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an explanation.

    `asked` says what was asked (with the things that it was asked of as arguments), `found` is the answer: a message or
    a plain value; None where the answer is that of the parts. `numbers` are what a decision counted, by name.
    """

    asked: Message
    found: Arg | None = None
    parts: tuple[Node, ...] = ()
    numbers: tuple[tuple[str, Arg | None], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The tree as it stands in JSON, without words."""
        out: dict[str, Any] = {"asked": self.asked.to_dict()}
        if self.found is not None:
            out["found"] = arg_to_json(self.found)
        if self.numbers:
            out["numbers"] = {name: None if value is None else arg_to_json(value) for name, value in self.numbers}
        if self.parts:
            out["parts"] = [part.to_dict() for part in self.parts]
        return out

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """The nodes from the root down, each with its depth."""
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)
