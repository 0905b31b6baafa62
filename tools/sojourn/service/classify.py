"""A definition against the recommended concepts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sojourn.lookup.registry import Registry
from sojourn.model.entries import Definition
from sojourn.model.errors import UsageError
from sojourn.model.message import message
from sojourn.service.given import RuleLike, codes_of, given_rule

if TYPE_CHECKING:
    from sojourn.classification import Classification, Reference


def references(registry: Registry, framework: str | None = None, lang: str = "en") -> list[Reference]:
    """The reference rules of a framework (by its id), or of all, in the form that the classifier takes, named in `lang`."""
    from sojourn.classification import Reference

    return [
        Reference(r.id, r.framework, r.target, r.option, r.rule, r.label.best(lang), r.part_of)
        for r in registry.rules(framework)
    ]


def classify(
    registry: Registry,
    x: RuleLike,
    *,
    framework: str | None = None,
    concept: str | None = None,
    lang: str = "en",
    files: bool = False,
) -> Classification:
    """A definition against the reference rules of a framework (id, IRI or name), or of all.

    `x` is an id, an IRI or a rule of the `registry`; with `files` also a rule file (see `given_rule`). `concept` (a code of
    the list `concept`) says what a bare rule counts; a definition says it itself. Raises UsageError where that is not known
    or no such code, NotFound for an unknown id or framework. `lang` is the language in which the result names the reference
    rules.

    >>> import sojourn
    >>> classify(sojourn.load(), "nzl-obm-arrival", framework="un-2021").best.reference.framework
    'un-2021'
    """
    from sojourn import classification

    given = given_rule(registry, x, files=files)
    counted, codes = concept or given.concept, codes_of(registry)("concept")
    if counted is None:
        advice = message("error-add-concept", codes=", ".join(codes))
        raise UsageError(message("error-counts-unknown"), message("error-no-key-concept"), advice)
    if counted not in codes:
        choices = message("error-one-of", choices=", ".join(codes))
        raise UsageError(message("error-is-no-concept", concept=counted), "", choices)
    chosen = registry.framework(framework).id if framework else None
    return classification.classify(
        given.rule,
        counted,
        references(registry, chosen, lang),
        definition_id=given.id,
        framework_id=chosen,
        resolve=registry.rule_of,
    )


def classified(
    registry: Registry, definition: str, *, framework: str | None = None, lang: str = "en"
) -> Classification | None:
    """What `classify` gives for a definition of the registry, from the results of the build; None if it has none.

    Only for a registry whose results this very program made: an engine that changed since would answer otherwise. Raises
    NotFound.
    """
    from sojourn.classification import Classification

    entry = registry.entry(definition)
    if not isinstance(entry, Definition):
        return None
    chosen = registry.framework(framework).id if framework else None
    found = registry.results(entry.id, chosen)
    if not found:
        return None
    results = sorted((result for one in found for result in one.results), key=lambda result: result.reference.id)
    named = (
        replace(result, reference=replace(result.reference, label=registry.rule(result.reference.id).label.best(lang)))
        for result in results
    )
    limbs = frozenset().union(*(one.limbs for one in found))
    return Classification(entry.id, chosen, tuple(named), limbs)
