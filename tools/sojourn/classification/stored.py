"""A classification, or the comparison of a pair, as bytes for a file, and back: values without words, compressed."""

from __future__ import annotations

import gc
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sojourn.classification.pairs import PairResult
from sojourn.classification.result import Classification, Difference, Reference, Result, UnionPart
from sojourn.classification.verdict import Verdict
from sojourn.model.message import arg_from_json, arg_to_json, message_from_dict
from sojourn.rules.comparison.stored import (
    Rules,
    comparison_from_value,
    comparison_to_value,
    message_from_value,
    message_to_value,
)

# The parts of a result that are stored as they are; False and None are left out.
PLAIN = ("mapping", "as_stated_mapping", "conformance", "concept", "if_plans_come_true", "special", "bridged",
         "close", "maybe_close")  # fmt: skip


def pack_classification(found: Classification) -> bytes:
    """A classification for a file: its values as compressed JSON."""
    rules = Rules()
    results = [_result_to_value(result, rules) for result in found.results]
    limbs = sorted(found.limbs)
    return _packed(
        {
            "definition": found.definition,
            "framework": found.framework,
            "limbs": limbs,
            "results": results,
            "rules": rules.to_list(),
        }
    )


def renamed(data: bytes, old: str, new: str) -> bytes:
    """The bytes of a classification with a name put in place of another one."""
    return zlib.compress(zlib.decompress(data).replace(old.encode("utf-8"), new.encode("utf-8")), 9)


def unpack_classification(data: bytes) -> Classification:
    """The inverse of `pack_classification`."""
    found = json.loads(zlib.decompress(data))
    rules = Rules(found["rules"])
    results = tuple(_result_from_value(result, rules) for result in found["results"])
    return Classification(found["definition"], found["framework"], results, frozenset(found["limbs"]))


def unpack_all(rows: Iterable[bytes]) -> tuple[Classification, ...]:
    """Many classifications at once.

    Python's collector would walk over all of them again and again while they are made, for nothing: values hold no cycles.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return tuple(unpack_classification(data) for data in rows)
    finally:
        if collecting:
            gc.enable()


def pack_pair(found: PairResult) -> bytes:
    """The result of a pair for a file."""
    rules = Rules()
    comparison = comparison_to_value(found.comparison, rules)
    judged = _verdict_to_value(found.verdict, rules)
    plans = found.if_plans_come_true
    return _packed({"comparison": comparison, "plans": plans, "verdict": judged, "rules": rules.to_list()})


def unpack_pair(data: bytes) -> PairResult:
    """The inverse of `pack_pair`."""
    found = json.loads(zlib.decompress(data))
    rules = Rules(found["rules"])
    judged = _verdict_from_value(found["verdict"], rules)
    return PairResult(comparison_from_value(found["comparison"], rules), found["plans"], judged)


def _packed(value: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 9)


def _result_to_value(result: Result, rules: Rules) -> dict[str, Any]:
    reference = result.reference
    out: dict[str, Any] = {
        "reference": [reference.id, reference.framework, reference.target, reference.option, reference.label,
                      reference.part_of, rules.place(reference.rule)],
        "comparison": comparison_to_value(result.comparison, rules),
        "rule": rules.place(result.rule),
        "against": rules.place(result.target),
        "differences": [_difference_to_value(one, rules) for one in result.differences],
        "parts": [[part.who, rules.place(part.rule), _verdict_to_value(part.verdict, rules)] for part in result.parts],
    }  # fmt: skip
    return out | {name: value for name in PLAIN if (value := getattr(result, name)) not in (None, False)}


def _result_from_value(data: Mapping[str, Any], rules: Rules) -> Result:
    id, framework, target, option, label, part_of, rule = data["reference"]
    return Result(
        Reference(id, framework, target, option, rules.at(rule), label, part_of),
        comparison_from_value(data["comparison"], rules),
        data.get("mapping"),
        data.get("as_stated_mapping"),
        data["conformance"],
        rules.at(data["rule"]),
        rules.at(data["against"]),
        data["concept"],
        tuple(_difference_from_value(one, rules) for one in data["differences"]),
        data.get("if_plans_come_true"),
        data.get("special", False),
        data.get("bridged", False),
        data.get("close", False),
        data.get("maybe_close", False),
        tuple(
            UnionPart((name, tuple(values)), rules.at(rule), _verdict_from_value(found, rules))
            for (name, values), rule, found in data.get("parts", ())
        ),
    )


def _verdict_to_value(found: Verdict, rules: Rules) -> list[Any]:
    return [found.kind, found.certain, found.open, found.option, message_to_value(found.why, rules)]


def _verdict_from_value(data: Sequence[Any], rules: Rules) -> Verdict:
    kind, certain, opened, option, why = data
    return Verdict(kind, certain, opened, option, message_from_value(why, rules))


def _difference_to_value(one: Difference, rules: Rules) -> list[Any]:
    values = (arg_to_json(value, rules.place) for value in (one.theirs, one.reference))
    test = None if one.test is None else rules.place(one.test)
    return [one.facet, *values, one.effect.to_dict(rules.place), test]


def _difference_from_value(data: Any, rules: Rules) -> Difference:
    facet, theirs, reference, effect, test = data
    return Difference(
        facet,
        arg_from_json(theirs, rules.at),
        arg_from_json(reference, rules.at),
        message_from_dict(effect, rules.at),
        None if test is None else rules.at(test),
    )
