"""A short way through a full listing: what looks as it did when it was found clean is clean.

A sighting is a cache beside the state: it decides nothing that the state would not decide too.
"""

import hashlib
import marshal
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cached_property, lru_cache
from itertools import repeat
from types import EllipsisType, NoneType
from typing import Any

from syncline.domain.fields import Value, to_json
from syncline.domain.item import FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.references import members, referring
from syncline.domain.state import SightingAt
from syncline.domain.text import Document
from syncline.domain.textjson import block_row, run_row
from syncline.engine.session import Session

KEPT = 5_000  # new sightings that go into one commit

BARE = frozenset({str, float, NoneType, EllipsisType})  # types that are digested as they are

Known = Mapping[RecordId, tuple[ItemId, bytes | None]]
NOBODY = (None, None)  # what is known of a record that stands for no Item


class Sightings:
    """The sightings of one replica in one run; a dry run looks at them and keeps none."""

    def __init__(self, session: Session, replica: ReplicaName) -> None:
        self._session, self._replica = session, replica
        self._new: list[SightingAt] = []

    @cached_property
    def _names(self) -> list[FieldName]:
        """The fields that are compared; to tell them, a tracker may have to ask its tool."""
        carried = self._session.trackers[self._replica].traits.fields
        return sorted(name for name in self._session.portfolio.fields if name in carried)

    @cached_property
    def _referring(self) -> tuple[FieldName, ...]:
        """The fields that name other Records."""
        return referring(self._session.portfolio.fields)

    @cached_property
    def _basis(self) -> bytes:
        """What every digest begins with: under another configuration nothing looks the same."""
        fields = self._session.portfolio.fields
        kinds = [(name, fields[name].type.value) for name in self._names]
        basis = repr((self._session.fingerprints.get(self._replica, ""), kinds)).encode()
        return hashlib.blake2b(basis, digest_size=16).digest()

    def unsure(self, snapshots: Collection[Snapshot], known: Known) -> list[Snapshot]:
        """Return the snapshots that do not look as their Records did when they were clean."""
        return [
            s for s in snapshots
            if (seen := known.get(s.id, NOBODY)[1]) is None or seen != self.digest(s, known)
        ]  # fmt: skip

    def keep(self, snapshot: Snapshot, known: Known) -> None:
        """Remember what a Record looks like that was just found clean."""
        if self._session.writes:
            item, _ = known[snapshot.id]
            digest = self.digest(snapshot, known)
            self._new.append(SightingAt(item, self._replica, digest))
        if len(self._new) >= KEPT:
            self.flush()

    def flush(self) -> None:
        """Commit the new sightings, under the lease. Raises LeaseLost."""
        rows, self._new = self._new, []
        self._session.commit(rows)

    def digest(self, snapshot: Snapshot, known: Known) -> bytes:
        """Digest all that is compared to find a Record clean, with the Items that it refers to.

        Two spellings of one value have two digests: a miss is compared, and costs only time.
        """
        get = snapshot.fields.get
        values = map(get, self._names, repeat(...))
        whole = [
            self._basis, snapshot.id, snapshot.key, snapshot.url, snapshot.marker,
            sorted(snapshot.ties.items()) if snapshot.ties else None,
            _rest(snapshot) if snapshot.refused or snapshot.deferred else None,
            [_items(get(name), known) for name in self._referring],
            *[v if type(v) in BARE else PLAIN.get(type(v), _plain)(v) for v in values],
        ]  # fmt: skip
        # Every part with its length and type, and without references, so that only what is equal
        # has equal bytes: the second format of `marshal`, which is never read back.
        return hashlib.blake2b(marshal.dumps(whole, 2), digest_size=16).digest()


def _rest(snapshot: Snapshot) -> str:
    """Return what a record refuses, and what its listing left out with the stamp of that."""
    deferred = snapshot.deferred
    refused = sorted((k, v) for k, v in snapshot.refused.items() if k not in deferred)
    return repr((refused, sorted(deferred), snapshot.revision if deferred else None))


def _items(value: Value, known: Known) -> object:
    """Return the Items of the Records that a reference names."""
    if type(value) is str and value:
        return known.get(value, NOBODY)[0]
    return [known.get(record, NOBODY)[0] for record in sorted(members(value))]


def _plain(value: Any) -> object:
    """Return a form that is the same in every process, of a type that is met seldom: a moment too.

    A moment is a date to Python, and its day alone would hide every change of its time.
    """
    return str(value) if isinstance(value, str) else to_json(value)


@lru_cache(maxsize=4096)  # many records carry the same few labels
def _set(value: frozenset[str]) -> tuple[str, ...]:
    """Return the elements in an order that is the same in every process."""
    return tuple(sorted(map(str, value)))


def _body(value: Document) -> list[object]:
    """Return what tells a document from all others: plain blocks short, the others whole."""
    return [
        block_row(b) if b.detail or b.cells or b.native
        else [b.kind, b.level, [
            run_row(r) if r.marks or r.link or r.native else r.text for r in b.runs
        ]]
        for b in value.blocks
    ]  # fmt: skip


PLAIN: Mapping[type, Callable[[Any], object]] = {
    frozenset: _set, date: date.toordinal, Document: _body,
}  # fmt: skip
