"""From a form to the engine's words: the session and the scope of one run; Prefect-free."""

from dataclasses import replace

from flows.requests import Limits, SyncRequest
from syncline.domain.errors import ConfigurationError
from syncline.domain.policy import Safety
from syncline.engine.picking import chosen
from syncline.engine.run import Scope
from syncline.engine.session import Session


def surroundings(session: Session, request: SyncRequest) -> Session:
    """Return the session of a run with the form's limits, and as a census where asked."""
    safety = limited(session.portfolio.safety, request.limits)
    portfolio = replace(session.portfolio, safety=safety)
    return replace(session, portfolio=portfolio, whole=request.census)


def limited(safety: Safety, limits: Limits) -> Safety:
    """Return limits that let no more through unseen than the portfolio does."""
    return replace(
        safety,
        approve_changes=int(_lower(safety.approve_changes, limits.changes)),
        approve_share=_lower(safety.approve_share, _part(limits.share)),
        max_archives=int(_lower(safety.max_archives, limits.archives)),
        stop_share=safety.stop_share if limits.stop_share is None else limits.stop_share / 100,
    )


def _part(percent: int | None) -> float | None:
    return None if percent is None else percent / 100


def _lower(stands: float, asked: float | None) -> float:
    return stands if asked is None else min(stands, asked)


def scope(session: Session, request: SyncRequest) -> Scope:
    """Return what the form limits a run to. Raises ConfigurationError for items no plan has."""
    picks = None
    if request.only:
        held = session.store.held()
        if held is None or held.digest != request.approve:
            waits = f"plan {held.digest} waits" if held else "no plan waits"
            raise ConfigurationError(
                f"Plan {request.approve} does not wait any more: {waits}. Read that one and choose "
                "from it. Nothing was written."
            )
        picks = chosen(held, request.only)
    return Scope(
        frozenset(request.items),
        replicas=frozenset(request.replicas),
        since=request.since,
        picks=picks,
    )
