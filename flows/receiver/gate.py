"""What becomes of one delivery: believed and kept, known already, or refused; decided in order."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.receiver.replays import Replays
from syncline.domain.item import ReplicaName
from syncline.ports.inbound import Delivery, Inbound, Inbox, NotAWebhook

LARGEST = 1024 * 1024  # bytes of a body; a larger one is refused, and the next poll sees the edit
FORGET_EVERY = 1_000  # deliveries
LOG = logging.getLogger("syncline.receiver")
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Door:
    """One replica's address: how its tool signs, the secret, the URL that the tool was given.

    `paired` takes the secret of a handshake; None where no handshake is expected, so that nobody
    can replace a secret.
    """

    inbound: Inbound
    url: str
    secret: str | None
    paired: Callable[[str], None] | None = None


@dataclass(frozen=True)
class Verdict:
    """How a delivery is answered, and why, in one word that the counts use."""

    status: int
    why: str
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)


class Gate:
    """Decide on deliveries; safe to use from several threads.

    `came` is called after records were kept. `counts` has one number for each word.
    """

    def __init__(
        self,
        doors: Mapping[ReplicaName, Door],
        inbox: Inbox,
        wall: Callable[[], datetime],
        came: Callable[[], None] = lambda: None,
    ) -> None:
        self._doors, self._inbox, self._wall = dict(doors), inbox, wall
        self._replays = {name: Replays(inbox.heard(name)) for name in doors}
        self._lock = threading.Lock()
        self.came = came
        self.counts: Counter[str] = Counter()
        self.last: dict[ReplicaName, datetime] = {}  # when a genuine delivery came last

    def asked(self, replica: ReplicaName) -> Verdict:
        """Answer HEAD, with which Trello makes sure that an address exists."""
        door = self._doors.get(replica)
        if door is None:
            return self._counted(Verdict(404, "unknown"))
        return Verdict(200, "asked") if door.inbound.answers_head else Verdict(405, "method")

    def admit(self, replica: ReplicaName, headers: Mapping[str, str], body: bytes) -> Verdict:
        """Answer POST: size, handshake, signature, shape, replay, and only then the store."""
        door = self._doors.get(replica)
        if door is None:
            return self._counted(Verdict(404, "unknown"))
        if len(body) > LARGEST:
            return self._counted(Verdict(413, "oversized"))
        delivery = Delivery(headers, body, door.url)
        if door.paired and (greeting := door.inbound.greeting(delivery)):
            door.paired(greeting.secret)
            return self._counted(Verdict(200, "paired", greeting.echo))
        if door.secret is None or not door.inbound.genuine(delivery, door.secret):
            return self._counted(Verdict(401, "forged"))
        return self._counted(self._believed(replica, door, body))

    def open(self, replica: ReplicaName, door: Door) -> None:
        """Put another door in the place of one, such as one with the secret of a handshake."""
        with self._lock:
            self._doors[replica] = door
            self._replays.setdefault(replica, Replays(self._inbox.heard(replica)))

    def refused(self, why: str, status: int) -> Verdict:
        """Count what was refused before it was a whole request."""
        return self._counted(Verdict(status, why))

    def _believed(self, replica: ReplicaName, door: Door, body: bytes) -> Verdict:
        try:
            signal = door.inbound.signal(body)
        except NotAWebhook as error:
            LOG.warning("webhook_unreadable replica=%s reason=%s", replica, error)
            return Verdict(400, "unreadable")
        wall = self._wall()
        self.last[replica] = wall
        if not signal.records:
            return Verdict(200, "nothing")
        if signal.at is None:
            return Verdict(400, "untimed")  # it could be replayed for ever
        with self._lock:
            replays = self._replays[replica]
            if not replays.fresh(signal.id, signal.at):
                return Verdict(200, "replayed")
            kept = self._inbox.keep(replica, signal, wall)
            replays.add(signal.id, signal.at)
            if replays.floor and self.counts["kept"] % FORGET_EVERY == 0:
                self._inbox.forget(replica, replays.floor)
        if kept:
            self.came()
        return Verdict(200, "kept" if kept else "replayed")

    def _counted(self, verdict: Verdict) -> Verdict:
        self.counts[verdict.why] += 1
        return verdict
