"""From changes to the bodies of native writes; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from connectors.jira import labels, richtext
from connectors.jira.binding import Binding, Bound
from connectors.jira.issuelinks import FIELD as ISSUELINKS
from connectors.jira.words import Words
from syncline.domain.fields import ELEMENTWISE, FieldType, Value
from syncline.domain.item import ReplicaName
from syncline.domain.plan import Change
from syncline.domain.text import Document
from syncline.domain.ticks import NO, YES


@dataclass(frozen=True, slots=True)
class Encoder:
    """The writes of one replica; `accounts` name the account of every address asked for."""

    home: ReplicaName
    binding: Binding
    words: Words

    def edit(
        self, changes: Iterable[Change], accounts: Mapping[str, str], bodies: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the body of an edit; sets as additions and removals, to spare others' labels.

        `bodies`: the rich texts that are there now, by field id; what reads as before is kept.
        """
        fields: dict[str, Any] = {}
        update: dict[str, Any] = {}
        for change in changes:
            bound = self.binding.fields[change.field]
            if bound.mapping.type in ELEMENTWISE:
                if verbs := _verbs(bound, change, accounts):
                    update[bound.id] = verbs
            elif bound.mapping.type is not FieldType.OPTION or change.ask != change.expect:
                fields[bound.id] = self._encode(bound, change.ask, accounts, bodies)
        return {name: part for name, part in (("fields", fields), ("update", update)) if part}

    def create(
        self, changes: Iterable[Change], accounts: Mapping[str, str], marker: str
    ) -> dict[str, Any]:
        """Return the fields of a create but its place and type, and what takes calls of its own."""
        fields: dict[str, Any] = {"labels": [marker]}
        for change in changes:
            bound = self.binding.fields[change.field]
            if bound.later or bound.id == ISSUELINKS:
                continue  # each is set in calls of its own
            encoded = self._encode(bound, change.ask, accounts, {})
            if bound.id == "labels":
                encoded = [*encoded, marker]
            fields[bound.id] = encoded
        return fields

    def _encode(
        self,
        bound: Bound,
        value: Value,
        accounts: Mapping[str, str],
        bodies: Mapping[str, Any],
    ) -> Any:
        match bound.mapping.type, value:
            case _, frozenset():
                return [_element(bound, one, accounts) for one in sorted(value)]
            case _, Document():
                return richtext.encode(value, self.home, bodies.get(bound.id))
            case _, date():
                return _dated(value)
            case FieldType.OPTION | FieldType.CHECKBOX, str() | bool():
                return self._option(bound, value)
            case FieldType.PERSON, str():
                return {"accountId": accounts[value]}
        return {"id": value} if bound.mapping.type is FieldType.REF and value else value

    def _tick(self, bound: Bound, *, ticked: bool) -> Any:
        """Return the option that says it; without one for no, the field is cleared."""
        name = bound.mapping.name
        texts = self.words.natives(name, YES if ticked else NO)
        if name not in self.words.known:
            texts = (YES.capitalize(),) if ticked else ()
        said = [{"value": text} for text in texts[:1]]
        return said if bound.several else next(iter(said), None)

    def _option(self, bound: Bound, word: str | bool) -> Any:  # noqa: FBT001  # a value
        if isinstance(word, bool):
            return self._tick(bound, ticked=word)
        text = next(iter(self.words.natives(bound.mapping.name, word)), word)
        match bound.type:
            case "option":
                return {"value": text}
            case "string":
                return text
        return {"name": text}


def _dated(value: date) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    return value.isoformat()


def _element(bound: Bound, label: str, accounts: Mapping[str, str]) -> Any:
    if bound.mapping.type is FieldType.PEOPLE:
        return {"accountId": accounts[label]}
    text = labels.to_native(label) if bound.id == "labels" else label
    key = {"option": "value", "component": "name", "version": "name"}.get(bound.items)
    return {key: text} if key else text


def _verbs(bound: Bound, change: Change, accounts: Mapping[str, str]) -> list[dict[str, Any]]:
    ask, expect = (
        v if isinstance(v, frozenset) else frozenset() for v in (change.ask, change.expect)
    )
    added = [{"add": _element(bound, label, accounts)} for label in sorted(ask - expect)]
    removed = [{"remove": _element(bound, label, accounts)} for label in sorted(expect - ask)]
    return added + removed
