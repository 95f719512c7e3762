"""The resident process behind `syncline listen`: look at what webhooks name, and poll besides.

Polling stays the truth: a webhook that is lost, late or doubled only changes when an edit is seen.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from flows.runtime import House
from flows.stages import looking, threads
from syncline.domain.errors import SynclineError
from syncline.domain.item import ItemId
from syncline.domain.state import LeaseTaken
from syncline.engine.run import Result, Scope, sync
from syncline.engine.session import Session
from syncline.ports import Store
from syncline.ports.inbound import Called, Inbox

LOG = logging.getLogger("syncline.listen")
BATCH = 100  # records that are looked at by id; more are cheaper in a whole sync
QUIET = 0.3  # seconds without a webhook after which the look begins
IMPATIENT = 2.0  # seconds after which it begins anyhow
TAKEN = 1.0  # seconds until the next try, when another run is at work
UNKNOWN_EVERY = 30.0  # seconds between two whole syncs because of records nobody knows
TROUBLE = (1.0, 60.0)  # seconds after a failure: the first wait, doubled up to the last

Say = Callable[[str], None]
Open = Callable[[], AbstractContextManager[House]]


@dataclass
class Wakeup:
    """Tell the listener that something came, or that it should stop."""

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._came = 0
        self.stopped = False

    def came(self) -> None:
        """Say that records wait."""
        with self._changed:
            self._came += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Say that it is over."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until something comes, and then until nothing has come for a moment."""
        with self._changed:
            if not self.stopped and not self._came:
                self._changed.wait(max(0.0, seconds))
            if not self._came:
                return False
            end = time.monotonic() + IMPATIENT
            while not self.stopped and (before := self._came) and time.monotonic() < end:
                self._changed.wait(QUIET)
                if self._came == before:
                    break
            self._came = 0
            return True


class Listener:
    """Run whole syncs on an interval, and scoped ones for what came in; one at a time."""

    def __init__(self, open_house: Open, inbox: Inbox, wakeup: Wakeup, say: Say) -> None:
        self._open, self._inbox, self._wakeup, self._say = open_house, inbox, wakeup, say
        self._whole_at = self._unknown_at = time.monotonic()
        self._said = ""
        self._kept = ExitStack()
        self._house: House | None = None
        self.looks = self.wholes = self.delays = 0

    def run(self, every: float) -> None:
        """Go on until the wakeup says stop; what is being written is finished first."""
        wait, pending = TROUBLE[0], True
        try:
            while not self._wakeup.stopped:
                try:
                    pending = self._round(every, pending=pending)
                    wait = TROUBLE[0]
                except SynclineError as error:
                    self._close()
                    self._tell(str(error))
                    self._pause(wait)
                    wait, pending = min(2 * wait, TROUBLE[1]), True
        finally:
            self._close()

    def _opened(self) -> House:
        """Return the house, kept open between two whole syncs: opening it asks the tools."""
        if self._house is None:
            self._house = self._kept.enter_context(self._open())
        return self._house

    def _close(self) -> None:
        self._house = None
        self._kept.close()

    def _round(self, every: float, *, pending: bool) -> bool:
        """Do what is due; return whether records still wait."""
        now = time.monotonic()
        if now >= self._whole_at:
            return not self._whole(every)
        left = self._whole_at - now
        if not self._wakeup.wait(min(left, TAKEN) if pending else left) and not pending:
            return False
        called = self._inbox.waiting(BATCH + 1)
        if not called or self._wakeup.stopped:
            return False
        if len(called) > BATCH:
            return not self._whole(every)
        return not self._look(called)

    def _whole(self, every: float) -> bool:
        """Run over everything; what waited before has been seen then."""
        before = self._all_waiting()
        self._close()  # a new configuration counts from here on
        self._whole_at = time.monotonic() + every  # also of one that is refused
        with self._opened().leased() as session:
            if isinstance(session, LeaseTaken):
                self._whole_at = time.monotonic() + TAKEN
                self.delays += 1
                return False
            result = sync(session, threads())
        self.wholes += 1
        self._end("sync", result, before)
        return True

    def _look(self, called: tuple[Called, ...]) -> bool:
        """Run over the items that were named, with their family."""
        house = self._opened()
        items, unknown = _items(house, called)
        if unknown and time.monotonic() >= self._unknown_at:
            # What is new can only be paired by a run over everything.
            self._unknown_at = time.monotonic() + UNKNOWN_EVERY
            self._whole_at = time.monotonic()
            return False
        if unknown:
            self._whole_at = min(self._whole_at, self._unknown_at)
        if not items:
            self._inbox.settle(called)
            return True
        if not house.store.has_applied() and not house.store.held():
            self._whole_at = time.monotonic()  # nothing was ever written: the first plan is whole
            return False
        if house.store.held():
            self._tell("A plan waits for a person, so webhooks wait for the next whole sync.")
            self._inbox.settle(called)
            return True
        with house.leased() as session:
            if isinstance(session, LeaseTaken):
                self.delays += 1
                return False
            self._end("look", _looked(session, items), called)
        self.looks += 1
        return True

    def _end(self, what: str, result: Result, called: Iterable[Called]) -> None:
        summary = result.summary
        if summary.outcome != "FAILED":
            self._inbox.settle(list(called))
        LOG.info("%s outcome=%s applied=%d", what, summary.outcome, summary.applied)
        if summary.operations or summary.outcome != "OK":
            notes = "; ".join(summary.notes[:3])
            self._tell(
                f"{what}: {summary.outcome}, {summary.applied} of {summary.operations} operations "
                f"applied ({summary.run})" + (f": {notes}" if notes else "")
            )

    def _all_waiting(self) -> tuple[Called, ...]:
        return self._inbox.waiting(100_000)

    def _tell(self, sentence: str) -> None:
        """Say a sentence, and the same one not twice in a row."""
        if sentence != self._said:
            self._said = sentence
            self._say(sentence)

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._wakeup.stopped and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))


def _items(house: House, called: Iterable[Called]) -> tuple[frozenset[ItemId], bool]:
    """Return the Items that were named with their family, and whether an unknown record was.

    One subscription may tell of all replicas in its tool, so each of these is asked.
    """
    tools = house.tools
    store, found, unknown = house.store, set[ItemId](), False
    for one in called:
        alike = [name for name, tool in tools.items() if tool == tools.get(one.replica)]
        links = [store.links(name, [one.record]) for name in alike]
        known = {item for link in links for item in link.values()}
        unknown = unknown or not known
        found |= known
    return frozenset(found | _family(store, found)), unknown


def _family(store: Store, items: set[ItemId]) -> set[ItemId]:
    return {item for r in store.relations(items) for item in (r.parent, r.child)}


def _looked(session: Session, items: frozenset[ItemId]) -> Result:
    return sync(session, looking(items), scope=Scope(items))
