"""OpenAPI documents as operations with JSON Schemas in which nothing unknown is allowed.

A vendor's document leaves most objects open. Here an object that lists its properties has no
others, unless the document says in words that it may: what an emulator makes up is found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.traffic.schemas import Problem, Schema, Schemas, formats

PLAIN = ("type", "format", "pattern", "minimum", "maximum", "maxLength", "minLength", "minItems")
# What a side must not hold. A listing that was asked for more fields shows compact records whole.
HIDDEN = {"request": "readOnly", "response": "writeOnly", "whole": "writeOnly"}


@dataclass(frozen=True)
class Parameter:
    """Hold one named argument of an operation, in its query, its form or its JSON body."""

    name: str
    required: bool
    schema: Schema


@dataclass(frozen=True)
class Operation:
    """Hold what a document says of one method on one path."""

    method: str
    path: str
    parameters: Mapping[str, Parameter]
    body: Schema | None
    responses: Mapping[str, Schema | None]  # by status; None has a body of any shape, or none
    whole: Mapping[str, Schema | None]  # the same, when more fields were asked for
    arguments: bool  # the body may hold the parameters

    @property
    def name(self) -> str:
        """Name the operation as in the reports, e.g. `GET /tasks/{task_gid}`."""
        return f"{self.method} {self.path}"


@dataclass
class _Merged:
    """Collect a schema through its references and parts."""

    properties: dict[str, Schema] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    rest: dict[str, Any] = field(default_factory=dict)


class Document:
    """One OpenAPI (or Swagger 2) document."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self.definitions: dict[str, Schema] = {}
        self.schemas = Schemas(self.definitions, formats())
        self._routes = sorted(
            ((_pattern(path), path) for path in raw["paths"]),
            key=lambda route: route[1].count("{"),  # /users/me before /users/{id}
        )
        self._found: dict[tuple[str, str], Operation] = {}

    def operation(self, method: str, path: str) -> Operation | None:
        """Return the operation of a request, if the document knows it."""
        for pattern, template in self._routes:
            if pattern.fullmatch(path) and method.lower() in self._raw["paths"][template]:
                key = (method, template)
                if key not in self._found:
                    self._found[key] = self._operation(method, template)
                return self._found[key]
        return None

    def problems(self, schema: Schema, value: Any) -> list[Problem]:
        """Return what is wrong with a body."""
        return self.schemas.problems(schema, value)

    def _operation(self, method: str, template: str) -> Operation:
        item = self._raw["paths"][template]
        raw = item[method.lower()]
        given = [
            self._resolved(p) for p in (*item.get("parameters", ()), *raw.get("parameters", ()))
        ]
        body = _json(self._resolved(raw.get("requestBody", {})))
        return Operation(
            method, template,
            {p["name"]: self._parameter(p) for p in given if p["in"] in ("query", "formData")},
            None if body is None else self._converted(body, "request"),
            self._answers(raw["responses"], "response"),
            self._answers(raw["responses"], "whole"),
            arguments="requestBody" not in raw,
        )  # fmt: skip

    def _parameter(self, raw: Mapping[str, Any]) -> Parameter:
        schema = raw.get("schema") or {k: raw[k] for k in ("type", "enum", "items") if k in raw}
        converted = self._converted(schema, "request")
        return Parameter(raw["name"], bool(raw.get("required")), converted)

    def _answers(self, raw: Mapping[Any, Any], side: str) -> dict[str, Schema | None]:
        return {str(status): self._answer(answer, side) for status, answer in raw.items()}

    def _answer(self, raw: Mapping[str, Any], side: str) -> Schema | None:
        found = self._resolved(raw)
        schema = found.get("schema") or _json(found)
        return None if schema is None else self._converted(schema, side)

    def _resolved(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in raw:
            found: Any = self._raw
            for step in raw["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            raw = found
        return raw

    def _converted(self, raw: Schema, side: str, own: str = "") -> Schema:
        """Return the closed JSON Schema of one side; what only the other may say is unknown."""
        if isinstance(raw, list):  # a union, in Slack's document
            return {"anyOf": [self._converted(part, side) for part in raw]}
        if "$ref" in raw:
            raw = self._meant(raw, side)
            name = f"{side}.{raw['$ref'].rpartition('/')[2]}"
            if name not in self.definitions:
                self.definitions[name] = {}  # a schema may refer to itself
                self.definitions[name] = self._converted(self._resolved(raw), side, raw["$ref"])
            return {"$ref": f"#/definitions/{name}"}
        for part in raw.get("allOf", ()) if side == "whole" else ():
            meant = self._meant(part, side) if "$ref" in part else part
            if meant is not part and meant["$ref"] != own:  # a whole one is made of the compact
                whole = self._converted(meant, side)
                return _nullable(whole) if self._merged(raw, side).rest.get("nullable") else whole
        return self._written(self._merged(raw, side), side)

    def _meant(self, raw: Schema, side: str) -> Schema:
        """Return the reference to the whole record instead of the compact one, if asked for."""
        home, _, name = raw["$ref"].rpartition("/")
        whole = re.sub("Compact$", "Response", name)
        if side != "whole" or whole == name or whole not in self._raw["components"]["schemas"]:
            return raw
        return {"$ref": f"{home}/{whole}"}

    def _merged(self, raw: Schema, side: str) -> _Merged:
        merged = _Merged()
        resolved = self._resolved(raw)
        for part in resolved.get("allOf", ()):
            inner = self._merged(part, side)
            merged.properties |= inner.properties
            merged.required |= inner.required
            merged.rest |= inner.rest
        for name, schema in (resolved.get("properties") or {}).items():
            if not self._resolved(schema).get(HIDDEN[side]) if isinstance(schema, dict) else True:
                merged.properties[name] = schema
            else:
                merged.properties.pop(name, None)
        if isinstance(resolved.get("required"), list):
            merged.required |= set(resolved["required"])
        merged.rest |= {k: v for k, v in resolved.items() if k not in _COLLECTED}
        return merged

    def _written(self, merged: _Merged, side: str) -> Schema:
        rest = merged.rest
        written = {key: rest[key] for key in PLAIN if key in rest and rest[key] != "file"}
        if "enum" in rest:
            written["enum"] = list(rest["enum"])
        if branches := rest.get("oneOf") or rest.get("anyOf"):
            written["anyOf"] = [self._converted(branch, side) for branch in branches]
        if "items" in rest:
            written["items"] = self._converted(rest["items"], side)
        written |= self._object(merged, side)
        return _nullable(written) if rest.get("nullable") else written

    def _object(self, merged: _Merged, side: str) -> dict[str, Any]:
        written: dict[str, Any] = {}
        beyond = merged.rest.get("additionalProperties")
        if merged.properties:
            properties = merged.properties.items()
            written["properties"] = {n: self._converted(s, side) for n, s in properties}
            written["required"] = sorted(merged.required & merged.properties.keys())
            if beyond is None and not merged.rest.keys() & {"oneOf", "anyOf"}:
                written["additionalProperties"] = False
        if isinstance(beyond, dict) and beyond:
            written["additionalProperties"] = self._converted(beyond, side)
        elif beyond is False:
            written["additionalProperties"] = False
        return written


_COLLECTED = ("allOf", "properties", "required")


def _nullable(schema: dict[str, Any]) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}


def _json(raw: Mapping[str, Any]) -> Schema | None:
    content = raw.get("content", {})
    kinds = [kind for kind in content if "json" in kind]
    return content[kinds[0]].get("schema") if kinds else None


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", path.rstrip("/"))
    return re.compile("[^/]+".join(map(re.escape, parts)) + "/?")


def coerced(schema: Schema, schemas: Mapping[str, Schema], values: Sequence[Any]) -> Any:
    """Return the value of a parameter as its type would read it from text."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "array":
        return [coerced(schema.get("items", {}), schemas, [part]) for part in _parts(values)]
    return _scalar(_types(schema), values[-1])


def _types(schema: Schema) -> Iterator[str]:
    kinds = schema.get("type", ())
    yield from [kinds] if isinstance(kinds, str) else kinds
    for branch in schema.get("anyOf", ()):
        yield from _types(branch)


def _parts(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from value.split(",") if isinstance(value, str) else [value]


def _scalar(kinds: Iterable[str], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    wanted = set(kinds)
    if "boolean" in wanted and value in ("true", "false"):
        return value == "true"
    if wanted & {"integer", "number"} and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value) if "." in value else int(value)
    return None if value in ("", "null") and "null" in wanted else value
