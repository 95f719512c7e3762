"""From canonical changes to the values of Trello's write calls; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from connectors.trello.board import CustomField, lane, native_name
from connectors.trello.codec import TICKED
from connectors.trello.dates import morning, moved, written
from connectors.trello.native import NativeCard
from connectors.trello.richtext import write_markdown
from connectors.trello.words import folded, native_word
from syncline.domain.errors import Unmapped
from syncline.domain.fields import Cannot, FieldType, Value, is_empty
from syncline.domain.plan import Change
from syncline.domain.text import Document
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field to write: its native name, and what Trello shall show, in canonical terms."""

    mapping: FieldMapping
    value: Value
    expect: Value

    @property
    def native(self) -> str:
        """Return the native name of the field."""
        return native_name(self.mapping)

    @property
    def lane(self) -> str:
        """Return the kind of call that writes the field."""
        return lane(self.mapping)


def wanted(change: Change, mapping: FieldMapping, value: Value) -> Wanted:
    """Return a change in this replica's terms; `value` is its projection."""
    return Wanted(mapping, value, change.expect)


def spoken(settings: ReplicaSettings, name: str, word: str) -> NativeWord:
    """Return the native word to write. Raises Unmapped."""
    native = native_word(settings, name, word)
    if isinstance(native, Cannot):
        raise Unmapped("trello", name, native.reason)
    return native


def plain_property(field: Wanted, held: NativeCard | None) -> Body:
    """Return what a property becomes that needs no look-up; `held` is the card as it is."""
    match field.native, field.value:
        case "desc", (Document() | None) as document:
            return {"desc": write_markdown(document, held.desc if held else None)}
        case name, datetime() as moment:
            return {name: written(moment)}
        case "due", date() as day:
            return {"due": written(moved(held.due if held else None, day))}
        case "start", date() as day:
            return {"start": written(morning(day))}
        case native, value:
            return {native: value}


def former(card: NativeCard, names: Iterable[str]) -> Body:
    """Return the properties that a card had, so that they can be put back."""
    held: Body = {
        "name": card.name,
        "desc": card.desc,
        "idList": card.list,
        "idMembers": list(card.members),
        "due": written(card.due),
        "start": written(card.start),
        "dueComplete": card.due_complete,
    }
    return {name: held[name] for name in names}


def field_body(field: Wanted, custom: CustomField, settings: ReplicaSettings) -> Body:
    """Return the body that sets or clears a custom field; its values are texts. Raises Unmapped."""
    native = field.value
    if isinstance(native, str) and field.mapping.type is FieldType.OPTION:
        native = spoken(settings, field.mapping.name, native).text
    if custom.type == "list":
        return {"idValue": _option(field, custom, str(native)) if native else ""}
    return {"value": _valued(field, custom, native) if not is_empty(native) else ""}


def _valued(field: Wanted, custom: CustomField, native: Value) -> Mapping[str, str]:
    match custom.type, native:
        case "checkbox", True:
            return {"checked": TICKED}
        case "checkbox", str(word):
            if folded(word) != TICKED:
                reason = f'the checkbox {custom.name} is "{TICKED}" or empty, never "{word}"'
                raise Unmapped("trello", field.mapping.name, reason)
            return {"checked": TICKED}
        case _, datetime() as moment:
            return {"date": str(written(moment))}
        case _, date() as day:
            return {"date": str(written(morning(day)))}
        case _, float() as number:
            return {"number": str(int(number)) if number.is_integer() else repr(number)}
        case _:
            return {"text": str(native)}


def _option(field: Wanted, custom: CustomField, name: str) -> str:
    option = custom.option(name)
    if option is None:
        reason = f'the custom field {custom.name} has no option "{name}": add it in Trello'
        raise Unmapped("trello", field.mapping.name, reason)
    return option.id
