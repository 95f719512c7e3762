"""The JSON text in which values, operations and candidates are stored. Pure; law: round trip."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from syncline.domain.errors import StoreUnusable
from syncline.domain.fields import Value, from_json, to_json
from syncline.domain.item import FieldName, ReplicaName
from syncline.domain.plan import Archive, Change, Create, Operation, Restore, Stamp, Update
from syncline.domain.state import Candidate

_PLAIN: Mapping[str, type[Stamp | Archive | Restore]] = {
    "stamp": Stamp, "archive": Archive, "restore": Restore
}  # fmt: skip
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_escape = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def dumps(data: object) -> str:
    """Return readable JSON text that any database accepts."""
    text = _encode(data)
    return text if text.isascii() or storable(text) == text else _escape(data)


def storable(text: str) -> str:
    """Return a text without lone surrogates and NUL: tools emit them, databases refuse them."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


# One value stands as agreed, asked and shown in a row of rows, so each is coded once; by its type,
# since a tick is equal to the number 1.
@lru_cache(maxsize=2048, typed=True)
def value_text(value: Value) -> str:
    """Write one value."""
    return dumps(to_json(value))


@lru_cache(maxsize=2048)
def text_value(text: str) -> Value:
    """Read what `value_text` wrote."""
    return from_json(json.loads(text))


def values_text(values: tuple[Value, ...]) -> str:
    """Write a sequence of values."""
    return dumps([to_json(value) for value in values])


def text_values(text: str) -> tuple[Value, ...]:
    """Read what `values_text` wrote."""
    return tuple(from_json(data) for data in json.loads(text))


def fields_text(fields: Mapping[FieldName, Value]) -> str:
    """Write the values of several fields."""
    return dumps({name: to_json(value) for name, value in fields.items()})


def text_fields(text: str) -> Mapping[FieldName, Value]:
    """Read what `fields_text` wrote."""
    return {name: from_json(data) for name, data in json.loads(text).items()}


def lines_text(lines: tuple[str, ...]) -> str:
    """Write a sequence of sentences."""
    return dumps(list(lines))


def text_lines(text: str) -> tuple[str, ...]:
    """Read what `lines_text` wrote."""
    return tuple(json.loads(text))


def candidates_text(candidates: Mapping[ReplicaName, Candidate]) -> str:
    """Write the sides of a Conflict."""
    return dumps({replica: _candidate_row(side) for replica, side in candidates.items()})


def text_candidates(text: str) -> Mapping[ReplicaName, Candidate]:
    """Read what `candidates_text` wrote."""
    return {replica: _candidate(row) for replica, row in json.loads(text).items()}


def operation_text(operation: Operation) -> str:
    """Write one Operation with its kind."""
    return dumps({"op": type(operation).__name__.lower(), **_operation_row(operation)})


def text_operation(text: str) -> Operation:
    """Read what `operation_text` wrote."""
    row = json.loads(text)
    item, replica = row["item"], row["replica"]
    match row["op"]:
        case "create":
            made = _changes(row["changes"])
            return Create(item, replica, row["kind"], made, row["reason"], row.get("ties", {}))
        case "update":
            return Update(item, replica, row["record"], row["lane"], _changes(row["changes"]))
        case other if other in _PLAIN:
            return _PLAIN[other](item, replica, row["record"], row["reason"])
        case other:
            raise StoreUnusable(
                f"The store holds an operation of kind {other}, which this Syncline does not know. "
                "Install the newer Syncline that wrote it."
            )


def _operation_row(op: Operation) -> dict[str, object]:
    target: dict[str, object] = {"item": op.item, "replica": op.replica}
    match op:
        case Create():
            tied = {"ties": dict(op.ties)} if op.ties else {}
            rows = {"kind": op.kind, "reason": op.reason, "changes": _rows(op.changes)}
            return target | rows | tied
        case Update():
            return target | {"record": op.record, "lane": op.lane, "changes": _rows(op.changes)}
        case Stamp() | Archive() | Restore():
            return target | {"record": op.record, "reason": op.reason}


def _rows(changes: tuple[Change, ...]) -> list[list[object]]:
    return [[c.field, to_json(c.ask), to_json(c.expect), c.version, c.reason] for c in changes]


def _changes(rows: list[Any]) -> tuple[Change, ...]:
    return tuple(
        Change(field, from_json(ask), from_json(expect), version, reason)
        for field, ask, expect, version, reason in rows
    )


def _candidate_row(side: Candidate) -> list[object]:
    at = side.at.isoformat() if side.at else None
    return [to_json(side.value), side.version, to_json(side.display), side.by, at]


def _candidate(row: Any) -> Candidate:
    value, version, display, by, at = row
    seen_at = datetime.fromisoformat(at) if at else None
    return Candidate(from_json(value), version, from_json(display), by, seen_at)
