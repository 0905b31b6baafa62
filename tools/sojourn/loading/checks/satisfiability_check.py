"""Rules that nobody can meet: a mistake in the coding, since somebody wrote the definition for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.loading.glossary.content import Content, Entry
from sojourn.model.containment import Resolver
from sojourn.model.errors import SojournError
from sojourn.model.finding import Finding, Severity
from sojourn.model.message import message
from sojourn.model.rule import Rule
from sojourn.rules import RuleError
from sojourn.rules.comparison.contradictions import Contradiction, contradictions


def check_meaning(content: Content) -> Iterator[Finding]:
    """Reference rules and definitions that can never hold (errors), and parts of them that never do (warnings).

    Runs after the other checks: files in which they found an error may hold anything, and are left out.
    """
    broken = {finding.file for finding in content.findings if finding.severity == "error"}

    def resolve(id: str) -> Rule:
        entry = content.find("rule", id) or content.find("definition", id)
        if entry is None or entry.document.file in broken:
            raise KeyError(id)
        return content.rule(id)

    for kind in ("rule", "definition"):
        for entry in content.of(kind):
            if "rule" not in entry.data or entry.document.file in broken:
                continue
            try:
                found = contradictions(content.rule(entry.id), resolve=Resolver(resolve, content.contained))
            except SojournError as error:
                # A reference into a file that is left out; every other rule without a meaning is reported.
                if not (isinstance(error, RuleError) and error.parts[0] == message("error-unknown-reference")):
                    yield content.report("error", "rule", entry, error.detail, error.advice, ("rule",))
                continue
            for contradiction in found:
                yield _finding(content, entry, contradiction)


def _finding(content: Content, entry: Entry, found: Contradiction) -> Finding:
    level: Severity = "error" if found.whole else "warning"
    said = message("finding-never-met", part="whole" if found.whole else "part", reason=found.reason)
    todo = message("do-check-against-the-source")
    return content.report(level, "never-met", entry, said, todo, ("rule", *found.path))
