"""What Trello would show of a canonical value; pure. Law: idempotent."""

from connectors.trello.board import native_name
from connectors.trello.marker import without_markers
from connectors.trello.richtext import canvas, projected
from connectors.trello.words import native_word
from syncline.domain.fields import Cannot, FieldType, Value, is_empty, normal, timed
from syncline.domain.item import FieldName
from syncline.domain.text import Document
from syncline.ports import FieldMapping, ReplicaSettings

TITLE_LIMIT = 16_384  # characters of a card's name
_NEVER_EMPTY = {"list": "a card is always in one of the lists", "name": "a title cannot be empty"}


def projection(settings: ReplicaSettings, name: FieldName, value: Value) -> Value | Cannot:
    """Return what Trello would show of a canonical value, or why it can show nothing like it."""
    mapping = settings.fields.get(name)
    if mapping is None:
        return Cannot(f"{name} is not mapped in {settings.name}")
    shown = normal(mapping.type, value)
    if is_empty(shown):
        reason = _NEVER_EMPTY.get(native_name(mapping))
        return Cannot(reason) if reason else shown
    if mapping.type is FieldType.MOMENT:
        return timed("Trello", shown)
    return _projected(settings, mapping, shown)


def _projected(settings: ReplicaSettings, mapping: FieldMapping, value: Value) -> Value | Cannot:
    match mapping.type, value:
        case FieldType.OPTION, str(word):
            native = native_word(settings, mapping.name, word)
            return native if isinstance(native, Cannot) else word
        case FieldType.PERSON | FieldType.PEOPLE, who:
            return settings.people.addressed(who)
        case FieldType.TEXT | FieldType.URL, str(text):
            return _cut(text)
        case _, Document() as document:
            return projected(document, canvas(settings.name, settings.elsewhere))
        case FieldType.SET, frozenset() as labels:
            return without_markers(labels)
        case _:
            return value


def _cut(text: str) -> str:
    return text if len(text) <= TITLE_LIMIT else text[: TITLE_LIMIT - 1].rstrip() + "…"
