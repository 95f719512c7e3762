"""The fields of custom fields: their definition, their choices, and their value on a task."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.asana.records import EnumOption, FieldValue
from sandbox.asana.schema import MISSING, Getter, Schema, attributes, constant, has_type, names
from sandbox.clock import iso
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState

OPTION = Schema(
    {**has_type("enum_option"), **attributes("name", "color", "enabled")},
    compact=("gid", "resource_type", "name", "color", "enabled"),
    full=("gid", "resource_type", "name", "color", "enabled"),
)

_CHOOSING = {"enum", "multi_enum"}


def _of_field(name: str) -> Getter:
    """Show an attribute of the definition, both on itself and on a value of it."""
    return lambda _, thing: getattr(thing.field if isinstance(thing, FieldValue) else thing, name)


def _options(_: AsanaState, thing: Any) -> Any:
    field = thing.field if isinstance(thing, FieldValue) else thing
    return field.options if field.type in _CHOOSING else MISSING


def _precision(_: AsanaState, thing: Any) -> Any:
    field = thing.field if isinstance(thing, FieldValue) else thing
    return field.precision if field.type == "number" else MISSING


_DEFINITION: dict[str, Getter] = {
    "gid": _of_field("gid"),
    "resource_type": constant("custom_field"),
    "resource_subtype": _of_field("type"),
    "type": _of_field("type"),
    "name": _of_field("name"),
    "description": _of_field("description"),
    "enum_options": _options,
    "precision": _precision,
    "is_formula_field": _of_field("formula"),
    "is_value_read_only": _of_field("formula"),
    "is_global_to_workspace": constant(value=True),
    "has_notifications_enabled": constant(value=False),
    "created_by": constant(None),
}
_SHOWN = names(
    "gid resource_type name resource_subtype type enum_options precision "
    "is_formula_field is_value_read_only"
)

FIELD = Schema(
    _DEFINITION,
    compact=_SHOWN,
    full=_SHOWN + names("description is_global_to_workspace has_notifications_enabled created_by"),
)

SETTING = Schema(
    {
        **has_type("custom_field_setting"),
        **attributes("project"),
        "custom_field": lambda _, setting: setting.field,
        "parent": lambda _, setting: setting.project,
        "is_important": constant(value=True),
    },
    compact=("gid", "resource_type", "custom_field", "is_important", "parent", "project"),
    full=("gid", "resource_type", "custom_field", "is_important", "parent", "project"),
)


def _value(type_: str, empty: Any = None) -> Getter:
    """Show the value under the name of its type; other types do not have the name."""

    def getter(_: AsanaState, thing: FieldValue) -> Any:
        if thing.field.type != type_:
            return MISSING
        return empty if thing.value is None else thing.value

    return getter


def _date(_: AsanaState, thing: FieldValue) -> Any:
    if thing.field.type != "date":
        return MISSING
    held = thing.value
    if isinstance(held, datetime):
        return {"date": held.date().isoformat(), "date_time": iso(held)}
    return {"date": held.isoformat(), "date_time": None} if held else None


def _display(_: AsanaState, thing: FieldValue) -> str | None:
    """Show any value as the text that a person reads."""
    values = thing.value if isinstance(thing.value, list) else [thing.value]
    names = [_word(value, thing.field.precision) for value in values if value is not None]
    return ", ".join(names) if names else None


def _word(value: Any, precision: int) -> str:
    if isinstance(value, EnumOption | Person):
        return value.name
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00.000Z"
    return value if isinstance(value, str) else f"{value:.{precision}f}"


_VALUES = names(
    "display_value text_value number_value enum_value multi_enum_values date_value people_value"
)

VALUE = Schema(
    {
        **_DEFINITION,
        "enabled": constant(value=True),
        "display_value": _display,
        "text_value": _value("text"),
        "number_value": _value("number"),
        "enum_value": _value("enum"),
        "multi_enum_values": _value("multi_enum", []),
        "people_value": _value("people", []),
        "date_value": _date,
    },
    compact=(*_SHOWN, "enabled", *_VALUES),
    bare=(*_SHOWN, "enabled", *_VALUES),
)
