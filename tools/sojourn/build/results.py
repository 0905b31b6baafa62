"""Classification of every definition of a glossary against every framework that has reference rules for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sojourn.classification import ReferenceRule, classify
from sojourn.loading.content import Content
from sojourn.model.rule import Rule, rule_from_dict


def classification_results(content: Content) -> list[dict[str, Any]]:
    """One result for each definition and framework, as `classify --format json` shows it; those without a target left out."""
    references = reference_rules(content)
    frameworks = list(dict.fromkeys(reference.framework for reference in references))
    resolve = resolver(content)
    out = []
    for definition in content.of("definition"):
        rule = rule_from_dict(definition.data["rule"])
        for framework in frameworks:
            found = classify(
                rule,
                definition.data["concept"],
                references,
                definition_id=definition.id,
                framework_id=framework,
                resolve=resolve,
            )
            if found.results:
                out.append(found.to_dict())
    return out


def reference_rules(content: Content) -> list[ReferenceRule]:
    """The reference rules of all frameworks, in the order of their files."""
    return [
        ReferenceRule(
            id=rule["id"],
            framework=framework.id,
            target=rule["target"],
            option=rule.get("option"),
            rule=rule_from_dict(rule["rule"]),
            label=rule["label"]["en"],
        )
        for framework in content.of("framework")
        for rule in framework.data.get("rules", ())
    ]


def resolver(content: Content) -> Callable[[str], Rule]:
    """What `ref` in a rule points to; references were checked before, so a missing one is a fault of ours."""

    def resolve(id: str) -> Rule:
        entry = content.find("rule", id) or content.find("definition", id)
        assert entry is not None, id
        return rule_from_dict(entry.data["rule"])

    return resolve
