"""The properties of a data source: their ids, names, types and options."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from connectors.notion.native import NativePage
from connectors.notion.runs import plain_text
from connectors.notion.shapes import Malformed, identifier, named, record, records, text
from syncline.domain.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Definition:
    """One property. `former`: the name by which it was first bound, when it was renamed since.

    `options`: the names that can be chosen, None where they are not known (from a cursor).
    """

    id: str
    name: str
    type: str
    options: tuple[str, ...] | None = None
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """The properties of one data source."""

    source: str
    title: str
    properties: tuple[Definition, ...]

    def find(self, key: str) -> Definition | None:
        """Return a property by its name, its id, or the name that it had before."""
        for same in (
            lambda p: p.name == key,
            lambda p: p.id == key,
            lambda p: p.former == key,
        ):
            found = next(filter(same, self.properties), None)
            if found:
                return found
        return None

    @property
    def titled(self) -> Definition | None:
        """Return the title property; every data source has one, under any name."""
        return next((p for p in self.properties if p.type == "title"), None)

    def strange(self, page: NativePage) -> frozenset[str]:
        """Return the ids of the properties of a page that are not known here."""
        return frozenset(p.id for p in page.properties) - {p.id for p in self.properties}

    def after(self, older: "Schema | None") -> "Schema":
        """Return this schema, with the names by which an older one knew renamed properties."""
        if older is None:
            return self
        names = {p.id: p.former or p.name for p in older.properties}
        taken = {p.name for p in self.properties}
        kept = (replace(p, former=_former(p, names, taken)) for p in self.properties)
        return replace(self, properties=tuple(kept))

    def row(self) -> list[list[str | None]]:
        """Return what a cursor remembers, so that a quiet round needs no look at the schema."""
        return [[p.id, p.name, p.type, p.former] for p in self.properties]


def _former(prop: Definition, names: Mapping[str, str], taken: set[str]) -> str | None:
    before = names.get(prop.id)
    return before if before != prop.name and before not in taken else None


def from_row(source: str, row: Iterable[list[Any]]) -> Schema:
    """Read what `Schema.row` wrote."""
    found = tuple(Definition(id_, name, type_, None, former) for id_, name, type_, former in row)
    return Schema(source, "", found)


def read_schema(data: Any) -> Schema:
    """Read a data source, or a database of the versions before 2025-09-03. Raises Unreadable."""
    try:
        shown = record(data, "data_source")
        listed = named(shown.get("properties"), "properties")
        found = tuple(_definition(name, one) for name, one in listed)
        title = plain_text(records(shown.get("title"), "title"))
        return Schema(identifier(shown.get("id"), "id"), title, found)
    except Malformed as wrong:
        raise Unreadable("notion", f"the data source reads wrong: {wrong}", _REMEDY) from None


_REMEDY = "Check the address of the API and the version of the connection"


def _definition(name: str, data: Any) -> Definition:
    path = f"properties.{name}"
    shown = record(data, path)
    kind = text(shown.get("type"), f"{path}.type") or "unsaid"
    options: tuple[str, ...] | None = None
    if kind in ("select", "multi_select", "status"):
        detail = record(shown.get(kind), f"{path}.{kind}")
        listed = records(detail.get("options"), f"{path}.{kind}.options")
        options = tuple(filter(None, (text(o.get("name"), f"{path}.options") for o in listed)))
    return Definition(text(shown.get("id"), f"{path}.id") or name, name, kind, options)
