"""The project as it was discovered: its sections and the custom fields attached to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.asana.shapes import flag, record, records, text
from connectors.asana.words import folded
from syncline.domain.fields import FieldType
from syncline.ports import FieldMapping

DEFAULT_MARKER = "Syncline"
UNMARKED = "none"  # in place of a marker's name: knowingly without healing
PROJECT_FIELDS = ",".join(
    [
        "name,workspace.gid,permalink_url",
        *(
            f"custom_field_settings.custom_field.{name}"
            for name in (
                "name", "resource_subtype", "type", "enum_options.name", "enum_options.enabled",
                "is_formula_field", "is_value_read_only",
            )
        ),
    ]
)  # fmt: skip
"""The opt_fields with which a project is asked for."""

DEPENDENTS = "dependents"  # the tasks that wait for a task
DUE_AT = "due_at"  # the moment at which a task is due, or the day where no time is said

DEFAULTS: Mapping[str, str] = {
    "title": "name", "description": "html_notes", "owner": "assignee", "start": "start_on",
    "target": "due_on", "labels": "tags", "parent": "parent", "status": "section",
    "priority": "Priority", "blocks": "dependents",
}  # fmt: skip
"""The native field of a canonical one where the configuration names none."""

BUILT_IN: Mapping[str, FieldType] = {
    "name": FieldType.TEXT, "html_notes": FieldType.RICH, "assignee": FieldType.PERSON,
    "start_on": FieldType.DATE, "due_on": FieldType.DATE, "tags": FieldType.SET,
    "parent": FieldType.REF, "section": FieldType.OPTION, "comments": FieldType.THREAD,
    DEPENDENTS: FieldType.LINKS, DUE_AT: FieldType.MOMENT,
}  # fmt: skip
"""The properties that every task has; any other native name is a custom field."""

CUSTOM: Mapping[str, frozenset[FieldType]] = {
    "text": frozenset({FieldType.TEXT, FieldType.URL, FieldType.OPTION}),
    "number": frozenset({FieldType.NUMBER}),
    "enum": frozenset({FieldType.OPTION, FieldType.CHECKBOX}),
    "multi_enum": frozenset({FieldType.SET}),
    "date": frozenset({FieldType.DATE, FieldType.MOMENT}),
    "people": frozenset({FieldType.PERSON, FieldType.PEOPLE}),
}
"""What a type of custom field can hold."""

LANES: Mapping[str, str] = {
    "section": "section", "tags": "tags", "parent": "parent", "comments": "comments",
    DEPENDENTS: "links",
}  # fmt: skip


_ALIASES = {"notes": "html_notes", "due_at": "due_on", "start_at": "start_on"}


def native_name(mapping: FieldMapping) -> str:
    """Return the native name (or gid) of a mapped field."""
    native = mapping.native or DEFAULTS.get(mapping.name, mapping.name)
    if mapping.type is FieldType.MOMENT and native in ("due_on", DUE_AT):
        return DUE_AT
    return _ALIASES.get(native, native)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of an enum field; a disabled one can be read, not written."""

    gid: str
    name: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class CustomField:
    """The definition of a custom field."""

    gid: str
    name: str
    type: str
    options: tuple[Option, ...]  # none in a board that a cursor remembers
    read_only: bool

    @property
    def fixed(self) -> str | None:
        """Say why nobody can write it, None where somebody can."""
        return f"the custom field {self.name} is filled in by Asana" if self.read_only else None

    def option(self, name: str) -> Option | None:
        """Return the enabled choice of this name."""
        wanted = folded(name)
        return next((o for o in self.options if o.enabled and folded(o.name) == wanted), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A column of the project."""

    gid: str
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """A project; custom fields are found by gid or by name."""

    gid: str
    name: str
    workspace: str
    fields: tuple[CustomField, ...]

    def field(self, native: str) -> CustomField | None:
        """Return the custom field with this gid or name, where it is on the project."""
        wanted = folded(native)
        return next((f for f in self.fields if f.gid == native or folded(f.name) == wanted), None)

    def row(self) -> list[Any]:
        """Return what a cursor remembers."""
        fields = [[f.gid, f.name, f.type, f.read_only] for f in self.fields]
        return [self.gid, self.name, self.workspace, fields]


def from_row(row: Any) -> Board:
    """Read what `Board.row` wrote. Raises ValueError and TypeError."""
    gid, name, workspace, rows = row
    fields = (CustomField(str(g), str(n), str(t), (), bool(r)) for g, n, t, r in rows)
    return Board(str(gid), str(name), str(workspace), tuple(fields))


def read_board(data: Mapping[str, Any]) -> Board:
    """Read a project. Raises Malformed."""
    rows = records(data, "custom_field_settings")
    fields = (
        read_field(record(one, "custom_field", f"custom_field_settings[{i}]."))
        for i, one in enumerate(rows)
    )
    workspace = text(record(data, "workspace"), "gid", "workspace.") or ""
    return Board(text(data, "gid") or "", text(data, "name") or "", workspace, tuple(fields))


def read_field(data: Mapping[str, Any]) -> CustomField:
    """Read the definition of a custom field. Raises Malformed."""
    options = (
        Option(text(o, "gid") or "", text(o, "name") or "", flag(o, "enabled") is not False)
        for o in records(data, "enum_options")
    )
    return CustomField(
        gid=text(data, "gid") or "",
        name=text(data, "name") or "",
        type=text(data, "resource_subtype") or text(data, "type") or "",
        options=tuple(options),
        read_only=bool(flag(data, "is_formula_field") or flag(data, "is_value_read_only")),
    )
