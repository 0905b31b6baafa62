"""The server driven by its own OpenAPI document (schemathesis): made-up requests, right and wrong, to every operation.

No answer is an error of the server, has a status, a media type or a body that the document does not name, or accepts what
the document forbids. One check is left out: that a request which the schemas allow is never refused. Which ids, codes and
rules there are is no matter of a schema, so a request may be well-formed and still name nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok

from sojourn.serve.rest.openapi import openapi
from tests.conformance.score import Score
from tests.serve.running import Running

# What is wrong may also be too long (413, 414), of the wrong media type (415), or make too much work (422).
REFUSALS = [400, 404, 405, 406, 413, 414, 415, 422]
CONFIG = schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})
SCHEMA = schemathesis.openapi.from_dict(openapi("http://127.0.0.1", "en"), config=CONFIG)
OPERATIONS: list[Any] = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
LABELS = [operation.label for operation in OPERATIONS]
load_all_checks()
LEFT_OUT: Any = CHECKS.get_by_names(["positive_data_acceptance"])
# So many requests of each kind to each operation; a longer run is `st run` on a running server.
REQUESTS = 8
TRIED = Counter[str]()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=LABELS)
def test_an_operation_answers_as_it_says(served: Running, operation: Any, mode: schemathesis.GenerationMode) -> None:
    strategy = operation.as_strategy(generation_mode=mode)

    @settings(
        max_examples=REQUESTS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def drive(case: Any) -> None:
        # Some make more work than is allowed: on a busy machine it takes a while until they are refused.
        case.call_and_validate(base_url=served.url, timeout=120, excluded_checks=LEFT_OUT)

    drive()
    TRIED[operation.label] += 1


def test_every_operation_was_driven(score: Score) -> None:
    driven = [label for label in LABELS if TRIED[label] == len(schemathesis.GenerationMode)]
    if sum(TRIED.values()) < len(LABELS):
        pytest.skip("the tests of the operations ran in another process, or not all of them")
    score("openapi", len(driven), len(LABELS))
