"""What a request gives an operation: read from the address or from a JSON body by the operation's table, and bounded."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from sojourn.model.errors import Where
from sojourn.serve.http.problems import Refusal
from sojourn.serve.rest.operations import IN_BODY_ONLY, Operation, Parameter

# Rules and histories of people are flat; deeper JSON is made to hurt.
MAX_DEPTH = 64
# Travellers and dates of one request.
MOST = 1_000
_YES_OR_NO = {"true": True, "1": True, "": True, "false": False, "0": False}
Given = dict[str, Any]


def from_address(operation: Operation, found: list[tuple[str, str]]) -> Given:
    """The parameters in an address. Raises Refusal for one that is not known, missing, or of another type."""
    values: dict[str, list[str]] = {}
    for name, text in found:
        values.setdefault(name, []).append(text)
    given: Given = {}
    for name, texts in values.items():
        parameter = _known(operation, name)
        if parameter.type in IN_BODY_ONLY:
            raise _wrong(name, "serve-in-body")
        if len(texts) > 1 and not parameter.many:
            raise _wrong(name, "serve-twice")
        read = [_from_text(parameter, text) for text in texts]
        given[name] = read if parameter.many else read[0]
    return _whole(operation, given)


def from_body(operation: Operation, body: bytes) -> Given:
    """The parameters in a JSON body. Raises Refusal as above, and for JSON that is none, too deep or absurd."""
    data = read_json(body)
    if not isinstance(data, dict):
        raise Refusal(400, "no-map")
    given: Given = {}
    for name, value in data.items():
        parameter = _known(operation, name)
        if parameter.many:
            values = value if isinstance(value, list) else [value]
            if len(values) > MOST:
                raise _wrong(name, "serve-too-many", most=MOST)
            given[name] = [_from_json(parameter, one) for one in values]
        else:
            given[name] = _from_json(parameter, value)
    return _whole(operation, given)


def read_json(body: bytes) -> Any:
    """JSON from outside: UTF-8, not too deep, with numbers and characters that exist. Raises Refusal for anything else."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "not-utf8") from None
    if _depth(text) > MAX_DEPTH:
        raise Refusal(400, "deep-json", most=MAX_DEPTH)
    try:
        data = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
        # Half a character (a lone surrogate) can be written in JSON, and nowhere else.
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Refusal(400, "not-utf8") from None
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "no-json", why=str(error)[:200]) from None
    return data


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice[:60]}' stands twice")
    return found


def _depth(text: str) -> int:
    """How deep brackets stand inside each other; those in strings are counted too: it is a bound."""
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth = max(0, depth - 1)
    return deepest


def _known(operation: Operation, name: str) -> Parameter:
    found = operation.parameter(name)
    if found is None:
        names = [parameter.name for parameter in operation.parameters]
        near = difflib.get_close_matches(name[:60], names, 1, 0.6)
        id = "near-parameter" if near else "unknown-parameter"
        raise Refusal(400, id, name=name[:60], near=", ".join(near or names))
    return found


def _whole(operation: Operation, given: Given) -> Given:
    for parameter in operation.parameters:
        if parameter.required and parameter.name not in given:
            raise Refusal(400, "missing", name=parameter.name)
        if parameter.default is not None:
            given.setdefault(parameter.name, parameter.default)
    return given


def _wrong(name: str, id: str, **args: Any) -> Refusal:
    refusal = Refusal(400, id.removeprefix("serve-"), name=name, **args)
    refusal.where = Where(None, None, name)
    return refusal


def _from_text(parameter: Parameter, text: str) -> Any:
    if parameter.type == "integer":
        if not text.isascii() or not text.removeprefix("-").isdecimal() or len(text) > 9:
            raise _wrong(parameter.name, "serve-no-number", text=text[:60])
        return _from_json(parameter, int(text))
    if parameter.type == "boolean":
        if text.lower() not in _YES_OR_NO:
            raise _wrong(parameter.name, "serve-no-boolean", text=text[:60])
        return _YES_OR_NO[text.lower()]
    return _from_json(parameter, text)


def _from_json(parameter: Parameter, value: Any) -> Any:
    name = parameter.name
    match parameter.type, value:
        case "integer", int() if not isinstance(value, bool):
            if not parameter.least <= value <= parameter.most:
                raise _wrong(name, "serve-out-of-range", least=parameter.least, most=parameter.most)
            return value
        case "boolean", bool():
            return value
        case "rule", Mapping():
            return value
        case "histories", list():
            if not value:
                raise _wrong(name, "serve-wrong-type", type=parameter.type)
            if len(value) > MOST:
                raise _wrong(name, "serve-too-many", most=MOST)
            return value
        case "histories", Mapping():
            return [value]
        case "text", str():
            return value
        case (("string" | "rule" | "date"), str()):
            return _text(parameter, value)
    raise _wrong(name, "serve-wrong-type", type=parameter.type)


def _text(parameter: Parameter, text: str) -> str:
    if len(text) > parameter.length or "\0" in text:
        raise _wrong(parameter.name, "serve-long-text", most=parameter.length)
    if parameter.choices and text not in parameter.choices:
        raise _wrong(parameter.name, "serve-no-choice", text=text[:60], choices=", ".join(parameter.choices))
    if parameter.pattern and not re.fullmatch(parameter.pattern, text, re.ASCII):
        raise _wrong(parameter.name, "serve-no-choice", text=text[:60], choices=parameter.pattern)
    if parameter.type == "date":
        try:
            # Python also reads other forms (20200101, weeks); one form is enough for an interface.
            if date.fromisoformat(text).isoformat() != text:
                raise ValueError(text)
        except ValueError:
            raise _wrong(parameter.name, "serve-no-date", text=text[:60]) from None
    return text
