"""What the engine says, for templates: in the language of the page, or as it is and marked as English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from sojourn.pages.frame.catalogue import Catalogue
from sojourn.pages.frame.links import language_attributes
from sojourn.prose.retold import Names, Retold
from sojourn.prose.travellers import Traveller, reason

if TYPE_CHECKING:
    from sojourn.pages.frame.render import Renderer


def retold(renderer: Renderer) -> Retold:
    """The retelling of results about any rule of the registry, in the language of the pages."""
    c: Catalogue = renderer.catalogue
    rules = {rule.id: rule.rule for rule in c.rules.values()} | {d.id: d.rule for d in c.definitions.values()}
    return Retold(Names(renderer.lang, renderer.label, renderer.rule_name), rules, c.registry.rule_of)


class Marked:
    """Results as text that templates can show."""

    def __init__(self, told: Retold) -> None:
        self.retold = told

    def sentence(self, text: str) -> Markup:
        """A sentence of the engine."""
        return self._shown(text, self.retold.told(text))

    def question(self, text: str) -> Markup:
        """A question to the country."""
        return self._shown(text, self.retold.asked(text))

    def value(self, facet: str, text: str | None) -> Markup:
        """A value of a facet, as differences give it."""
        return self._shown(text or "", self.retold.value(facet, text))

    def why(self, person: Traveller) -> Markup:
        """Why one of the two rules does not count a traveller."""
        return self._shown(reason(person), self.retold.why(person))

    def _shown(self, text: str, told: str | None) -> Markup:
        if told is not None:
            return escape(told)
        return Markup("<span{}>{}</span>").format(language_attributes("en", self.retold.lang), text)
