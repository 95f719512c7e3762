"""JSON Schema with short errors: of a union only the branch that a value claims to be is asked."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema import FormatChecker
from jsonschema.validators import extend

Schema = Any
SHOWN = 60  # characters of a value in a sentence


@dataclass(frozen=True)
class Problem:
    """Say where in a body something is wrong, elements of lists as `*`, and what."""

    place: str
    what: str


@dataclass(frozen=True)
class Claim:
    """Hold what a value must be to be meant for a branch of a union."""

    types: frozenset[str]
    required: frozenset[str]
    constants: Mapping[str, tuple[Any, ...]]

    def met(self, value: Any) -> bool:
        """Tell whether a value could be meant for this branch."""
        if self.types and not any(_is(value, name) for name in self.types):
            return False
        if not isinstance(value, dict):
            return True
        return self.required <= value.keys() and all(
            value[key] in known for key, known in self.constants.items() if key in value
        )


class Schemas:
    """Validate against the definitions of one document; references are `#/definitions/Name`."""

    def __init__(self, definitions: Mapping[str, Schema], formats: FormatChecker) -> None:
        self._definitions = definitions
        self._claims: dict[int, tuple[Claim, ...]] = {}
        unions = {"anyOf": self._union, "oneOf": self._union, "$ref": self._reference}
        self._validator = extend(jsonschema.Draft7Validator, unions)
        self._formats = formats

    def problems(self, schema: Schema, value: Any) -> list[Problem]:
        """Return what is wrong with a value, each thing once."""
        errors = self._validator(schema, format_checker=self._formats).iter_errors(value)
        return list(dict.fromkeys(problem for error in errors for problem in _told(error)))

    def _reference(self, validator: Any, name: str, value: Any, _: Schema) -> Iterator[Any]:
        yield from validator.descend(value, self._definitions[_last(name)])

    def _union(self, validator: Any, branches: Any, value: Any, _: Schema) -> Iterator[Any]:
        meant = [b for b in branches if any(c.met(value) for c in self._claimed(b))]
        best: list[Any] = []
        least = math.inf
        for branch in meant or branches:
            errors = list(validator.descend(value, branch))
            if not errors:
                return
            if (weight := sum(1 for error in errors for _ in _told(error))) < least:
                best, least = errors, weight
        yield from best

    def _claimed(self, schema: Schema) -> tuple[Claim, ...]:
        """Return one claim for every branch inside a schema; the schemas outlive their ids."""
        if id(schema) not in self._claims:
            self._claims[id(schema)] = self._read(schema)
        return self._claims[id(schema)]

    def _read(self, schema: Schema) -> tuple[Claim, ...]:
        if not isinstance(schema, dict):
            return (Claim(frozenset(), frozenset(), {}),)
        if "$ref" in schema:
            return self._claimed(self._definitions[_last(schema["$ref"])])
        if inner := schema.get("anyOf") or schema.get("oneOf"):
            return tuple(claim for branch in inner for claim in self._claimed(branch))
        if "allOf" in schema:
            return self._claimed(schema["allOf"][0])
        kinds = schema.get("type", ())
        constants = {
            name: tuple(inner.get("enum", ())) or (inner["const"],)
            for name, inner in schema.get("properties", {}).items()
            if isinstance(inner, dict) and ("const" in inner or "enum" in inner)
        }
        # What Notion and ADF call a thing decides; other words of it are checked, not claimed.
        named = {k: v for k, v in constants.items() if k in ("type", "object")}
        types = frozenset([kinds] if isinstance(kinds, str) else kinds)
        return (Claim(types, frozenset(schema.get("required", ())), named),)


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _is(value: Any, name: str) -> bool:
    return jsonschema.Draft7Validator.TYPE_CHECKER.is_type(value, name)


def _told(error: jsonschema.ValidationError) -> Iterator[Problem]:
    steps = ["*" if isinstance(step, int) else str(step) for step in error.absolute_path]
    place, value = "/".join(steps), error.instance
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            for name in sorted(value.keys() - known.keys()):
                yield Problem("/".join([*steps, name]), "unknown key")
        case "required":
            for name in error.validator_value:
                if name not in value:
                    yield Problem("/".join([*steps, name]), "missing")
        case "type":
            kinds = error.validator_value
            wanted = " or ".join([kinds] if isinstance(kinds, str) else kinds)
            yield Problem(place, f"{_kind(value)} instead of {wanted}")
        case "enum" | "const":
            yield Problem(place, f"{_shown(value)} is not in the enumeration")
        case "format":
            yield Problem(place, f"not a {error.validator_value}")
        case None:
            yield Problem(place, "nothing is allowed here")
        case other:
            yield Problem(place, f"breaks {other} {_shown(error.validator_value)}")


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case dict():
            return "object"
    return "array"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


_DATE = r"\d{4}-\d\d-\d\d"
_FORMATS = {
    "date": _DATE,
    "date-time": _DATE + r"T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)",
    "uri": r"[a-z][a-z0-9+.-]*:\S+",
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}


@lru_cache(maxsize=1)
def formats() -> FormatChecker:
    """Return the formats that the documents speak of; others say nothing."""
    checker = FormatChecker(formats=())
    for name, pattern in _FORMATS.items():
        checker.checks(name)(_matching(re.compile(pattern)))
    return checker


def _matching(pattern: re.Pattern[str]) -> Any:
    return lambda value: not isinstance(value, str) or bool(pattern.fullmatch(value))
