"""References to other Items: a Snapshot names their Records, everything else the Items.

A field of type `ref` holds one of them, one of type `links` a set. A link to a Record of no Item is
nobody's business here: it is left out of what is read, and never taken away.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from syncline.domain.fields import REFERRING, FieldSpec, FieldType, Value
from syncline.domain.item import FieldName, ItemId, RecordId, Snapshot
from syncline.domain.plan import Change

Specs = Mapping[FieldName, FieldSpec]


def referring(specs: Specs) -> tuple[FieldName, ...]:
    """Return the fields whose values are references."""
    return tuple(name for name, spec in specs.items() if spec.type in REFERRING)


def members(value: Value) -> frozenset[str]:
    """Return what a reference, or a set of them, names."""
    if isinstance(value, frozenset):
        return value
    return frozenset({str(value)}) if value else frozenset()


def named(specs: Specs, snapshots: Iterable[Snapshot]) -> frozenset[RecordId]:
    """Return the Records that snapshots refer to."""
    names = referring(specs)
    return frozenset(
        record for s in snapshots for name in names for record in members(s.fields.get(name))
    )


ItemOf = Callable[[RecordId], ItemId | None]
"""Return the Item that a Record of a replica stands for, None where it is nobody's."""


def items_of(value: Value, item_of: ItemOf) -> Value:
    """Return the Items of named Records, without those of no Item."""
    if isinstance(value, frozenset):
        return frozenset(filter(None, map(item_of, value)))
    return item_of(str(value)) if value else None


def resolved(specs: Specs, snapshot: Snapshot, item_of: ItemOf) -> Snapshot:
    """Give references as Item ids; a single one that is unknown cannot say."""
    fields, refused = dict(snapshot.fields), dict(snapshot.refused)
    for name in referring(specs):
        native = fields.get(name)
        if native is None:
            continue
        fields[name] = items_of(native, item_of)
        if fields[name] is None:
            del fields[name]
            refused[name] = f"its {name} {native} is not part of this portfolio"
    return replace(snapshot, fields=fields, refused=refused)


def natively(kind: FieldType, change: Change, records: Mapping[ItemId, RecordId]) -> Change | None:
    """Ask for the Records of Items in one replica; None where a single one has none there."""
    if kind is FieldType.LINKS:
        asked, expected = (
            frozenset(records[item] for item in members(value) if item in records)
            for value in (change.ask, change.expect)
        )
        return replace(change, ask=asked, expect=expected)
    record = records.get(str(change.ask))
    return replace(change, ask=record) if record else None
