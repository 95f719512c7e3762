"""Definitions of properties: made, changed by a data source update, and shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.notion.errors import invalid, invalid_body
from sandbox.notion.records import DataSource, Group, Option, Property

TYPES = frozenset(
    {"title", "rich_text", "number", "select", "multi_select", "status", "date", "people"}
    | {"files", "checkbox", "url", "email", "phone_number", "relation", "formula", "rollup"}
    | {"unique_id", "created_time", "last_edited_time", "created_by", "last_edited_by"}
)
CHOOSING = frozenset({"select", "multi_select", "status"})
COLORS = ("default", "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
GROUPS = (("To-do", "gray"), ("In progress", "blue"), ("Complete", "green"))
DESCRIPTION = 280  # characters that describe a property
TODO = 0  # where the API puts every new status option

NewId = Callable[[], str]


def made(name: str, raw_id: str, schema: Any, new_id: NewId) -> Property:
    """Make a property from a simple schema.

    `"date"`, {"select": [names]}, {"status": {group: [names]}}, {"relation": data source id},
    {"unique_id": prefix} or {"number": format}.
    """
    kind, detail = (schema, None) if isinstance(schema, str) else next(iter(schema.items()))
    prop = Property("title" if kind == "title" else raw_id, name, kind)
    if kind == "status":
        wanted = detail or {"To-do": ["Not started"], "In progress": ["In progress"]}
        prop.groups = [Group(new_id(), title, color) for title, color in GROUPS]
        for group in prop.groups:
            group.options = [_option(prop, one, new_id) for one in wanted.get(group.name, ())]
            prop.options += group.options
    elif kind in CHOOSING:
        for one in detail or ():
            prop.options.append(_option(prop, one, new_id))
    elif detail is not None:
        key = {"relation": "data_source_id", "unique_id": "prefix", "number": "format"}
        prop.config = {key[kind]: detail} if kind in key else dict(detail)
    return prop


def _option(prop: Property, name: str, new_id: NewId) -> Option:
    return Option(new_id(), name, COLORS[(1 + len(prop.options)) % len(COLORS)])


def add_option(prop: Property, name: str, new_id: NewId) -> Option:
    """Add a choice, as a page update with an unknown select name does."""
    if "," in name:
        raise invalid(f"Invalid select option, commas not allowed: {name}")
    if not name or len(name) > 100:
        raise invalid("Invalid select option, a name has 1 to 100 characters.")
    option = _option(prop, name, new_id)
    prop.options.append(option)
    return option


def change(source: DataSource, raw: Any, new_raw_id: NewId, new_id: NewId) -> None:
    """Apply the `properties` of a data source update: add, rename, redefine or delete."""
    if not isinstance(raw, Mapping):
        raise invalid_body("properties", "an object", raw)
    for key, schema in raw.items():
        prop = source.find(key)
        if schema is None:
            _delete(source, prop, key)
        elif prop is None:
            added = _from_api(key, schema, new_raw_id(), new_id)
            source.properties[added.raw_id] = added
        else:
            _redefine(source, prop, schema, new_id)


def _delete(source: DataSource, prop: Property | None, key: str) -> None:
    if prop is None:
        raise invalid(f"{key} is not a property that exists.")
    if prop.type == "title":
        raise invalid("The title property cannot be deleted.")
    del source.properties[prop.raw_id]
    for page in source.pages:
        page.values.pop(prop.raw_id, None)


def _kind(schema: Mapping[str, Any], path: str) -> str:
    kinds = TYPES & schema.keys()
    kind = schema.get("type") or next(iter(kinds), None)
    if kind not in TYPES or len(kinds) > 1:
        raise invalid_body(path, "a property schema of one known type", dict(schema))
    return str(kind)


def _from_api(key: str, schema: Any, raw_id: str, new_id: NewId) -> Property:
    if not isinstance(schema, Mapping):
        raise invalid_body(f"properties.{key}", "an object", schema)
    kind = _kind(schema, f"properties.{key}")
    if kind == "title":
        raise invalid("A data source has exactly one title property.")
    detail = schema.get(kind) or {}
    name = str(schema.get("name") or key)
    if kind not in CHOOSING:
        prop = made(name, raw_id, kind, new_id)
        prop.config = dict(detail)
        return prop
    names = [str(option.get("name")) for option in detail.get("options", ())]
    if kind == "status":
        return made(name, raw_id, {kind: {"To-do": names} if names else None}, new_id)
    return made(name, raw_id, {kind: names}, new_id)


def _redefine(source: DataSource, prop: Property, schema: Any, new_id: NewId) -> None:
    """Rename a property, or replace its options; renaming or regrouping a status does nothing."""
    if not isinstance(schema, Mapping):
        raise invalid_body(f"properties.{prop.name}", "an object", schema)
    if name := schema.get("name"):
        prop.name = str(name)
    if "description" in schema:
        prop.description = _described(schema["description"])
    detail = schema.get(prop.type)
    if not isinstance(detail, Mapping):
        return
    if prop.type in CHOOSING and "options" in detail:
        _replace_options(source, prop, detail["options"], new_id)
    elif prop.type not in CHOOSING:
        prop.config |= detail


def _described(raw: Any) -> str | None:
    if raw is not None and (not isinstance(raw, str) or not 0 < len(raw) <= DESCRIPTION):
        raise invalid_body("description", f"1 to {DESCRIPTION} characters, or null", raw)
    return raw


def _replace_options(
    source: DataSource, prop: Property, raw: Iterable[Mapping[str, Any]], new_id: NewId
) -> None:
    """Keep the named options, add the new ones, delete the omitted ones (also from the pages)."""
    known = {option.id: option for option in prop.options}
    kept: list[Option] = []
    for one in raw:
        option = known.get(str(one.get("id"))) or prop.option(str(one.get("name")))
        if option is None:
            option = add_option(prop, str(one.get("name")), new_id)
            if prop.type == "status":
                prop.groups[TODO].options.append(option)
        elif one.get("color") not in (None, option.color):
            raise invalid(f"Cannot update color of {prop.type} with name: {option.name}.")
        kept.append(option)
    prop.options = kept
    for group in prop.groups:
        group.options = [option for option in group.options if option in kept]
    for page in source.pages:
        _forget(page.values, prop.raw_id, kept)


def _forget(values: dict[str, Any], key: str, kept: list[Option]) -> None:
    value = values.get(key)
    if isinstance(value, list):
        values[key] = [option for option in value if option in kept]
    elif value is not None and value not in kept:
        del values[key]


def shown(prop: Property) -> dict[str, Any]:
    """Show a definition as part of its data source."""
    detail: dict[str, Any] = dict(prop.config)
    if prop.type in CHOOSING:
        detail["options"] = [
            {"id": o.id, "name": o.name, "color": o.color, "description": None}
            for o in prop.options
        ]
    if prop.type == "status":
        detail["groups"] = [
            {"id": g.id, "name": g.name, "color": g.color, "option_ids": [o.id for o in g.options]}
            for g in prop.groups
        ]
    if prop.type == "number":
        detail.setdefault("format", "number")
    if prop.type == "relation":
        detail |= {"type": "single_property", "single_property": {}}
    return {
        "id": prop.id,
        "name": prop.name,
        "description": prop.description,
        "type": prop.type,
        prop.type: detail,
    }
