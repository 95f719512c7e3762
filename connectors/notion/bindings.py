"""Which property of the data source holds which canonical field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.notion.native import NativePage, Property, Related, Users
from connectors.notion.schema import Definition, Schema
from syncline.domain.errors import ConfigurationError
from syncline.domain.fields import FieldType
from syncline.domain.item import FieldName
from syncline.ports import FieldMapping, ReplicaSettings

DEFAULT_MARKER = "Syncline"
MARKER = re.compile(r"syn-[0-9a-z]{20,26}")
KIND = "Type"  # the property that tells kinds apart where `kinds` names more than "*"
THREAD = "comments"  # the canonical field
BODY = "page body"  # what `native` may say of the description, beside None
DEFAULTS: Mapping[FieldName, str] = {
    "status": "Status",
    "owner": "Owner",
    "priority": "Priority",
    "start": "Start",
    "target": "Target",
    "labels": "Labels",
    "parent": "Parent",
    "blocks": "Blocking",
}
_TEXTS = frozenset({"title", "rich_text", "url", "email", "phone_number"})
_COMPUTED = frozenset({"formula", "rollup"})
WRITABLE: Mapping[FieldType, frozenset[str]] = {
    FieldType.TEXT: _TEXTS | {"select"},
    FieldType.RICH: frozenset({"rich_text"}),
    FieldType.OPTION: frozenset({"status", "select", "rich_text"}),
    FieldType.PERSON: frozenset({"people", "email"}),
    FieldType.DATE: frozenset({"date"}),
    FieldType.MOMENT: frozenset({"date"}),
    FieldType.SET: frozenset({"multi_select"}),
    FieldType.PEOPLE: frozenset({"people"}),
    FieldType.CHECKBOX: frozenset({"checkbox"}),
    FieldType.REF: frozenset({"relation"}),
    FieldType.LINKS: frozenset({"relation"}),
    FieldType.NUMBER: frozenset({"number"}),
    FieldType.URL: frozenset({"url", "rich_text"}),
    FieldType.THREAD: frozenset(),  # comments are in no property
}
READABLE: Mapping[FieldType, frozenset[str]] = {
    FieldType.TEXT: WRITABLE[FieldType.TEXT] | _COMPUTED | {"unique_id"},
    FieldType.RICH: WRITABLE[FieldType.RICH],
    FieldType.OPTION: WRITABLE[FieldType.OPTION] | _COMPUTED,
    FieldType.PERSON: WRITABLE[FieldType.PERSON] | {"created_by", "last_edited_by"},
    FieldType.DATE: WRITABLE[FieldType.DATE] | _COMPUTED | {"created_time", "last_edited_time"},
    FieldType.MOMENT: WRITABLE[FieldType.DATE] | _COMPUTED | {"created_time", "last_edited_time"},
    FieldType.SET: WRITABLE[FieldType.SET],
    FieldType.PEOPLE: WRITABLE[FieldType.PEOPLE],
    FieldType.CHECKBOX: WRITABLE[FieldType.CHECKBOX] | _COMPUTED,
    FieldType.REF: WRITABLE[FieldType.REF],
    FieldType.LINKS: WRITABLE[FieldType.LINKS],
    FieldType.NUMBER: WRITABLE[FieldType.NUMBER] | _COMPUTED,
    FieldType.URL: WRITABLE[FieldType.URL] | _COMPUTED,
    FieldType.THREAD: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Unbound:
    """A mapped field has no property to live in, because ..."""

    reason: str
    remedy: str


class Bindings:
    """The mapping of one replica; names are resolved to ids by the schema, when it is known."""

    def __init__(self, settings: ReplicaSettings, schema: Schema | None = None) -> None:
        self.settings, self.schema = settings, schema
        self.marker = settings.marker or DEFAULT_MARKER

    def key(self, name: FieldName) -> str | None:
        """Return the property's name or id as configured; None = the title property."""
        mapping = self.settings.fields[name]
        if name == "title":
            return mapping.native
        return mapping.native or DEFAULTS.get(name) or name

    def by_default(self, name: FieldName) -> bool:
        """Tell whether nobody named a property for this field in the configuration."""
        return self.settings.fields[name].native is None

    def in_body(self, name: FieldName) -> bool:
        """Tell whether a field is the page's body."""
        mapping = self.settings.fields.get(name)
        return bool(
            mapping
            and name == "description"
            and mapping.type is FieldType.RICH
            and mapping.native in (None, BODY)
        )

    @property
    def body(self) -> bool:
        """Tell whether this replica maps the page body."""
        return self.in_body("description")

    @property
    def said(self) -> bool:
        """Tell whether this replica maps comments."""
        return THREAD in self.settings.fields

    @property
    def apart(self) -> frozenset[FieldName]:
        """Return the mapped fields that no listing shows: the body, and the comments."""
        return frozenset(name for name in self.settings.fields if not self.in_property(name))

    def in_property(self, name: FieldName) -> bool:
        """Tell whether a property holds a field, and not the body or the comments of a page."""
        return name != THREAD and not self.in_body(name)

    def shares_period(self, name: FieldName) -> bool:
        """Tell whether a field is one of the two ends of one date property."""
        ends = {"start", "target"}
        both = name in ends and ends <= self.settings.fields.keys()
        return both and self.key("start") == self.key("target")

    def kind(self, page: NativePage) -> Property | None:
        """Return the property that tells the kind of a page, where there are several kinds."""
        several = any(native != "*" for native in self.settings.kinds.values())
        return self.on(page, KIND) if several else None

    def definition(self, name: FieldName) -> Definition | Unbound:
        """Return the property of a field that is not the body; the schema must be known."""
        assert self.schema is not None
        mapping, key = self.settings.fields[name], self.key(name)
        found = self.schema.titled if key is None else self.schema.find(key)
        where = f"fields.{name}.in.{self.settings.name}"
        if found is None:
            return Unbound(
                f'{name}: there is no property "{key}" in "{self.schema.title}"',
                f"Add the property in Notion, or name another one under {where}.",
            )
        if found.type not in READABLE[mapping.type]:
            takes = ", ".join(sorted(WRITABLE[mapping.type]))
            return Unbound(
                f'{name}: the property "{found.name}" is a {found.type}, which cannot hold it',
                f"Name a property of one of these types under {where}: {takes}.",
            )
        return found

    def readable(self, name: FieldName) -> bool:
        """Tell whether a mapped field can be read; assumed until the schema is known."""
        if self.schema is None or not self.in_property(name):
            return True
        return isinstance(self.definition(name), Definition)

    def fixed(self, name: FieldName) -> str | None:
        """Say why nobody can write a field, None where somebody can, or nobody knows yet."""
        if self.schema is None or not self.in_property(name) or self.writable(name):
            return None
        found = self.definition(name)
        if isinstance(found, Unbound):
            return None
        return f'the property "{found.name}" ({found.type}) is filled in by Notion'

    def writable(self, name: FieldName) -> bool:
        """Tell whether a mapped field can be written; assumed until the schema is known."""
        if self.schema is None or not self.in_property(name):
            return True
        found = self.definition(name)
        mapping = self.settings.fields[name]
        return isinstance(found, Definition) and found.type in WRITABLE[mapping.type]

    def held(self, page: NativePage, mapping: FieldMapping) -> Property | None:
        """Return the property of a page that holds a field, if it has one of a fitting type."""
        key = self.key(mapping.name)
        found = self.on(page, key) if key else _titled(page)
        return found if found and self._fits(found, mapping) else None

    def cut(self, page: NativePage) -> dict[FieldName, Property]:
        """Return the fields that hold sets of which a page shows a part, with their properties."""
        wanted = (FieldType.LINKS, FieldType.PEOPLE)
        sets = [one for one in self.settings.fields.values() if one.type in wanted]
        held = {one.name: self.held(page, one) for one in sets}
        return {
            name: prop
            for name, prop in held.items()
            if prop and isinstance(prop.value, Related | Users) and not prop.value.complete
        }

    def _fits(self, prop: Property, mapping: FieldMapping) -> bool:
        return prop.type == "unsaid" or prop.type in READABLE[mapping.type]

    def on(self, page: NativePage, key: str) -> Property | None:
        """Return a page's property by configured name or id, also after it was renamed."""
        known = self.schema.find(key) if self.schema else None
        return (page.by_id(known.id) if known else None) or page.called(key)

    def marked(self) -> bool | None:
        """Tell whether the marker property is there; None while the schema is not known."""
        if self.marker == "none":
            return False
        if self.schema is None:
            return None
        found = self.schema.find(self.marker)
        return bool(found and found.type == "rich_text")


def _titled(page: NativePage) -> Property | None:
    return next((p for p in page.properties if p.type == "title"), None)


def data_source(settings: ReplicaSettings) -> str:
    """Return the id of the replica's data source. Raises ConfigurationError."""
    ids = settings.container.get("data_source", ())
    if len(ids) != 1 or not ids[0].strip():
        raise ConfigurationError(
            f"replicas.{settings.name}: a Notion replica has one data source, got {len(ids)}; "
            "write data_source: <id>, as `syncline doctor` lists it"
        )
    return ids[0].strip()
