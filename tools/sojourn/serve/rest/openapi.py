"""The REST interface described for programs (OpenAPI 3.1), made from the table of operations."""

from __future__ import annotations

from functools import cache
from typing import Any

from sojourn.serve.http.problems import said
from sojourn.serve.rest.given import MOST
from sojourn.serve.rest.operations import ENTRY, IN_BODY_ONLY, OPERATIONS, Operation, Parameter

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_STATUSES = {"400": "bad", "404": "unknown", "414": "long", "422": "limit", "503": "busy"}


@cache
def openapi(url: str, lang: str) -> dict[str, Any]:
    """The description of the interface at an address, in a language."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": said("api-title", lang),
            "version": "1",
            "description": said("api-about", lang),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": url}],
        "paths": {operation.path: _path(operation, lang) for operation in OPERATIONS},
        "components": {"schemas": _schemas(lang)},
    }


def _path(operation: Operation, lang: str) -> dict[str, Any]:
    return {method.lower(): _operation(operation, method, lang) for method in operation.methods}


def _operation(operation: Operation, method: str, lang: str) -> dict[str, Any]:
    name = operation.name.replace("/{name}", "-one")
    out: dict[str, Any] = {
        "operationId": f"{method.lower()}-{name}",
        "summary": said(f"op-{name}", lang),
        "responses": _responses(operation, method, lang),
    }
    if method == "GET":
        out["parameters"] = [
            _in_address(operation, parameter, lang)
            for parameter in operation.parameters
            if parameter.type not in IN_BODY_ONLY
        ]
        return out
    required = [parameter.name for parameter in operation.parameters if parameter.required]
    keys = {one.name: {**_schema(one), "description": _about(operation, one, lang)} for one in operation.parameters}
    body: dict[str, Any] = {"type": "object", "properties": keys, "additionalProperties": False}
    if required:
        body["required"] = required
    content: dict[str, Any] = {"application/json": {"schema": body, "example": operation.example}}
    if operation.parameter("text"):
        body |= {"minProperties": 1, "maxProperties": 1}
        content["application/yaml"] = {"schema": {}}
    out["requestBody"] = {"required": True, "content": content}
    return out


def _about(operation: Operation, parameter: Parameter, lang: str) -> str:
    return said(f"par-{parameter.name.replace('_', '-')}", lang)


def _in_address(operation: Operation, parameter: Parameter, lang: str) -> dict[str, Any]:
    path = operation is ENTRY
    out: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if path else "query",
        "required": parameter.required,
        "description": _about(operation, parameter, lang),
        "schema": {"type": "string", "maxLength": parameter.length} if parameter.type == "rule" else _schema(parameter),
    }
    if parameter.name in operation.example:
        out["example"] = operation.example[parameter.name]
    return out


def _schema(parameter: Parameter) -> dict[str, Any]:
    match parameter.type:
        case "integer":
            one: dict[str, Any] = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
        case "boolean":
            one = {"type": "boolean"}
        case "date":
            one = {"type": "string", "format": "date"}
        case "rule":
            one = {"$ref": "#/components/schemas/Rule"}
        case "histories":
            history = {"$ref": "#/components/schemas/History"}
            return {"type": "array", "items": history, "minItems": 1, "maxItems": MOST}
        case "text":
            one = {"type": "string"}
        case "string":
            one = {"type": "string", "maxLength": parameter.length}
    if parameter.pattern:
        one["pattern"] = parameter.pattern
    if parameter.choices:
        one["enum"] = list(parameter.choices)
    if parameter.default is not None:
        one["default"] = parameter.default
    return {"type": "array", "items": one, "maxItems": MOST} if parameter.many else one


def _responses(operation: Operation, method: str, lang: str) -> dict[str, Any]:
    keys = {name: _type(type) for name, type in operation.gives.items()}
    schema = {"type": "object", "properties": keys, "required": list(keys)}
    statuses = dict(_STATUSES)
    if method == "POST":
        statuses |= {"413": "large", "415": "type"}
    problems = {
        status: {
            "description": said(f"status-{id}", lang),
            "content": {"application/problem+json": {"schema": _PROBLEM}},
        }
        for status, id in statuses.items()
    }
    fine = {"description": said("status-fine", lang), "content": {"application/json": {"schema": schema}}}
    return {"200": fine, **dict(sorted(problems.items()))}


def _type(type: str) -> dict[str, Any]:
    return {"type": [type.removesuffix("?"), "null"] if type.endswith("?") else type}


def _schemas(lang: str) -> dict[str, Any]:
    text, known = {"type": "string"}, {"type": ["string", "null"]}
    where = {"type": "object", "properties": {"file": known, "line": {"type": ["integer", "null"]}, "key": known}}
    parts = {"title": text, "detail": text, "advice": text, "where": where, "messages": {"type": "object"}}
    error = {"type": "object", "properties": parts, "required": list(parts)}
    day = {"type": ["string", "null"]}
    named = {"type": "object", "properties": {"from": day, "to": day}, "required": ["from", "to"]}
    stay = {"anyOf": [named, {"type": "array", "items": day, "minItems": 2, "maxItems": 2}]}
    return {
        "Problem": {
            "type": "object",
            "properties": {
                "type": text,
                "title": text,
                "status": {"type": "integer"},
                "detail": text,
                "error": error,
                "near": {"type": "array", "items": text},
            },
            "required": ["type", "title", "status", "detail", "error"],
        },
        "Rule": {"type": ["string", "object"], "description": said("schema-rule", lang)},
        "History": {
            "type": "object",
            "description": said("schema-history", lang),
            "properties": {"id": text, "stays": {"type": "array", "items": stay}},
        },
    }
