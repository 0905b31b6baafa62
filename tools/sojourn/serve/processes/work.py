"""The process that works on rules for strangers: it reads one question a line and answers with JSON.

Started by `rule_worker`, never imported by it. A rule may be made to be slow or to need much memory; this process has a limit
on its memory and is killed when it takes too long. It has no network where the system allows to give it up.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sojourn import service
from sojourn.graph.queries.confined import Replies, no_network
from sojourn.lookup.registry import Registry
from sojourn.model.errors import NotFound, SojournError, UsageError
from sojourn.model.message import message
from sojourn.prose.speaker import Speaker
from sojourn.rules.logic.caches import MEMORY
from sojourn.serve.processes.words import registry_speaker
from sojourn.service.classify import classified, classify
from sojourn.service.decide import decide_all, decide_all_on, decided_to_dict

Given = Mapping[str, Any]
# The server keeps whole answers itself. With an eighth of what the engine may remember, a process stays at about 90 MB and is
# as fast for questions that are new (tests/bench/bench_server_memory.py).
REMEMBERED = 8


def _compare(registry: Registry, given: Given, words: Speaker) -> Any:
    found = service.compare_with_verdict(
        registry,
        given["a"],
        given["b"],
        assume_intentions_come_true=given.get("assume_intentions_come_true", False),
        witnesses=given.get("witnesses", True),
    )
    return found.to_dict(words)


def _classify(registry: Registry, given: Given, words: Speaker) -> Any:
    rule, framework, concept = given["rule"], given.get("framework"), given.get("concept")
    # A definition of the glossary was classified when the registry was built.
    found = (
        classified(registry, rule, framework=framework, lang=words.lang)
        if isinstance(rule, str) and not concept
        else None
    )
    if found is None:
        found = classify(registry, rule, framework=framework, concept=concept, lang=words.lang)
    return found.to_dict(words)


def _mirror(registry: Registry, given: Given, words: Speaker) -> Any:
    found = service.mirror(
        registry, given["origin"], given["destination"], on=given.get("on"), instruments=given.get("instrument", ())
    )
    return {"pairs": [one.to_dict(words) for one in found]}


def _comparability(registry: Registry, given: Given, words: Speaker) -> Any:
    more = {"concepts": given["concept"]} if given.get("concept") else {}
    found = service.comparability(
        registry,
        given.get("country", ()),
        group=given.get("group"),
        on=given.get("on"),
        earlier=given.get("earlier", False),
        every=given.get("every", False),
        **more,
    )
    return found.to_dict(words)


def _decide(registry: Registry, given: Given, words: Speaker) -> Any:
    histories = given["histories"]
    if given.get("on"):
        days = [date.fromisoformat(day) for day in given["on"]]
        decided: Any = decide_all_on(registry, given["rule"], histories, days)
    else:
        plans = given.get("assume_intentions_come_true", False)
        decided = decide_all(registry, given["rule"], histories, assume_intentions_come_true=plans)
    trace = given.get("explain", False)
    return {"histories": [decided_to_dict(person, found, words, trace=trace) for person, found in decided]}


def _check(registry: Registry, given: Given, words: Speaker) -> Any:
    found = service.check_rule(registry, given["text"] if "text" in given else given["rule"])
    return {"ok": found.ok, **found.to_dict(words)}


USE_CASES: dict[str, Callable[[Registry, Given, Speaker], Any]] = {
    "compare": _compare,
    "classify": _classify,
    "mirror": _mirror,
    "comparability": _comparability,
    "decide": _decide,
    "check": _check,
}


def answer(registry: Registry, question: Mapping[str, Any], speaker: Callable[[str], Speaker]) -> tuple[Any, bytes]:
    """The head and the body of the answer to one question (`use`, `given`, `lang`)."""
    try:
        found = USE_CASES[question["use"]](registry, question["given"], speaker(question["lang"]))
        return {"ok": True}, json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")
    except SojournError as error:
        status = 404 if isinstance(error, NotFound) else 400
        near, problem = list(getattr(error, "near", ())), error.to_dict(speaker(question["lang"]).text)["error"]
        return {"error": "refused", "status": status, "problem": problem, "near": near}, b""
    except RecursionError:
        deep = UsageError(message("error-rule-too-deep"), "", message("error-write-flatter"))
        problem = deep.to_dict(speaker(question["lang"]).text)["error"]
        return {"error": "refused", "status": 400, "problem": problem, "near": []}, b""
    except MemoryError:
        return {"error": "memory"}, b""
    except Exception as error:
        # The next question must be answered all the same; the reason goes to the server's log, not to the client.
        return {"error": "fault", "detail": f"{type(error).__name__}: {error}"}, b""


def main(path: str, memory: int) -> None:
    """Import and read what is needed, divide; each copy answers until nobody asks any more."""
    replies = Replies(memory)
    no_network()
    MEMORY.narrow(REMEMBERED)
    _warm(path)
    replies.send({"ok": "ready"})
    replies.divide()
    registry, speaker = _opened(path)
    replies.send({"ok": "ready"})
    replies.each(lambda question: answer(registry, question, speaker))


def _opened(path: str) -> tuple[Registry, Callable[[str], Speaker]]:
    """The registry, which SQLite wants each process to open itself, and who speaks with its labels."""
    registry = Registry.open(path)
    return registry, cache(lambda lang: registry_speaker(registry, lang))


def _warm(path: str) -> None:
    """Import and read now what the first question would have to wait for."""
    registry, speaker = _opened(path)
    rule = {"event": "arrival", "threshold": {"value": 6, "unit": "month"}}
    for use, given in (("compare", {"a": rule, "b": rule}), ("check", {"rule": rule})):
        answer(registry, {"use": use, "given": given, "lang": "en"}, speaker)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
