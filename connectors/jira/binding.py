"""Which native field stands for which canonical one, by id; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.jira.aliases import Homes
from connectors.jira.comments import FIELD
from connectors.jira.issuelinks import FIELD as ISSUELINKS
from syncline.domain.fields import FieldType
from syncline.domain.item import FieldName
from syncline.ports import FieldMapping, ReplicaSettings

DEFAULTS: Mapping[FieldName, str] = {
    "title": "summary",
    "description": "description",
    "status": "status",
    "owner": "assignee",
    "priority": "priority",
    "start": "Start date",
    "target": "duedate",
    "labels": "labels",
    "parent": "parent",
    "comments": FIELD,
}
"""Where a canonical field is when the configuration does not say."""

SYSTEM: Mapping[str, str] = {
    "summary": "string",
    "description": "text",
    "status": "status",
    "priority": "priority",
    "assignee": "user",
    "reporter": "user",
    "creator": "user",
    "resolution": "resolution",
    "duedate": "date",
    "labels": "array of string",
    "components": "array of component",
    "fixVersions": "array of version",
    "versions": "array of version",
    "parent": "issuelink",
    "created": "datetime",
    "updated": "datetime",
    "project": "project",
    "issuetype": "issuetype",
    FIELD: "comments-page",
    ISSUELINKS: "array of issuelinks",
}
"""Fields that every site has under these ids, with their types: no need to ask."""

SPRINT, COMMENTS, LINKS = "sprint", "comments", "links"  # lanes; the first is a type as well
LANES: Mapping[str, str] = {"status": "transition", FIELD: COMMENTS, ISSUELINKS: LINKS}
"""Native field -> the kind of call that writes it, where that is no edit."""

FITS: Mapping[FieldType, frozenset[str]] = {
    FieldType.TEXT: frozenset({"string", "url", "project", "issuetype", "resolution"}),
    FieldType.RICH: frozenset({"text"}),
    FieldType.OPTION: frozenset({"status", "priority", "option", "string", "issuetype", "sprint"}),
    FieldType.PERSON: frozenset({"user"}),
    FieldType.DATE: frozenset({"date", "datetime"}),
    FieldType.MOMENT: frozenset({"datetime"}),
    FieldType.SET: frozenset(
        f"array of {items}" for items in ("string", "option", "component", "version")
    ),
    FieldType.PEOPLE: frozenset({"array of user"}),
    FieldType.CHECKBOX: frozenset({"array of option", "option"}),
    FieldType.REF: frozenset({"issuelink"}),
    FieldType.LINKS: frozenset({"array of issuelinks"}),
    FieldType.NUMBER: frozenset({"number"}),
    FieldType.URL: frozenset({"string", "url"}),
    FieldType.THREAD: frozenset({"comments-page"}),
}
READ_ONLY: Mapping[str, str] = {
    "datetime": "a moment, and a day is written there only as a field of type datetime",
    "project": "the project of an issue, which Syncline does not move",
    "issuetype": "the type of an issue, which `kinds` decides",
    "resolution": "set by the workflow",
    **dict.fromkeys(("creator", "created", "updated", "resolutiondate"), "filled in by Jira"),
}
"""Native types, and ids, that are read and never written, and why."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A canonical field and its native one; `type` and `items` are of the native schema."""

    mapping: FieldMapping
    id: str
    type: str
    items: str = "string"

    @property
    def fixed(self) -> str | None:
        """Say why neither an edit nor a transition can set it, None where one can."""
        timed = self.mapping.type is FieldType.MOMENT
        why = READ_ONLY.get(self.id) or (None if timed else READ_ONLY.get(self.type))
        return f"{self.id} is {why}" if why else None

    @property
    def lane(self) -> str | None:
        """Return the kind of call that writes it, None for an edit."""
        return SPRINT if self.type == SPRINT else LANES.get(self.id)

    @property
    def later(self) -> bool:
        """Tell whether a new issue gets it in calls of its own."""
        return self.lane in {SPRINT, LANES["status"]}

    @property
    def several(self) -> bool:
        """Tell whether the native field is a list."""
        return self.type == "array"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mapped field that cannot be used, and what to do about it."""

    field: str
    seen: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Binding:
    """The fields of one replica; ties and hints by the name in the configuration."""

    fields: Mapping[FieldName, Bound]
    ties: Mapping[str, str]
    hints: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    homes: Homes = field(default_factory=dict)  # fields with an id of their own in each project

    @property
    def ids(self) -> tuple[str, ...]:
        """Return every native field to ask for, in a fixed order."""
        always = {"summary", "issuetype", "project", "labels", "created", "updated"}
        mapped = {bound.id for bound in self.fields.values()}
        there = {one for homes in self.homes.values() for one in homes.values()}
        others = {*self.ties.values(), *self.hints.values(), *there}
        return tuple(sorted(always | mapped | others))


@dataclass(frozen=True, slots=True)
class _Native:
    id: str
    type: str
    items: str
    project: str | None = None  # the id of the only project that has it


def native_name(mapping: FieldMapping) -> str:
    """Return the name or id of the native field that a mapping means."""
    if mapping.type is FieldType.LINKS:
        return ISSUELINKS  # and `native` is the type of the links
    return mapping.native or DEFAULTS.get(mapping.name, mapping.name)


def needs_discovery(settings: ReplicaSettings) -> bool:
    """Tell whether some native field is known by its name alone, or may not exist."""
    named = [native_name(mapping) for mapping in settings.fields.values()]
    return any(name not in SYSTEM for name in (*named, *settings.ties, *settings.hints))


def worth_remembering(
    settings: ReplicaSettings, described: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """Return what `bind` needs of the site's own list: the mapped fields, by id or name."""
    mapped = map(native_name, settings.fields.values())
    wanted = {name.casefold() for name in (*mapped, *settings.ties, *settings.hints)}
    named = {"id", "name", "schema", "scope"}
    return tuple(
        {key: value for key, value in one.items() if key in named}
        for one in described
        if {str(one.get("id")).casefold(), str(one.get("name")).casefold()} & wanted
    )


def bind(settings: ReplicaSettings, described: Sequence[Mapping[str, Any]]) -> Binding:
    """Find the native fields; `described` is the site's own list, empty when not needed."""
    directory = _Directory(described)
    fields: dict[FieldName, Bound] = {}
    problems: list[Problem] = []
    for name, mapping in settings.fields.items():
        found = directory.bound(mapping)
        if isinstance(found, Bound):
            fields[name] = found
        else:
            problems.append(found)
    ties = directory.ids(settings.ties, problems)
    hints = directory.ids(settings.hints, problems)
    return Binding(fields, ties, hints, tuple(problems), directory.homes)


class _Directory:
    def __init__(self, described: Sequence[Mapping[str, Any]]) -> None:
        self._by_id = {i: _Native(i, *_system(held)) for i, held in SYSTEM.items()}
        self._by_name: dict[str, list[str]] = {}
        self.homes: dict[str, dict[str, str]] = {}
        for one in described:
            found = str(one.get("id") or "")
            if found not in SYSTEM:
                self._by_id[found] = _native(found, one)
            self._by_name.setdefault(str(one.get("name", "")).casefold(), []).append(found)

    def bound(self, mapping: FieldMapping) -> Bound | Problem:
        name = native_name(mapping)
        native = self._find(name, f"fields.{mapping.name}.in")
        if isinstance(native, Problem):
            return native
        held = f"array of {native.items}" if native.type == "array" else native.type
        if held not in FITS[mapping.type]:
            seen = f"{name} holds {held}, and {mapping.name} is of type {mapping.type}"
            return Problem(name, seen, f"name another field under fields.{mapping.name}.in")
        return Bound(mapping, native.id, native.type, native.items)

    def ids(self, names: tuple[str, ...], problems: list[Problem]) -> dict[str, str]:
        found = {name: self._find(name, "links or team_of") for name in names}
        problems += [one for one in found.values() if isinstance(one, Problem)]
        return {name: one.id for name, one in found.items() if isinstance(one, _Native)}

    def _find(self, name: str, where: str) -> _Native | Problem:
        if name in self._by_id:
            return self._by_id[name]
        ids = self._by_name.get(name.casefold(), [])
        if len(ids) == 1:
            return self._by_id[ids[0]]
        if found := self._at_home([self._by_id[one] for one in ids]):
            return found
        if ids:
            choices = ", ".join(sorted(ids))
            return Problem(name, f'{len(ids)} fields are called "{name}"', f"name one: {choices}")
        remedy = f'add the field "{name}" in Jira, or name another under {where}'
        return Problem(name, f'there is no field "{name}"', remedy)

    def _at_home(self, found: Sequence[_Native]) -> _Native | None:
        """Return one of several fields that are one: at most one in each project, of one type."""
        everywhere = [one for one in found if one.project is None]
        homes = {one.project: one.id for one in found if one.project}
        alike = {(one.type, one.items) for one in found}
        if len(everywhere) > 1 or len(alike) != 1 or len(homes) + len(everywhere) < len(found):
            return None
        inside = everywhere[0] if everywhere else min(found, key=lambda one: one.id)
        self.homes[inside.id] = homes
        return inside


def _system(held: str) -> tuple[str, str]:
    kind, _, items = held.partition(" of ")
    return kind, items or "string"


def _native(found: str, described: Mapping[str, Any]) -> _Native:
    schema = described.get("schema")
    known: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
    kind = str(known.get("type", "any"))
    if str(known.get("custom", "")).endswith(":textarea"):
        kind = "text"
    if str(known.get("custom", "")).endswith(":gh-sprint"):
        kind = "sprint"
    scope = described.get("scope")
    home = scope.get("project") if isinstance(scope, Mapping) else None
    project = str(home.get("id")) if isinstance(home, Mapping) else None
    return _Native(found, kind, str(known.get("items", "string")), project)
