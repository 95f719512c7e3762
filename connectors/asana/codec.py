"""From a native task to a Snapshot, and what Asana would show of a canonical value; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Literal

from connectors.asana.board import (
    BUILT_IN,
    DEFAULT_MARKER,
    DEPENDENTS,
    DUE_AT,
    UNMARKED,
    native_name,
)
from connectors.asana.comments import THREAD, all_said, elements
from connectors.asana.native import Account, CustomValue, NativeTask
from connectors.asana.richtext import canvas, decode, projected
from connectors.asana.scope import Condition, outside
from connectors.asana.words import native_word, read_word
from syncline.domain.fields import Cannot, FieldType, Value, is_empty, normal
from syncline.domain.item import FieldName, ItemId, Kind, Snapshot
from syncline.domain.plain import one_line
from syncline.domain.text import Document
from syncline.domain.ticks import ticked
from syncline.ports import FieldMapping, ReplicaSettings

TITLE_LIMIT = 1024  # characters of a task's name
_MARKER = re.compile(r"syn-[0-9a-z]{20,26}")
_PLAIN: Mapping[FieldType, tuple[type, ...]] = {
    FieldType.TEXT: (str,),
    FieldType.URL: (str,),
    FieldType.NUMBER: (float,),
    FieldType.DATE: (date,),
    FieldType.MOMENT: (date, datetime),
}
PLAIN = "default_task"
_SKIPPED = {"section"}  # rows of old list projects that are headings, not tasks


def subtype(native: str) -> str:
    """Return what Asana calls a kind of task: what people call a task is one of no kind."""
    return PLAIN if native == "task" else native


class _Unsaid(Enum):
    CANNOT_SAY = 0


CANNOT_SAY: Literal[_Unsaid.CANNOT_SAY] = _Unsaid.CANNOT_SAY
Shown = Value | Cannot | Literal[_Unsaid.CANNOT_SAY]


@dataclass(frozen=True, slots=True)
class Codec:
    """The reading of one replica's tasks in canonical terms."""

    settings: ReplicaSettings
    project: str
    where: tuple[Condition, ...] = ()

    @property
    def marker(self) -> str | None:
        """Return the name of the marker's custom field; None where records stay unmarked."""
        name = self.settings.marker or DEFAULT_MARKER
        return None if name == UNMARKED else name

    @property
    def commented(self) -> bool:
        """Tell whether comments are carried; only then may they cost a request."""
        return THREAD in self.settings.fields

    def kind(self, task: NativeTask) -> Kind | None:
        """Return what a task is, None when this replica does not take it."""
        kinds: dict[str, Kind] = {
            subtype(native): kind for kind, native in self.settings.kinds.items()
        }
        return kinds.get(task.subtype, None if task.subtype in _SKIPPED else kinds.get("*"))

    def outside(self, task: NativeTask) -> str | None:
        """Say why a task is none of this replica's, None when it is."""
        if task.place_in(self.project) is None:
            return f"it is not in project {self.project}"
        if self.kind(task) is None:
            return f"{self.settings.name} takes no {task.subtype}"
        return outside(self.where, task, self.project)

    def snapshot(self, task: NativeTask) -> Snapshot:
        """Return what a task shows of every mapped field."""
        fields: dict[FieldName, Value] = {}
        refused: dict[FieldName, str] = {}
        for name, mapping in self.settings.fields.items():
            shown = self.shown(task, mapping)
            if isinstance(shown, Cannot):
                refused[name] = shown.reason
            elif shown is not CANNOT_SAY:
                fields[name] = normal(mapping.type, shown)
        return Snapshot(
            replica=self.settings.name,
            id=task.gid,
            key=task.gid,
            url=task.url,
            kind=self.kind(task) or "task",
            fields=fields,
            revision=task.modified.isoformat() if task.modified else "",
            marker=self._marked(task),
            refused=refused,
            deferred=frozenset({THREAD} if self.commented and THREAD not in task.shown else ()),
            ties=self._texts(task, self.settings.ties),
            hints=self._texts(task, self.settings.hints),
            created=task.created,
            updated=task.modified,
        )

    def shown(self, task: NativeTask, mapping: FieldMapping) -> Shown:
        """Return the value of one mapped field, that it is unsaid, or why it cannot be read."""
        native = native_name(mapping)
        if native not in BUILT_IN:
            return self._custom(task, mapping, native)
        if BUILT_IN[native] is not mapping.type:
            return Cannot(f"{native} holds a {BUILT_IN[native]}, not a {mapping.type}")
        if native == "section":
            return self._section(task, mapping)
        return _READERS[native](self, task) if native in task.shown else CANNOT_SAY

    def _section(self, task: NativeTask, mapping: FieldMapping) -> Shown:
        place = task.place_in(self.project)
        if place is None or place.section_name is None:
            return CANNOT_SAY
        return read_word(self.settings, mapping.name, place.section_name, completed=task.completed)

    def native_text(self, task: NativeTask, mapping: FieldMapping) -> str | None:
        """Return the native word of an option field, as Asana shows it."""
        if native_name(mapping) == "section":
            place = task.place_in(self.project)
            return place.section_name if place else None
        held = task.custom_value(native_name(mapping))
        return held.value if held and isinstance(held.value, str) else None

    def person(self, account: Account) -> str | Cannot:
        """Return the canonical e-mail address of a user."""
        found = self.settings.people.canonical("asana", account.gid, account.email)
        return found or Cannot(
            f"Asana shows no e-mail address of {account.name or 'user'} ({account.gid}): "
            "name the account in people.yaml"
        )

    def _people(self, accounts: Sequence[Account]) -> Value | Cannot:
        """Return several people; all of them, as one whom nobody knows is not nobody."""
        found = [self.person(account) for account in accounts]
        unknown = next((one for one in found if isinstance(one, Cannot)), None)
        return unknown or frozenset(map(str, found))

    def owner(self, task: NativeTask) -> str | None | Cannot:
        """Return whom a task is assigned to."""
        return self.person(task.assignee) if task.assignee else None

    def _custom(self, task: NativeTask, mapping: FieldMapping, native: str) -> Shown:
        held = task.custom_value(native)
        if held is None:
            return CANNOT_SAY
        if held.value is None or held.value in ("", ()):
            return normal(mapping.type, None)
        return self._held(mapping, held)

    def _held(self, mapping: FieldMapping, held: CustomValue) -> Value | Cannot:
        timed = mapping.type is FieldType.MOMENT and held.moment
        match mapping.type, timed or held.value:
            case FieldType.OPTION | FieldType.CHECKBOX as kind, str(native):
                word = read_word(self.settings, mapping.name, native)
                return word if kind is FieldType.OPTION else ticked(mapping.name, [word])
            case FieldType.PERSON, (Account() as account,):
                return self.person(account)
            case FieldType.PEOPLE, tuple(accounts):
                return self._people([a for a in accounts if isinstance(a, Account)])
            case FieldType.SET, tuple(names) if all(isinstance(n, str) for n in names):
                return frozenset(map(str, names))
            case wanted, (str() | float() | date()) as value if type(value) in _PLAIN.get(
                wanted, ()
            ):
                return value
            case _:
                return _mistyped(mapping, held)

    def _marked(self, task: NativeTask) -> ItemId | None:
        held = task.custom_value(self.marker) if self.marker else None
        text = held.value if held else None
        return text if isinstance(text, str) and _MARKER.fullmatch(text) else None

    def _texts(self, task: NativeTask, names: tuple[str, ...]) -> dict[str, str]:
        """Return the raw texts of native fields that tie a record or tell its team."""
        place = task.place_in(self.project)
        own = {
            "section": place.section_name if place else None,
            "project": self.project,
            "assignee": task.assignee.name if task.assignee else None,
            "name": task.name,
        }
        found = {}
        for name in names:
            held = task.custom_value(name)
            text = own.get(name) or (held.display or held.value if held else None)
            if isinstance(text, str) and text:
                found[name] = text
        return found

    def projection(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what Asana would show of a canonical value. Law: idempotent."""
        mapping = self.settings.fields.get(name)
        if mapping is None:
            return Cannot(f"{name} is not mapped in {self.settings.name}")
        shown = normal(mapping.type, value)
        if is_empty(shown):
            return _emptied(mapping, shown)
        return self._projected(mapping, shown)

    def _projected(self, mapping: FieldMapping, value: Value) -> Value | Cannot:
        match mapping.type, value:
            case FieldType.OPTION, str(word):
                native = native_word(self.settings, mapping.name, word)
                return native if isinstance(native, Cannot) else word
            case FieldType.PERSON | FieldType.PEOPLE, who:
                return self.settings.people.addressed(who)
            case FieldType.TEXT | FieldType.URL, str(text):
                return _cut(text)
            case _, Document() as document:
                return projected(document, canvas(self.settings.name, self.settings.elsewhere))
            case _, frozenset() as labels:
                return _without_markers(labels)
            case _:
                return value


def _emptied(mapping: FieldMapping, shown: Value) -> Value | Cannot:
    if native_name(mapping) == "section":
        return Cannot("a task in a project is always in one of its sections")
    if native_name(mapping) == "name":
        return Cannot("a title cannot be empty")
    return shown


def _without_markers(labels: frozenset[str]) -> frozenset[str]:
    return frozenset(label for label in labels if not _MARKER.fullmatch(label))


def _cut(text: str) -> str:
    return text if len(text) <= TITLE_LIMIT else text[: TITLE_LIMIT - 1].rstrip() + "…"


def _description(codec: Codec, task: NativeTask) -> Shown:
    seen = decode(task.html_notes, codec.settings.name) if task.html_notes else None
    if isinstance(seen, Cannot):
        return Cannot(f"the description cannot be read: {seen.reason}")
    return seen


def _labels(_: Codec, task: NativeTask) -> Shown:
    if task.tags is None:
        return CANNOT_SAY
    return _without_markers(frozenset(one_line(tag.name) for tag in task.tags))


def _comments(codec: Codec, task: NativeTask) -> Shown:
    if isinstance(task.comments, Cannot):
        return task.comments
    return elements(all_said(task.comments, task.gid, codec.settings.name))


def _mistyped(mapping: FieldMapping, held: CustomValue) -> Cannot:
    return Cannot(
        f"the custom field {held.name} ({held.type or 'of unknown type'}) shows "
        f'"{held.display}", which is not one {mapping.type}: map another field'
    )


def _due(_: Codec, task: NativeTask) -> Shown:
    try:
        return datetime.fromisoformat(task.due_at) if task.due_at else task.due_on
    except ValueError:
        return Cannot(f'due_at shows "{task.due_at}", which is no moment')


_READERS: Mapping[str, Callable[[Codec, NativeTask], Shown]] = {
    "name": lambda _, task: one_line(task.name or "") or None,
    "html_notes": _description,
    "assignee": Codec.owner,
    "start_on": lambda _, task: task.start_on,
    "due_on": lambda _, task: task.due_on,
    DUE_AT: _due,
    "tags": _labels,
    "parent": lambda _, task: task.parent,
    DEPENDENTS: lambda _, task: frozenset(task.dependents),
    THREAD: _comments,
}
