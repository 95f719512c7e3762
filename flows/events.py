"""What Syncline tells Prefect's event stream; telling never delays and never fails a run."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from syncline.engine.run import Result
from syncline.ports import Store

PREFIX = "syncline."
PORTFOLIO = "syncline.portfolio."
RESYNC = "syncline.resync.requested"  # asks for a scoped sync; payload: {"items": ["PAY-12"]}
PLAN_HELD = "plan.held"
RAN = ("run.ok", "run.partial", "run.held")
Payload = dict[str, object]
Told = tuple[str, Payload]


@dataclass(frozen=True)
class Before:
    """What was open before a run began."""

    conflicts: frozenset[str]
    held: str | None
    unreadable: frozenset[str]


def before(store: Store) -> Before:
    """Look at what is open now."""
    held = store.held()
    return Before(
        frozenset(conflict.id for conflict in store.conflicts()),
        held.digest if held else None,
        frozenset(trouble.replica for trouble in store.troubles()),
    )


def of_run(
    store: Store, former: Before, result: Result, asked: Callable[[str], bool]
) -> Iterator[Told]:
    """Yield what a run has changed: its outcome, and what was opened by it.

    A plan is told of again as long as it waits and nobody is `asked`: questions get lost, end
    without an answer, or were never put, as when a run outside Prefect held the plan first.
    """
    summary = result.summary
    numbers: Payload = {k: v for k, v in summary.document().items() if k != "notes"}
    yield f"run.{summary.outcome.lower()}", numbers
    held = store.held()
    if held and (held.digest != former.held or not asked(held.digest)):
        other = former.held if former.held != held.digest else None
        superseded = {"supersedes": other} if other else {}
        yield PLAN_HELD, {"digest": held.digest, "reasons": list(held.reasons), **superseded}
    for conflict in store.conflicts():
        if conflict.id not in former.conflicts:
            told = {"id": conflict.id, "item": conflict.item, "field": conflict.field}
            yield "conflict.opened", {**told, "between": sorted(conflict.candidates)}
    for trouble in store.troubles():
        if trouble.replica not in former.unreadable:
            yield "replica.unreachable", {"replica": trouble.replica, "reason": trouble.reason}


def tell(portfolio: str, what: str, payload: Mapping[str, object]) -> None:
    """Hand one event to Prefect's own thread. Trouble there is noted, and nothing else."""
    try:
        from prefect.events import emit_event  # noqa: PLC0415  # only where a flow runs

        resource = {
            "prefect.resource.id": f"{PORTFOLIO}{portfolio}",
            "prefect.resource.name": portfolio,
        }
        emit_event(PREFIX + what, resource, payload={"portfolio": portfolio, **payload})
    except Exception:  # whatever it is, the run is more important
        logging.getLogger(__name__).debug("event %s was not told", what, exc_info=True)
