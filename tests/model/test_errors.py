"""Errors are values: each part is a message, worded where and in the language in which it is read."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable

import pytest
from click.testing import CliRunner

import sojourn
from sojourn import service
from sojourn.cli.main import main
from sojourn.lookup.registry import Registry
from sojourn.model.errors import NotFound, SojournError, UsageError, Where
from sojourn.model.message import Message, message, message_from_dict
from sojourn.model.rule import rule_from_dict
from sojourn.prose.speaker import Speaker, plain
from sojourn.rules import history_from_dict


def test_an_error_says_the_same_in_each_language_and_keeps_its_values() -> None:
    with pytest.raises(NotFound) as caught:
        sojourn.load().term("usual residense of nobody")
    shown = caught.value.to_dict()["error"]
    assert caught.value.title == shown["title"] == "no term 'usual residense of nobody'"
    assert caught.value.to_dict(Speaker("fr").text)["error"]["title"] == "aucun terme « usual residense of nobody »"
    title = message_from_dict(json.loads(json.dumps(shown))["messages"]["title"])
    assert title == message("error-no-entry", kind="term", name="usual residense of nobody")
    assert plain("en").text(title) == shown["title"]


def test_a_text_that_somebody_else_wrote_stays_as_it_is() -> None:
    error = SojournError("the disk is full", "", message("error-state-a-facet"), Where("a.yaml", 3, "event"))
    assert str(error) == "a.yaml:3 (event): the disk is full. State at least one facet."
    assert error.text(Speaker("fr").text) == "a.yaml:3 (event): the disk is full. Indiquer au moins une facette."
    assert list(error.to_dict()["error"]["messages"]) == ["advice"]


def test_an_error_survives_the_way_to_another_process() -> None:
    error = UsageError(message("error-no-kind", kind="person"), "", message("error-one-of", choices="a, b"))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.parts, str(again)) == (UsageError, error.parts, str(error))


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ({"stays": 3}, "`stays: 3` is no list"),
        ({"stays": [7]}, "stay 1 (7) has no `from` and `to`"),
        ({"stays": [{"form": 1}]}, "stay 1 has the key `form`, which is neither `from` nor `to`"),
        ({"stays": [{}]}, "stay 1 is empty"),
        ({"stays": [{"from": "2017-13", "to": None}]}, "`2017-13` is no month"),
        ({"stays": [{"from": "9999-12-31", "to": None}]}, "stay 1 begins at the end of all dates (9999-12-31)"),
        ({"initial_status": "tourist"}, "`initial_status: tourist` is neither resident nor non-resident"),
        ({"unobserved": [{"from": "2017-01-01", "to": None}]}, "a gap of observation has no beginning or no end"),
        ({"status": [{"on": "2017-01-01", "is": None}]}, "a known status has no day or no status"),
        ({"attributes": 5}, "`attributes: 5` is no map"),
        ({"attributes": [5]}, "`5` is no period of attributes"),
        ({"attributes": {"purpose": ["work"]}}, "is no single value"),
        ({"attributes": {"shoe_size": 43}}, "`shoe_size` is no attribute of a person"),
        ({"attributes": {"registered": "maybe"}}, "`registered: maybe` is neither yes nor no"),
    ],
)
def test_what_is_wrong_with_a_history_is_said_in_english_and_in_french(history: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match="history makes no sense") as caught:
        history_from_dict({"id": "x", **history})
    error = caught.value
    assert isinstance(error, SojournError)
    assert error.detail.startswith("x: ")
    assert words in error.detail
    assert all(isinstance(part, Message) for part in error.parts)
    french = error.to_dict(Speaker("fr").text)["error"]
    assert not {french["detail"], french["advice"]} & {error.detail, error.advice}


def test_a_command_says_what_is_wrong_in_the_language_that_it_is_asked_in() -> None:
    for lang, words in (("fr", "aucune entrée « nobody »"), ("en", "no entry 'nobody'"), ("xx", "no entry 'nobody'")):
        result = CliRunner().invoke(main, ["show", "nobody", "--lang", lang])
        assert result.exit_code == 1
        assert words in result.output
    shown = json.loads(CliRunner().invoke(main, ["show", "nobody", "--lang=fr", "--format", "json"]).output)
    assert shown["error"]["messages"]["title"]["args"] == {"kind": "entry", "name": "nobody"}


def test_a_rule_that_is_too_deep_is_refused_with_values() -> None:
    deep: dict[str, object] = {"event": "arrival"}
    for _ in range(60):
        deep = {"not": deep}
    with pytest.raises(SojournError) as caught:
        rule_from_dict(deep)
    assert caught.value.parts[0] == message("error-rule-too-deep")


@pytest.mark.parametrize(
    "use",
    [
        lambda registry: service.find(registry, "x", kind="person"),
        lambda registry: service.find(registry, "x", limit=0),
        lambda registry: service.classify(registry, {"event": "arrival"}),
        lambda registry: service.classify(registry, {"event": "arrival"}, concept="arrivals"),
        lambda registry: service.mirror(registry, "un-2021", "NZL"),
        lambda registry: service.mirror(registry, "AFG", "NZL", on="2015-06-30"),
        lambda registry: service.mirror(registry, "NZL", "AUS", instruments=["nor-register"]),
        lambda registry: service.comparability(registry, group="xx"),
        lambda registry: service.comparability(registry, ["NOR"], concepts=["tourism"]),
        lambda registry: service.compare(registry, {"id": "x"}, "nzl-obm-arrival"),
        lambda registry: service.compare(registry, "usual-residence", "nzl-obm-arrival"),
        lambda registry: service.decide(registry, "nzl-obm-arrival", [1]),  # type: ignore[arg-type]
        lambda registry: service.measure(registry, [], []),
    ],
)
def test_the_use_cases_refuse_with_values_alone(use: Callable[[Registry], object]) -> None:
    with pytest.raises(SojournError) as caught:
        use(sojourn.load())
    assert not [part for part in caught.value.parts if isinstance(part, str) and part]
    assert caught.value.text(Speaker("fr").text) != str(caught.value)
