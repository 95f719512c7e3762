"""From canonical changes to the bodies of Asana's write calls; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from connectors.asana.board import BUILT_IN, DUE_AT, LANES, CustomField, native_name
from connectors.asana.richtext import encode
from connectors.asana.words import native_word
from syncline.domain.errors import Unmapped
from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import ReplicaName
from syncline.domain.plan import Change
from syncline.domain.text import Document
from syncline.domain.ticks import NO, YES
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field to write: its native name, and what Asana shall show, in canonical terms."""

    mapping: FieldMapping
    native: str
    value: Value
    expect: Value

    @property
    def lane(self) -> str:
        """Return the kind of call that writes this field."""
        return LANES.get(self.native, "edit")


def wanted(change: Change, mapping: FieldMapping, value: Value) -> Wanted:
    """Return a change in this replica's terms; `value` is its projection."""
    return Wanted(mapping, native_name(mapping), value, change.expect)


def edit_body(
    fields: Sequence[Wanted],
    settings: ReplicaSettings,
    field_named: Callable[[str], CustomField | None],
    accounts: Mapping[str, str],
    notes: str | None,
) -> dict[str, Any]:
    """Return the properties of a create or an edit call. Raises Unmapped.

    `notes`: the description as it is now; what nobody edited in it stays byte for byte.
    """
    body: dict[str, Any] = {}
    customs: dict[str, Any] = {}
    for field in (f for f in fields if f.lane == "edit"):
        if field.native == DUE_AT:
            body |= _due(field.value)
            continue
        if field.native in BUILT_IN:
            body[field.native] = _built_in(field, accounts, settings.name, notes)
            continue
        custom = field_named(field.native)
        if custom is None:
            reason = f"the project has no custom field {field.native}: add it in Asana"
            raise Unmapped("asana", field.mapping.name, reason)
        customs[custom.gid] = _custom(field, custom, settings, accounts)
    return body | ({"custom_fields": customs} if customs else {})


def _due(value: Value) -> dict[str, str | None]:
    """Return a moment, or a day without a time: Asana takes one of the two, and shows both."""
    if isinstance(value, datetime):
        return {DUE_AT: _written(value)}
    return {"due_on": value.isoformat() if isinstance(value, date) else None}


def _dated(day: date) -> dict[str, str]:
    if isinstance(day, datetime):
        return {"date_time": _written(day)}
    return {"date": day.isoformat()}


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _built_in(
    field: Wanted, accounts: Mapping[str, str], home: ReplicaName, notes: str | None
) -> Any:
    match field.native, field.value:
        case "assignee", str(email):
            return accounts[email]
        case "html_notes", (Document() | None) as document:
            return encode(document, home, notes)
        case _, date() as day:
            return day.isoformat()
        case _, value:
            return value


def _custom(
    field: Wanted, custom: CustomField, settings: ReplicaSettings, accounts: Mapping[str, str]
) -> Any:
    match field.mapping.type, field.value:
        case FieldType.PERSON | FieldType.PEOPLE, _:
            return [accounts[email] for email in sorted(named_in(field))]
        case FieldType.CHECKBOX, bool() as ticked:
            return _tick(field, custom, settings, YES if ticked else NO)
        case FieldType.SET, frozenset() as names:
            return [_option(field, custom, name) for name in sorted(names)]
        case FieldType.OPTION, str(word):
            native = spoken(settings, field.mapping.name, word).text
            return native if custom.type == "text" else _option(field, custom, native)
        case _, date() as day:
            return _dated(day)
        case _, value:
            return value


def named_in(field: Wanted) -> frozenset[str]:
    """Return the addresses of which a write needs the accounts."""
    match field.mapping.type, field.value:
        case FieldType.PERSON, str(email):
            return frozenset({email})
        case FieldType.PEOPLE, frozenset() as emails:
            return emails
    return frozenset()


def _tick(field: Wanted, custom: CustomField, settings: ReplicaSettings, word: str) -> str | None:
    """Return the option that says yes or no; without one for no, the field is cleared."""
    name = field.mapping.name
    if name not in settings.words:
        native = NativeWord(word.capitalize())
        return (
            None
            if word == NO and custom.option(native.text) is None
            else _option(field, custom, native.text)
        )
    said = native_word(settings, name, word)
    if isinstance(said, Cannot):
        return None if word == NO else _option(field, custom, word)
    return _option(field, custom, said.text)


def _option(field: Wanted, custom: CustomField, name: str) -> str:
    option = custom.option(name)
    if option is None:
        reason = f'the custom field {custom.name} has no open option "{name}": add it in Asana'
        raise Unmapped("asana", field.mapping.name, reason)
    return option.gid


def spoken(settings: ReplicaSettings, name: str, word: str) -> NativeWord:
    """Return the native word to write. Raises Unmapped."""
    native = native_word(settings, name, word)
    if isinstance(native, Cannot):
        raise Unmapped("asana", name, native.reason)
    return native
