"""What a confirmed write does to the shadows: `merge.md` §4.3, for receipts and for recovery."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from syncline.domain.belonging import READERS
from syncline.domain.fields import HOMED, REFERRING, SETS, FieldType, Value, is_empty, same
from syncline.domain.homed import landed
from syncline.domain.item import FieldName, Record
from syncline.domain.ledger import elements
from syncline.domain.missing import RECORD
from syncline.domain.plan import Archive, Change, Create, Operation, Receipt, Restore, Update
from syncline.domain.policy import Portfolio
from syncline.domain.state import Absence, Agreed, FieldChange, ItemState, Row, Shadow, ShadowAt
from syncline.domain.text import Document
from syncline.domain.traits import Traits

_SEEN_FIRST = {*SETS, FieldType.REF}  # elements add up; a reference is named natively


def received(
    portfolio: Portfolio,
    state: ItemState | None,
    op: Operation,
    receipt: Receipt,
    traits: Traits,
) -> list[Row]:
    """Return the rows of one confirmed operation: its record and the shadow of every field.

    A field that a create sets in a call after its first, and that shows something else in the new
    record, was never reached: it is behind, and nobody's edit.
    """
    rows: list[Row] = []
    if isinstance(op, Create):
        rows.append(_made(op, receipt, traits.fields))
        rows += _filled_in(portfolio, state, op, receipt)
    for change in getattr(op, "changes", ()):
        former = state.shadows.get((op.replica, change.field)) if state else None
        stored = receipt.stored.get(change.field, change.ask)
        kind = portfolio.fields[change.field].type
        late = isinstance(op, Create) and change.field in traits.later
        untold = receipt.stopped or (late and not receipt.answered)
        if untold and change.field not in receipt.stored:
            continue  # nobody can say what is shown there
        if receipt.stopped or (late and _unreached(change, stored)):
            shadow = Shadow(stored, stored, 0)
        else:
            shadow = after_write(kind, change, stored, former, answered=receipt.answered)
        rows.append(ShadowAt(op.item, op.replica, change.field, shadow))
    return rows


def _made(op: Create, receipt: Receipt, fields: Collection[FieldName]) -> Record:
    told = {*receipt.stored, *(change.field for change in op.changes)}
    # What the answer did not tell, such as an empty body, is read once: without a revision.
    revision = receipt.revision if told.issuperset(fields) else ""
    return Record(
        op.item, op.replica, receipt.record, receipt.key, receipt.url,
        revision=revision, marked=True,
    )  # fmt: skip


def _filled_in(
    portfolio: Portfolio, state: ItemState | None, op: Create, receipt: Receipt
) -> Iterator[ShadowAt]:
    """Yield the shadows of what the tool put into a new record by itself: it is nobody's edit.

    What is found by a later read may be somebody's, so only the write's own answer counts.
    """
    if state is None or not receipt.answered:
        return
    asked = {change.field for change in op.changes}
    for name in sorted(receipt.stored.keys() & portfolio.fields.keys() - asked):
        spec, agreed = portfolio.fields[name], state.agreed.get(name, Agreed())
        if not agreed.version or spec.computed or spec.type in _SEEN_FIRST:
            continue
        stored = receipt.stored[name]
        if is_empty(agreed.value):
            pair = (agreed.value, stored)
            shadow = Shadow(*pair, agreed.version, pair)
        else:
            shadow = Shadow(stored, stored, 0)
        yield ShadowAt(op.item, op.replica, name, shadow)


def _unreached(change: Change, stored: Value) -> bool:
    """Tell whether a create was cut off before this value, or in the middle of this text."""
    match change.ask, stored:
        case Document(asked), Document(shown):
            return len(shown) < len(asked) and asked[: len(shown)] == shown
        case asked, shown:
            return asked != shown


def after_write(
    kind: FieldType, change: Change, stored: Value, former: Shadow | None, *, answered: bool
) -> Shadow:
    """Return the shadow after a receipt.

    A separate read that differs is somebody's edit, unless the same pair was read back before:
    then the tool rewrites what it is given.
    """
    asked, version = change.ask, change.version
    if same(kind, stored, asked) or kind in SETS:
        return Shadow(asked, asked, version)
    pair = (asked, stored)
    if answered or (former and former.remembered == pair):
        return Shadow(asked, stored, version, pair)
    return Shadow(asked, asked, version, pair)


def not_applied(
    kind: FieldType, shadow: Shadow, change: Change, display: Value, *, edited: bool
) -> Shadow:
    """Return the shadow once a write can no longer land: scalars stay, sets take what shows.

    A scalar that is neither what stood there nor what was asked for may be what the tool made of
    that write: it is an edit, and wins over nobody. One that shows what stood there although it was
    `edited` since has been put back: an edit as well, whose author need not have seen our value.
    """
    if kind not in SETS:
        third = not same(kind, display, shadow.shown)
        if edited and not third:
            return replace(shadow, asked=change.ask, shown=change.ask)
        return replace(shadow, remembered=(change.ask, display)) if third else shadow
    shown, asked, seen = (elements(v) for v in (shadow.shown, change.ask, display))
    if kind in HOMED:
        known = landed(READERS[kind], shown, asked, seen)
        return replace(shadow, asked=known, shown=known)
    settled = (shown & asked) | (seen & (shown | asked))
    return Shadow(settled, settled, shadow.version, shadow.remembered)


def moved(op: Archive | Restore, state: ItemState, run: str, now: datetime) -> list[Row]:
    """Return the rows of a Record that was put away, or brought back."""
    replica = op.replica
    if isinstance(op, Restore):
        former = state.absent.get(replica)
        change = FieldChange(op.item, RECORD, replica, "archived", "shown", "restored", run, now)
        return [*([replace(former, ended=True)] if former else []), change]
    gone = Absence(
        op.item, replica, op.record, "ARCHIVED", op.reason, now, now, state.versions, "archived"
    )
    return [gone, FieldChange(op.item, RECORD, replica, "shown", "archived", "archived", run, now)]


def written(
    op: Operation, prior: Mapping[FieldName, Value], run: str, now: datetime
) -> list[FieldChange]:
    """Return the history of one confirmed operation."""
    return [
        FieldChange(op.item, c.field, op.replica, prior.get(c.field), c.ask, "written", run, now)
        for c in getattr(op, "changes", ())
    ]


def reached(op: Operation, receipt: Receipt) -> Operation:
    """Return an operation as far as it went."""
    if not receipt.stopped or not isinstance(op, Update):
        return op
    so_far = [replace(c, ask=receipt.stored.get(c.field, c.ask)) for c in op.changes]
    return replace(op, changes=tuple(so_far))


def canonical(portfolio: Portfolio, op: Operation, receipt: Receipt) -> Receipt:
    """Take references as asked: the receipt names them natively."""
    fields, changes = portfolio.fields, getattr(op, "changes", ())
    asked = {c.field: c.ask for c in changes if fields[c.field].type in REFERRING}
    return replace(receipt, stored={**receipt.stored, **asked}) if asked else receipt
