"""The engine's methods: from a method's name and its arguments as JSON to an answer as JSON.

An answer is what the command of the same name prints as JSON; a fault has the one shape of errors. A page names its
language (`lang`), in which all sentences come; those that cannot be told in it are `["en", sentence]`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sojourn import rules
from sojourn.classification import Classification, classify
from sojourn.classification.pairs import PairResult, judged, pair_result
from sojourn.engine import show, tell
from sojourn.engine.form import RuleForm
from sojourn.engine.known import Known, NamedRule
from sojourn.engine.read import Read, read_rule, read_text
from sojourn.loading.writing.scaffold import country_file
from sojourn.model.errors import SojournError, UsageError, Where
from sojourn.model.message import message
from sojourn.model.rule import rule_from_dict, rule_to_dict
from sojourn.prose.results.comparison_view import Shown
from sojourn.prose.speaker import Speaker
from sojourn.rules.logic.expand import expand
from sojourn.rules.logic.normal_form import events_of

MOST_IN_A_MATRIX = 12
Arguments = Mapping[str, Any]


class BrowserEngine:
    """The methods over one registry; `call` is all that the browser needs."""

    def __init__(self, data: str) -> None:
        self.known = Known(json.loads(data))
        self.form = RuleForm(self.known.data["schema"])
        self.methods: dict[str, Callable[[Arguments], Any]] = {
            "compare": self.compare,
            "pair": self.pair,
            "matrix": self.matrix,
            "classify": self.classify,
            "report": self.report,
            "apply": self.apply,
            "counted": self.counted,
            "check": self.check,
            "describe": self.describe,
            "entry": self.entry,
        }

    def call(self, method: str, arguments: str) -> str:
        """The answer of a method as JSON; `{"error": ...}` for what the caller can mend. Never raises."""
        lang = "en"
        try:
            given = json.loads(arguments)
            lang = _lang(given)
            found: Any = self._method(method)(given)
        except SojournError as error:
            found = self._refused(error, lang)
        except Exception as error:
            found = self._refused(_fault(method, error), lang)
        return json.dumps(found, ensure_ascii=False)

    def _refused(self, error: SojournError, lang: str) -> dict[str, Any]:
        return {"error": tell.error(self.known, lang, error)}

    def _method(self, name: str) -> Callable[[Arguments], Any]:
        if name not in self.methods:
            raise UsageError(
                message("error-no-method", name=name), "", message("error-methods-are", methods=", ".join(self.methods))
            )
        return self.methods[name]

    # -- methods -----------------------------------------------------------------------------------------------------

    def compare(self, given: Arguments) -> dict[str, Any]:
        """`{a, b}`, each an id or a rule: how the two relate, as `sojourn compare --format json`."""
        first, second = self._rule(given, "a"), self._rule(given, "b")
        return self._judged(first, second).to_dict(self._speaker(given))

    def pair(self, given: Arguments) -> dict[str, Any]:
        """`{a, b, lang?}`: the same as pages show it: a result, with the travellers and sentences that it points to."""
        first, second = self._rule(given, "a"), self._rule(given, "b")
        rules_ = expand(first.rule, self.known.rule_of), expand(second.rule, self.known.rule_of)
        shown, found = Shown(tell.page_speaker(self.known, _lang(given))), pair_result(rules_)
        return {"result": shown.pair(found), **shown.tables()}

    def matrix(self, given: Arguments) -> dict[str, Any]:
        """`{ids}`: the comparison of every pair of a few rules, `pairs[i][j]` for i < j."""
        names = _needed(given, "ids")
        if not isinstance(names, list) or not 2 <= len(names) <= MOST_IN_A_MATRIX:
            raise UsageError(message("error-matrix-few"), "", message("error-give-ids", most=MOST_IN_A_MATRIX))
        named = [self._named(item, f"ids[{place}]") for place, item in enumerate(names)]
        words = self._speaker(given)
        pairs = [
            [self._judged(a, b).to_dict(words) if i < j else None for j, b in enumerate(named)]
            for i, a in enumerate(named)
        ]
        return {"ids": [item.id for item in named], "pairs": pairs}

    def classify(self, given: Arguments) -> dict[str, Any]:
        """`{rule, framework?, concept?}`: a rule against the reference rules, as `sojourn classify --format json`."""
        return self._classify(given).to_dict(self._speaker(given))

    def report(self, given: Arguments) -> dict[str, Any]:
        """As `classify`, and by framework what a page shows: the best result, what differs, who shows it, what to ask."""
        return show.report(self.known, self._classify(given), str(given.get("ours", "a")), _lang(given))

    def apply(self, given: Arguments) -> dict[str, Any]:
        """`{rule, history, plans?, lang?}`: what a rule decides for a traveller, as `sojourn apply --format json` tells it.

        With `plans`, what happened is taken for what was intended or permitted.
        """
        named, person = self._rule(given, "rule"), _history(given)
        come_true = bool(given.get("plans"))
        decisions = rules.apply(named.rule, person, resolve=self.known.rule_of, assume_intentions_come_true=come_true)
        events = sorted(events_of(expand(named.rule, self.known.rule_of)))
        return {**self._decided(person, decisions, _lang(given)), "events": events}

    def counted(self, given: Arguments) -> dict[str, Any]:
        """`{rule, history, on, lang?}`: whether a rule about a reference date counts a traveller on a date."""
        named, person = self._rule(given, "rule"), _history(given)
        try:
            on = date.fromisoformat(str(_needed(given, "on")))
        except ValueError as error:
            raise UsageError(
                message("error-no-date", text=str(given["on"])), "", message("error-write-date")
            ) from error
        found = rules.counted(named.rule, person, on, resolve=self.known.rule_of)
        decided = self._decided(person, [found], _lang(given))
        return {**decided["decisions"][0], "assumptions": decided["assumptions"]}

    def _decided(
        self, person: rules.History, found: Sequence[rules.Decision] | Sequence[rules.Counted], lang: str
    ) -> dict[str, Any]:
        words = Speaker(lang, label=lambda list_id, code: self.known.label(list_id, code, lang))
        return {
            "id": person.id,
            "decisions": [one.to_dict(words) for one in found],
            "assumptions": [words.sentence(note) for note in (found[0].assumptions if found else ())],
        }

    def check(self, given: Arguments) -> dict[str, Any]:
        """`{rule}` or `{text}` (YAML or JSON): what is wrong where and what to do, and what can never hold."""
        return self._read(given).to_dict()

    def describe(self, given: Arguments) -> dict[str, Any]:
        """As `check`, with all that a page shows of the rule: words, figures, facets, and the rule as a file.

        With `write_out`, the rules that it refers to are written out in it.
        """
        read = self._read(given)
        if given.get("write_out") and not read.findings and read.rule:
            whole = expand(rule_from_dict(read.rule), self.known.rule_of)
            read = replace(read, rule=rule_to_dict(whole))
        lang = _lang(given)
        out = read.to_dict()
        out["findings"] = tell.findings(self.known, lang, read.findings)
        out["contradictions"] = show.contradictions(self.known, read, lang)
        if not read.findings and read.rule:
            rule = rule_from_dict(read.rule)
            out["words"] = show.rule_words(self.known, rule, lang)
            out["limbs"] = show.limbs(self.known, expand(rule, self.known.rule_of), lang)
        if not read.findings:
            out["yaml"] = show.rule_yaml(self.form, read.id, read.concept, read.rule)
        return out

    def entry(self, given: Arguments) -> dict[str, Any]:
        """`{rule, country?}`: a starting file for the registry that holds the rule as a country's definition."""
        read = self._usable(_needed(given, "rule"), "rule")
        rule = show.rule_yaml(self.form, None, None, read.rule)
        country = str(given.get("country") or "XXX")
        return {"text": country_file(country, definition=read.id, concept=read.concept or "usual-residence", rule=rule)}

    def _classify(self, given: Arguments) -> Classification:
        named = self._rule(given, "rule")
        concept = given.get("concept") or named.concept
        if concept is None:
            codes = ", ".join(self.known.codes("concept"))
            raise UsageError(message("error-counts-unknown"), "", message("error-give-concept", codes=codes))
        framework = given.get("framework")
        return classify(
            named.rule,
            concept,
            [r for r in self.known.references if framework is None or r.framework == self.known.framework(framework)],
            definition_id=named.id,
            framework_id=framework,
            resolve=self.known.rule_of,
        )

    def _speaker(self, given: Arguments) -> Speaker:
        return tell.speaker(self.known, _lang(given))

    # -- arguments ---------------------------------------------------------------------------------------------------

    def _judged(self, a: NamedRule, b: NamedRule) -> PairResult:
        first, second = (expand(one.rule, self.known.rule_of) for one in (a, b))
        return judged(first, second, rules.compare(first, second, a_id=a.id, b_id=b.id))

    def _rule(self, given: Arguments, key: str) -> NamedRule:
        return self._named(_needed(given, key), key)

    def _named(self, item: Any, name: str) -> NamedRule:
        """The rule of an id of the registry, of a rule in its content form, or of a definition with a `rule`."""
        if isinstance(item, str):
            return self.known.named(item)
        read = self._usable(item, name)
        return NamedRule(str(item.get("id") or name), rule_from_dict(read.rule), read.concept)

    def _usable(self, item: Any, name: str) -> Read:
        """A rule that was given as a value. Raises SojournError for the first thing that is wrong with it."""
        if not isinstance(item, Mapping):
            raise UsageError(message("error-is-no-rule", name=name), "", message("error-give-a-rule"))
        read = read_rule(item, self.form, self.known)
        if read.findings:
            first, rest = read.findings[0], len(read.findings) - 1
            where = Where(None, None, ".".join(part for part in (name, first.key) if part))
            more = message("error-more-after", n=rest) if rest else ""
            raise UsageError(first.said or first.message.rstrip("."), more, first.todo or first.advice, where)
        if not read.rule:
            raise UsageError(message("error-rule-empty"), message("error-says-nothing"), message("error-state-a-facet"))
        return read

    def _read(self, given: Arguments) -> Read:
        if "text" in given:
            return read_text(str(given["text"]), self.form, self.known)
        item = _needed(given, "rule")
        if isinstance(item, str):
            named = self.known.named(item)
            return Read(named.id, named.concept, dict(self.known.rules[item]["rule"]))
        if not isinstance(item, Mapping):
            raise UsageError(message("error-is-no-rule", name="rule"), "", message("error-give-a-rule"))
        return read_rule(item, self.form, self.known)


def _lang(given: Arguments) -> str:
    return str(given.get("lang") or "en")


def _history(given: Arguments) -> rules.History:
    history = _needed(given, "history")
    if not isinstance(history, Mapping):
        raise UsageError(message("error-history-no-map"), "", message("error-give-history"))
    return rules.history_from_dict(history)


def _needed(given: Arguments, key: str) -> Any:
    if key not in given:
        raise UsageError(message("error-argument-missing", key=key), "", message("error-give-argument", key=key))
    return given[key]


def _fault(method: str, error: Exception) -> SojournError:
    detail = f"{method}: {type(error).__name__}: {error}"
    return UsageError(message("error-engine-failed"), detail, message("error-please-report"))
