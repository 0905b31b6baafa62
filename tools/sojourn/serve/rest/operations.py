"""The REST interface as a table: every operation with its parameters. Requests are read by it, and OpenAPI is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sojourn.model.entries import ENTRY_TYPES

# `rule`: an id, or a rule as a map of facets. `history`: a traveller as a map. `text`: a whole file.
Type = Literal["string", "integer", "boolean", "date", "rule", "histories", "text"]
IN_BODY_ONLY = ("histories", "text")
PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that an operation is given, in the address or as a key of the body. `many`: may be given several times."""

    name: str
    type: Type = "string"
    required: bool = False
    many: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 10_000
    length: int = 400
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `example` are parameters that work, `gives` the keys of the answer with their types."""

    name: str
    methods: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    example: dict[str, Any]
    gives: dict[str, str]

    @property
    def path(self) -> str:
        """Its address."""
        return f"{PREFIX}/{self.name}"

    def parameter(self, name: str) -> Parameter | None:
        """Its parameter of a name."""
        return next((one for one in self.parameters if one.name == name), None)


KINDS = tuple(sorted(ENTRY_TYPES))
LANGUAGE_TAG = "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"
_ON = Parameter("on", "date")
_LIMIT = Parameter("limit", "integer", default=20, least=1, most=200)
_OFFSET = Parameter("offset", "integer", default=0)
_PLANS = Parameter("assume_intentions_come_true", "boolean", default=False)
BOTH = ("GET", "POST")

SEARCH = Operation(
    "search",
    ("GET",),
    (
        Parameter("q", required=True, length=200),
        Parameter("lang", length=35, pattern=LANGUAGE_TAG),
        Parameter("kind", choices=KINDS),
        _LIMIT,
        _OFFSET,
    ),
    {"q": "résidence habituelle", "lang": "fr"},
    {"hits": "array", "more": "boolean", "next": "string?"},
)
ENTRIES = Operation(
    "entries",
    ("GET",),
    (
        Parameter("kind", required=True, choices=KINDS),
        Parameter("country"),
        Parameter("concept"),
        Parameter("framework"),
        Parameter("domain"),
        Parameter("list"),
        _ON,
        Parameter("brief", "boolean", default=False),
        _LIMIT,
        _OFFSET,
    ),
    {"kind": "definition", "country": "NZL", "brief": "true"},
    {"items": "array", "total": "integer", "next": "string?"},
)
ENTRY = Operation(
    "entries/{name}",
    ("GET",),
    (Parameter("name", required=True),),
    {"name": "nzl-obm-arrival"},
    {"kind": "string", "id": "string", "iri": "string"},
)
COMPARE = Operation(
    "compare",
    BOTH,
    (
        Parameter("a", "rule", required=True),
        Parameter("b", "rule", required=True),
        _PLANS,
        Parameter("witnesses", "boolean", default=True),
    ),
    {"a": "nzl-obm-arrival", "b": "aus-nom-arrival"},
    {"a": "string", "b": "string", "relation": "string", "possible": "array", "unknown": "array"},
)
CLASSIFY = Operation(
    "classify",
    BOTH,
    (Parameter("rule", "rule", required=True), Parameter("framework"), Parameter("concept")),
    {"rule": "nzl-obm-arrival", "framework": "un-2021"},
    {"definition": "string", "framework": "string?", "results": "array", "best": "object?"},
)
MIRROR = Operation(
    "mirror",
    BOTH,
    (
        Parameter("origin", required=True),
        Parameter("destination", required=True),
        _ON,
        Parameter("instrument", many=True),
    ),
    {"origin": "NZL", "destination": "AUS"},
    {"pairs": "array"},
)
COMPARABILITY = Operation(
    "comparability",
    BOTH,
    (
        Parameter("country", many=True),
        Parameter("group"),
        Parameter("concept", many=True),
        _ON,
        Parameter("every", "boolean", default=False),
        Parameter("earlier", "boolean", default=False),
    ),
    {"country": ["NZL", "AUS"], "concept": "immigration"},
    {"left_out": "integer", "others": "integer"},
)
DECIDE = Operation(
    "decide",
    ("POST",),
    (
        Parameter("rule", "rule", required=True),
        Parameter("histories", "histories", required=True),
        Parameter("on", "date", many=True),
        _PLANS,
        Parameter("explain", "boolean", default=False),
    ),
    {
        "rule": "nzl-obm-arrival",
        "histories": [
            {
                "id": "traveller-1",
                "initial_status": "non-resident",
                "stays": [{"from": "2017-01-01", "to": "2017-09-08"}, {"from": "2017-11-01", "to": None}],
            }
        ],
    },
    {"histories": "array"},
)
CHECK = Operation(
    "check",
    ("POST",),
    (Parameter("rule", "rule"), Parameter("text", "text")),
    {"text": "event: arrival\nthreshold: {value: 6, unit: month}\n"},
    {"ok": "boolean", "rule": "object", "findings": "array", "contradictions": "array"},
)
OPERATIONS = (SEARCH, ENTRIES, ENTRY, COMPARE, CLASSIFY, MIRROR, COMPARABILITY, DECIDE, CHECK)
