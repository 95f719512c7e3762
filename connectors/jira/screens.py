"""What a transition's screen wants filled in, out of the configuration; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

Answers = Mapping[str, Mapping[str, str]]  # field's name or id -> status word, or "" -> value

BY_NAME = frozenset({"resolution", "priority", "version", "component", "securitylevel"})
PLAIN = frozenset({"string", "date", "datetime"})


def filled(screen: Mapping[str, Any], answers: Answers, word: str) -> dict[str, Any] | str:
    """Return the fields to send along, or a sentence that names the one that is missing.

    Only what the screen requires, and does not fill in itself, is sent.
    """
    found: dict[str, Any] = {}
    for name, field in sorted(screen.items()):
        if not isinstance(field, Mapping) or not field.get("required"):
            continue
        called = str(field.get("name") or name)
        answer = _answer(answers, (name, called), word)
        if answer is None:
            if field.get("hasDefaultValue"):
                continue
            wanted = ", ".join(_offered(field)) or "a value"
            return (
                f'its screen wants "{called}" ({wanted}): write it under `screens` of the replica'
            )
        value = _encoded(field, answer)
        if value is None:
            return f'"{answer}" is no value of "{called}"; it offers {", ".join(_offered(field))}'
        found[name] = value
    return found


def _answer(answers: Answers, names: Sequence[str], word: str) -> str | None:
    for known, by_word in answers.items():
        if known.casefold() in {name.casefold() for name in names}:
            return by_word.get(word, by_word.get(""))
    return None


def _offered(field: Mapping[str, Any]) -> list[str]:
    allowed = field.get("allowedValues")
    listed = (
        [one for one in allowed if isinstance(one, Mapping)] if isinstance(allowed, list) else []
    )
    return [str(one.get("name") or one.get("value")) for one in listed]


def _encoded(field: Mapping[str, Any], answer: str) -> Any:
    """Return a value as its field takes it; None where the field offers no such value."""
    schema = field.get("schema")
    kind = schema.get("type") if isinstance(schema, Mapping) else "string"
    if kind in PLAIN:
        return answer
    if kind == "number":
        return _number(answer)
    offered = _offered(field)
    exact = next((one for one in offered if one.casefold() == answer.casefold()), None)
    if exact is None:
        return None
    one = {"name": exact} if kind in BY_NAME or _items(schema) in BY_NAME else {"value": exact}
    return [one] if kind == "array" else one


def _items(schema: Any) -> str:
    return str(schema.get("items", "")) if isinstance(schema, Mapping) else ""


def _number(answer: str) -> float | None:
    try:
        return float(answer)
    except ValueError:
        return None
