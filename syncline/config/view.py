"""A sheet under examination: the names it declares, and problems in the words of its places."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from syncline.config.mapping import natives
from syncline.config.problems import Route, one_of, quoted
from syncline.config.replicas import IN_THIS_VERSION
from syncline.config.sheet import Sheet
from syncline.domain.item import FieldName, ReplicaName


class Found(NamedTuple):
    """Something wrong, or worth knowing, at a route."""

    route: Route
    message: str
    remedy: str


@dataclass(frozen=True)
class View:
    """A sheet and the raw values it came from.

    Names come from the raw values, so that one wrong leaf does not make its whole replica or
    field unknown to everything that mentions it.
    """

    sheet: Sheet
    raw: Mapping[str, Any]
    tools: Collection[str] = IN_THIS_VERSION

    @cached_property
    def replicas(self) -> tuple[ReplicaName, ...]:
        """Return the names of all replicas."""
        return self._keys("replicas")

    @cached_property
    def fields(self) -> tuple[FieldName, ...]:
        """Return the names of all fields."""
        return self._keys("fields")

    @cached_property
    def mapped(self) -> Mapping[ReplicaName, Mapping[FieldName, str | None]]:
        """Return which fields each replica carries, and under which native name."""
        return {replica: natives(self.sheet, replica) for replica in self.sheet.replicas}

    def words(self, name: FieldName) -> tuple[str, ...]:
        """Return the words of a field's vocabulary."""
        known = self._keys("values", name)
        return tuple(word for word in known if word != "otherwise")

    def _keys(self, *route: str) -> tuple[str, ...]:
        value: Any = self.raw
        for step in route:
            value = value.get(step) if isinstance(value, dict) else None
        return tuple(value) if isinstance(value, dict) else ()

    def strangers(self, route: Route, names: Iterable[str]) -> Iterator[Found]:
        """Yield a problem for every name that is no replica."""
        for name in dict.fromkeys(names):
            if name not in self.replicas:
                message = f"{quoted(name)} is no replica of this file"
                yield Found(route, message, one_of(self.replicas, name))

    def unknown_fields(self, route: Route, names: Iterable[str]) -> Iterator[Found]:
        """Yield a problem for every name that is not under `fields:`."""
        for name in dict.fromkeys(names):
            if name not in self.fields:
                message = f"{quoted(name)} is not under fields, so it is not synced"
                yield Found(route, message, one_of(self.fields, name))

    def keyed(self, route: Route, names: Iterable[str]) -> Iterator[Found]:
        """Yield a problem at the key of every name that is no replica."""
        for name in names:
            yield from self.strangers((*route, name), [name])
