"""A process for rules is replaced after so many answers, and its successor answers alike."""

from __future__ import annotations

from pathlib import Path

from sojourn.graph.queries.template import Template
from sojourn.lookup.registry import PACKAGED
from sojourn.serve.processes.rule_worker import RuleWorker, template


def asked(worker: RuleWorker) -> tuple[int, bytes]:
    rule = {"event": "arrival", "threshold": {"value": 6, "unit": "month"}}
    body = worker.ask("compare", {"a": rule, "b": "nzl-obm-arrival"}, "en")
    assert worker._child.process is not None
    return worker._child.process.pid, body


def test_a_process_is_replaced_after_so_many_answers() -> None:
    shared: Template = template(Path(PACKAGED), memory=1_536)
    worker = RuleWorker(shared, seconds=5, memory=1_536, answers=2)
    worker.start()
    try:
        (first, answer), (same, second), (other, third) = (asked(worker) for _ in range(3))
    finally:
        worker.close()
        shared.close()
    assert first == same != other
    assert answer == second == third
