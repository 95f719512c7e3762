"""The value of one property -> the canonical value of a field; pure."""

from collections.abc import Callable, Mapping

from connectors.notion.bindings import Bindings
from connectors.notion.dates import read_day
from connectors.notion.moments import read_moment
from connectors.notion.native import (
    Choices,
    Held,
    Period,
    Property,
    Related,
    RichText,
    Unsaid,
    User,
    Users,
)
from connectors.notion.texts import paragraphs
from connectors.notion.words import Words, label_read
from syncline.domain.fields import Cannot, FieldType, Value, normal
from syncline.domain.item import FieldName
from syncline.domain.people import People
from syncline.ports import FieldMapping

Read = Callable[[FieldName, Property], Value | Cannot]


class Reader:
    """Decode values with the vocabularies and the people of one replica."""

    def __init__(self, people: People, words: Words, bindings: Bindings) -> None:
        self._people, self._words, self._bindings = people, words, bindings
        self._readers: Mapping[FieldType, Read] = {
            FieldType.TEXT: _line,
            FieldType.URL: _line,
            FieldType.RICH: self._document,
            FieldType.OPTION: self._word,
            FieldType.PERSON: self._person,
            FieldType.DATE: self._day,
            FieldType.MOMENT: _moment,
            FieldType.SET: _labels,
            FieldType.PEOPLE: self._team,
            FieldType.CHECKBOX: _tick,
            FieldType.REF: _only,
            FieldType.LINKS: _linked,
            FieldType.NUMBER: _number,
        }

    def value(self, mapping: FieldMapping, prop: Property) -> Value | Cannot:
        """Return the canonical value of a property, or why it has none. Raises Malformed."""
        if isinstance(prop.value, Unsaid):
            return Cannot(f"{mapping.name}: {prop.value.reason}")
        return self._readers[mapping.type](mapping.name, prop)

    def _word(self, name: FieldName, prop: Property) -> Value | Cannot:
        word = _plain(name, prop)
        return self._words.word(name, word) if isinstance(word, str) else word

    def _document(self, name: FieldName, prop: Property) -> Value | Cannot:
        if isinstance(prop.value, RichText):
            return paragraphs(prop.value, self._bindings.settings.name)
        return _odd(name, prop, "rich text")

    def _day(self, name: FieldName, prop: Property) -> Value | Cannot:
        if prop.value is None or isinstance(prop.value, Period):
            return read_day(name, prop.value, shared=self._bindings.shares_period(name))
        return _odd(name, prop, "date")

    def _person(self, name: FieldName, prop: Property) -> Value | Cannot:
        if not isinstance(prop.value, Users):
            address = _plain(name, prop)
            if isinstance(address, str):
                return self._people.canonical("notion", address, address)
            return address
        if not prop.value.users:
            return None
        return self._known(name, prop.value.users[0])

    def _team(self, name: FieldName, prop: Property) -> Value | Cannot:
        """Return several people; all of them, as one whom nobody knows is not nobody."""
        if not isinstance(prop.value, Users):
            return _odd(name, prop, "people")
        found = [self._known(name, user) for user in prop.value.users]
        unknown = next((one for one in found if isinstance(one, Cannot)), None)
        return unknown or normal(FieldType.PEOPLE, frozenset(map(str, found)))

    def _known(self, name: FieldName, user: User) -> str | Cannot:
        found = self._people.canonical("notion", user.id, user.email)
        return found or Cannot(
            f"{name} is {user.name or 'a user'} ({user.id}), whose e-mail Notion hides: add the "
            "account to people.yaml"
        )


def _moment(name: FieldName, prop: Property) -> Value | Cannot:
    if prop.value is None or isinstance(prop.value, Period):
        return read_moment(prop.value)
    return _odd(name, prop, "date")


def _odd(name: FieldName, prop: Property, wanted: str) -> Cannot:
    return Cannot(f'{name}: the property "{prop.name}" ({prop.type}) shows no {wanted}')


def _line(name: FieldName, prop: Property) -> Value | Cannot:
    shown = _plain(name, prop)
    return normal(FieldType.TEXT, shown) if isinstance(shown, str) else shown


def _labels(name: FieldName, prop: Property) -> Value | Cannot:
    if isinstance(prop.value, Choices):
        return normal(FieldType.SET, frozenset(map(label_read, prop.value.names)))
    return _odd(name, prop, "set of options")


def _tick(name: FieldName, prop: Property) -> Value | Cannot:
    if prop.value is None or isinstance(prop.value, bool):
        return prop.value is True
    return _odd(name, prop, "checkbox")


def _number(name: FieldName, prop: Property) -> Value | Cannot:
    if prop.value is None or type(prop.value) is float:
        return prop.value
    return _odd(name, prop, "number")


def _only(name: FieldName, prop: Property) -> Value | Cannot:
    related = prop.value
    if not isinstance(related, Related):
        return _odd(name, prop, "relation")
    if len(related.ids) > 1 or not related.complete:
        many = f"{len(related.ids)}{'' if related.complete else ' or more'}"
        return Cannot(
            f'{name}: "{prop.name}" relates {many} pages, and Syncline holds one: keep one'
        )
    return related.ids[0] if related.ids else None


def _linked(name: FieldName, prop: Property) -> Value | Cannot:
    if not isinstance(prop.value, Related):
        return _odd(name, prop, "relation")
    if not prop.value.complete:
        return Cannot(f'{name}: "{prop.name}" shows {len(prop.value.ids)} pages of more')
    return frozenset(prop.value.ids)


def _plain(name: FieldName, prop: Property) -> str | None | Cannot:
    """Return a value as one text; several options have none."""
    held = prop.value
    if isinstance(held, Choices) and len(held.names) <= 1:
        return "".join(held.names) or None
    if held is None or isinstance(held, str | RichText):
        return str(held or "") or None
    return _odd(name, prop, "text")


def raw_text(held: Held) -> str:
    """Return any value as text, for ties and hints; empty where it has none."""
    match held:
        case Choices():
            return ", ".join(held.names)
        case Related():
            return " ".join(held.ids)
        case Users():
            return ", ".join(user.name or user.id for user in held.users)
        case str() | RichText():
            return str(held).strip()
    return ""
