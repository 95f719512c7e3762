"""The values of custom fields: texts under a key that says the type, or the id of an option."""

from __future__ import annotations

import re
from typing import Any

from sandbox.clock import iso
from sandbox.http import Refusal
from sandbox.trello import errors
from sandbox.trello.arguments import Given, moment
from sandbox.trello.records import CustomField, FieldItem

KEYS = {"text": "text", "number": "number", "date": "date", "checkbox": "checked"}
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def wrong() -> Refusal:
    """Return the 400 for a value that does not fit its field; it is JSON."""
    return Refusal(errors.coded(400, "ERROR", "Invalid custom field item value."))


def read(identifier: str, field: CustomField, body: Given) -> FieldItem | None:
    """Return the item that a body describes, or None when it clears the field."""
    if field.type == "list":
        return _choice(identifier, field, body)
    value = body.get("value")
    if value == "" or (isinstance(value, dict) and all(v in ("", None) for v in value.values())):
        return None
    if not isinstance(value, dict) or value.keys() != {KEYS[field.type]}:
        raise wrong()
    held = _checked(field, value[KEYS[field.type]])
    return FieldItem(identifier, field, {KEYS[field.type]: held}) if held else None


def _choice(identifier: str, field: CustomField, body: Given) -> FieldItem | None:
    """Read the choice of a list: `value` can only clear it, and only as an empty text."""
    wanted = body.get("idValue", body.get("value"))
    if wanted in ("", None) and body.keys() & {"idValue", "value"}:
        return None
    if wanted not in [option.id for option in field.options]:
        raise wrong()
    return FieldItem(identifier, field, None, str(wanted))


def _checked(field: CustomField, value: Any) -> str:
    """Return the text that is kept: numbers and truth values are texts as well."""
    if not isinstance(value, str):
        raise wrong()
    if field.type == "number" and not NUMBER.fullmatch(value):
        raise wrong()
    if field.type == "checkbox":
        if value not in ("true", "false"):
            raise wrong()
        return value if value == "true" else ""  # an unticked box holds nothing
    if field.type == "date":
        try:
            day = moment(value, "date")
        except Refusal:
            raise wrong() from None
        return iso(day) if day else ""
    return value


def planted(identifier: str, field: CustomField, value: str) -> FieldItem:
    """Return an item by what a person sees: a text, or the name of a choice."""
    if field.type != "list":
        return FieldItem(identifier, field, {KEYS[field.type]: value})
    choice = next(option for option in field.options if option.text == value)
    return FieldItem(identifier, field, None, choice.id)


def as_seen(item: FieldItem) -> str:
    """Return a value as a person sees it."""
    if item.value is not None:
        return next(iter(item.value.values()))
    return next((o.text for o in item.field.options if o.id == item.option), "")
