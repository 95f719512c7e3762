"""From changes to the bodies of native writes; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from connectors.jira import labels, richtext
from connectors.jira.binding import Binding, Bound
from connectors.jira.words import Words
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import ReplicaName
from syncline.domain.plan import Change
from syncline.domain.text import Document


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
            if bound.mapping.type is FieldType.SET:
                if verbs := _verbs(bound, change):
                    update[bound.id] = verbs
            elif bound.mapping.type is not FieldType.OPTION or change.ask != change.expect:
                fields[bound.id] = self._encode(bound, change.ask, accounts, bodies)
        return {name: part for name, part in (("fields", fields), ("update", update)) if part}

    def create(
        self, changes: Iterable[Change], accounts: Mapping[str, str], marker: str
    ) -> dict[str, Any]:
        """Return the fields of a create but its place and type; a status is none of them."""
        fields: dict[str, Any] = {"labels": [marker]}
        for change in changes:
            bound = self.binding.fields[change.field]
            if bound.id == "status":
                continue
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
                return [_element(bound, one) for one in sorted(value)]
            case _, Document():
                return richtext.encode(value, self.home, bodies.get(bound.id))
            case _, date():
                return value.isoformat()
            case FieldType.OPTION, str():
                return self._option(bound, value)
            case FieldType.PERSON, str():
                return {"accountId": accounts[value]}
        return {"id": value} if bound.mapping.type is FieldType.REF and value else value

    def _option(self, bound: Bound, word: str) -> Any:
        text = next(iter(self.words.natives(bound.mapping.name, word)), word)
        match bound.type:
            case "option":
                return {"value": text}
            case "string":
                return text
        return {"name": text}


def _element(bound: Bound, label: str) -> Any:
    text = labels.to_native(label) if bound.id == "labels" else label
    return {"value": text} if bound.items == "option" else text


def _verbs(bound: Bound, change: Change) -> list[dict[str, Any]]:
    ask, expect = (
        v if isinstance(v, frozenset) else frozenset() for v in (change.ask, change.expect)
    )
    added = [{"add": _element(bound, label)} for label in sorted(ask - expect)]
    return added + [{"remove": _element(bound, label)} for label in sorted(expect - ask)]


def _elements(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()
