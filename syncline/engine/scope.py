"""What a run is limited to: Items, replicas, late changes, or a part of an approved plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncline.domain.errors import ConfigurationError
from syncline.domain.item import ItemId, ReplicaName
from syncline.domain.plan import Plan
from syncline.domain.undo import Undoing
from syncline.engine.observe import Observation
from syncline.engine.session import Session

PARTLY = "limited: nothing else was read"  # the note of a run that did not read everything
TO_COMPARE = 2  # replicas; in fewer there is nothing to keep consistent


@dataclass(frozen=True)
class Scope:
    """What a run is limited to; empty means everything. A limited run moves no cursor."""

    items: frozenset[str] = frozenset()  # record ids or keys
    undoing: Undoing | None = None  # of the run that wrote these Items
    replicas: frozenset[ReplicaName] = frozenset()  # read and written; the others are left alone
    since: datetime | None = None  # known Items of which a record changed at or after this
    picks: frozenset[ItemId] | None = None  # of an approved plan only these

    def narrow(self, seen: Sequence[Observation]) -> Sequence[Observation]:
        """Return the observations; a limited reading moves no cursor."""
        return [replace(o, cursor=None) for o in seen] if self.limited else seen

    @property
    def limited(self) -> bool:
        """Tell whether anything that a run would decide is left out of this one."""
        return bool(self.items or self.replicas or self.since or self.picks is not None)

    @property
    def partly(self) -> bool:
        """Tell whether a sync with it reads less than everything; of an undo that is clear."""
        return bool(self.items or self.replicas) and self.undoing is None

    def ids(self, session: Session) -> frozenset[ItemId] | None:
        """Return the Items in scope, None for all. Raises ConfigurationError for unknown names."""
        self._check_replicas(session)
        if not self.items:
            return None
        found = {name: session.store.find(name) for name in sorted(self.items)}
        if unknown := [name for name, item in found.items() if item is None]:
            raise ConfigurationError(
                f"Not known yet: {', '.join(unknown)}. A new record is paired and created only by "
                "a run over everything: leave the limit out."
            )
        return frozenset(item for item in found.values() if item)

    def _check_replicas(self, session: Session) -> None:
        known = session.trackers
        if unknown := sorted(self.replicas - known.keys()):
            raise ConfigurationError(
                f"No replica is named {', '.join(unknown)}. There are: {', '.join(known)}."
            )
        if len(self.replicas) == 1:
            raise ConfigurationError(
                f"One replica ({', '.join(self.replicas)}) has nothing to agree with. Name at "
                f"least {TO_COMPARE} of: {', '.join(known)}."
            )

    def view(self, session: Session) -> Session:
        """Return the session as it reads: only these replicas; all of them for a look back."""
        kept = {n: t for n, t in session.trackers.items() if n in (self.replicas or {n})}
        return replace(session, trackers=kept, whole=session.whole or self.since is not None)

    def changed(
        self, session: Session, seen: Sequence[Observation], wanted: frozenset[ItemId] | None
    ) -> frozenset[ItemId] | None:
        """Return the Items in scope after reading: where asked, those that changed since."""
        if self.since is None:
            return wanted
        late: set[ItemId] = set()
        for each in seen:
            ids = {s.id for s in each.snapshots if s.updated and s.updated >= self.since}
            late |= set(session.store.links(each.replica, ids).values())
        return frozenset(late if wanted is None else late & wanted)

    def reached(self, plan: Plan) -> Plan:
        """Return what of a plan is written in these replicas; the rest stays behind for later."""
        if not self.replicas:
            return plan
        kept = tuple(op for op in plan.operations if op.replica in self.replicas)
        return replace(plan, operations=kept)


EVERYTHING = Scope()
