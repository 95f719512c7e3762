"""What pydantic found, as problems: a line, a path, and what to write instead."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from syncline.config.problems import Problem, Route, one_of, printable, quoted
from syncline.config.reading import Source

SECRETIVE = frozenset({"credentials", "store"})  # never repeated, somebody may paste a secret
_WANTED = {
    "bool": ("is neither true nor false", "Write true or false."),
    "int": ("is no whole number", "Write a number, without quotes."),
    "float": ("is no number", "Write a number, without quotes."),
    "dict": ("is no mapping", "Write keys with values: {key: value}."),
    "model": ("is no mapping", "Write keys with values: {key: value}."),
    "tuple": ("is no list", "Write a list: [first, second]."),
}
_RANK = ("wrong", "extra_forbidden", "missing", "literal_error", "enum")


def problems(source: Source, error: ValidationError, schema: Mapping[str, Any]) -> list[Problem]:
    """Return one problem for every wrong value."""
    best: dict[Route, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        route = clean(source.value, detail["loc"])
        if detail["type"] == "missing":
            route = (*route, detail["loc"][-1])
        if route not in best or _rank(detail) < _rank(best[route]):
            best[route] = detail
    inner = {r for r in best if not any(o != r and o[: len(r)] == r for o in best)}
    return [
        source.problem(route, *_sentence(route, detail, schema))
        for route, detail in best.items()
        if route in inner
    ]


def _rank(detail: ErrorDetails) -> int:
    return _RANK.index(detail["type"]) if detail["type"] in _RANK else len(_RANK)


def clean(value: Any, loc: tuple[str | int, ...]) -> Route:
    """Return the steps of a pydantic location that exist in the file."""
    route: list[str | int] = []
    for step in loc:
        if _has(value, step):
            value = value[step]
            route.append(step)
    return tuple(route)


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _sentence(route: Route, detail: ErrorDetails, schema: Mapping[str, Any]) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "wrong":
            return context["message"], context["remedy"]
        case "extra_forbidden":
            return _unknown_key(route, schema)
        case "missing":
            return _missing(route, schema)
        case "too_short" | "string_too_short":
            return "there is too little here", f"Write at least {_least(context)}."
        case "too_long" | "string_too_long":
            unit = "characters" if kind.startswith("string") else "entries"
            return "there is too much here", f"Write at most {context.get('max_length')} {unit}."
    shown = "the value" if SECRETIVE & set(route) else quoted(detail["input"])
    message, remedy = _unfit(kind, detail, context)
    return f"{shown} {message}", remedy


def _unfit(kind: str, detail: ErrorDetails, context: Mapping[str, Any]) -> tuple[str, str]:
    given = detail["input"]
    if kind in {"literal_error", "enum"}:
        known = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        wrong = given if isinstance(given, str) else ""
        return "is not one of the words that may stand here", one_of(known, wrong)
    if kind == "string_type":
        return "is no text", _in_quotes(given)
    for name, sentence in _WANTED.items():
        if kind.startswith(name):
            return sentence
    return f"does not fit ({printable(detail['msg'])})", "See `syncline schema`."


def _least(context: Mapping[str, Any]) -> str:
    least = context.get("min_length", 1)
    return "one entry" if least == 1 else f"{least} entries"


def _in_quotes(value: Any) -> str:
    if isinstance(value, int | float):
        return f'Put it in quotes: "{str(value).lower() if value in (True, False) else value}".'
    return "Write one text." if value is not None else "Write a text, or remove the key."


def _unknown_key(route: Route, schema: Mapping[str, Any]) -> tuple[str, str]:
    known: set[str] = set()
    for node in nodes(schema, route[:-1]):
        known |= set(node.get("properties", {}))
    message = f"{quoted(route[-1])} is no key here"
    return message, one_of(sorted(known), str(route[-1]))


def _missing(route: Route, schema: Mapping[str, Any]) -> tuple[str, str]:
    key = printable(str(route[-1]))
    examples = [e for node in nodes(schema, route) for e in node.get("examples", ())]
    example = str(examples[0]) if examples else "..."
    return f'"{key}" is missing', f"Write {key}: {example}"


def nodes(schema: Mapping[str, Any], route: Route) -> list[Mapping[str, Any]]:
    """Return the schema's alternatives for what stands at a route."""
    found = list(_alternatives(schema, schema))
    for step in route:
        found = [
            alternative
            for node in found
            for child in _children(node, step)
            for alternative in _alternatives(schema, child)
        ]
    return found


def _children(node: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any]]:
    if isinstance(step, int):
        children = [node.get("items")]
    elif step in node.get("properties", {}):
        children = [node["properties"][step]]
    else:
        children = [node.get("additionalProperties")]
    return (child for child in children if isinstance(child, dict))


def _alternatives(
    schema: Mapping[str, Any], node: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    yield node
    if "$ref" in node:
        yield from _alternatives(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[1]])
    for key in ("anyOf", "oneOf", "allOf"):
        for option in node.get(key, ()):
            yield from _alternatives(schema, option)
