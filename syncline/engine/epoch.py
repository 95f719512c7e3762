"""The store's epoch, of which a tool keeps a copy: a restored store is noticed before it writes."""

from collections.abc import Sequence

from syncline.domain.errors import SynclineError
from syncline.engine.session import Session
from syncline.ports import Tracker


def _mirrors(session: Session) -> Sequence[Tracker]:
    """Return who keeps the epoch: out of sight where a tool can, or else one, where people look."""
    able = [t for t in session.trackers.values() if t.traits.mirrors]
    return [t for t in able if t.traits.mirrors == "hidden"] or able[:1]


def outlived(session: Session, kept: int) -> str | None:
    """Say that a tool remembers more runs (`kept`) than the store does."""
    own = session.store.epoch()
    if kept <= own:
        return None
    if not own:
        return (
            f"this store is new and the tools know {kept} runs that wrote: the store was lost. "
            "Nothing is written until somebody approves what heals it"
        )
    return (
        f"the store knows {own} runs that wrote and the tools know {kept}: it was restored from an "
        "older copy. Nothing is written until somebody approves what heals it"
    )


def remembered(session: Session) -> int:
    """Return the newest epoch that a tool keeps, 0 where none does."""
    kept = 0
    for tracker in _mirrors(session):
        try:
            kept = max(kept, tracker.epoch() or 0)
        except SynclineError:
            continue  # a tool that cannot be asked proves nothing
    return kept


def mirror(session: Session) -> None:
    """Let the tools keep the epoch under which this run writes; one copy is enough."""
    epoch = session.store.epoch()
    for tracker in _mirrors(session):
        session.check()
        try:
            tracker.keep_epoch(epoch)
        except SynclineError:
            continue  # an older copy says less and harms nothing
