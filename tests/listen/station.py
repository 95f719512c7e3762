"""A portfolio on the sandbox whose tools tell a receiver of every change, as at a customer's."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from connectors.registry import INBOUND
from flows.listener import Listener, Wakeup
from flows.receiver.app import build
from flows.receiver.gate import Door, Gate
from flows.receiver.server import Server
from sandbox.hands import Hands
from sandbox.scenarios.containers import found
from sandbox.server import SYNC_EMAIL, TOKENS
from syncline.ports.inbound import Inbox
from tests.proof.place import TOOLS, Place

SECRET = "the secret of jira's webhook"
EVENTS = [f"jira:issue_{what}" for what in ("created", "updated", "deleted")]


@dataclass
class Station:
    """A listener at work, and what it said."""

    place: Place
    gate: Gate
    server: Server
    listener: Listener
    wakeup: Wakeup
    inbox: Inbox
    said: list[str] = field(default_factory=list)

    def hands(self, person: str = "ines") -> Hands:
        return Hands(self.place.sandbox.access(), person)

    def until(self, done: Callable[[], bool], seconds: float = 20.0) -> float:
        """Wait for something; return how long it took."""
        began = time.monotonic()
        while not done():
            waited = time.monotonic() - began
            assert waited < seconds, f"not within {seconds:g} s; said: {self.said}"
            time.sleep(0.02)
        return time.monotonic() - began

    def rests(self) -> bool:
        """Tell whether every webhook came and was looked at: one that is looked at waits still.

        Twice, since a look may end between the two questions and leave webhooks of its writes.
        """
        post = self.place.world.post
        return all(post.quiet() and not self.inbox.waiting(1) for _ in range(2))

    def shown(self, title: str) -> set[str]:
        """Return the tools in which some record shows this title."""
        world = self.place.world
        titles = {
            "jira": {issue["summary"] for issue in world.jira.issues.values()},
            "asana": {task.name for task in world.asana.tasks.values()},
            "notion": {page.title for page in world.notion.pages.values()},
        }
        return {tool for tool, known in titles.items() if title in known}


@contextmanager
def station(place: Place, every: float = 3_600.0) -> Iterator[Station]:
    """Open doors, let every tool register its webhook there, and listen in a thread."""
    with place.house() as house:
        inbox = house.database.inbox(house.portfolio.name)
        wakeup = Wakeup()
        gate = Gate({}, inbox, house.clock.wall, wakeup.came)
        said: list[str] = []
        listener = Listener(place.house, inbox, wakeup, said.append)
        with Server(build("proof", gate), "127.0.0.1", 0) as server:
            made = Station(place, gate, server, listener, wakeup, inbox, said)
            for replica, tool in TOOLS.items():
                _register(made, replica, tool)
            thread = threading.Thread(target=listener.run, args=(every,))
            thread.start()
            try:
                yield made
            finally:
                wakeup.stop()
                thread.join(timeout=30)
                assert not thread.is_alive(), "the listener does not stop"


def _register(station: Station, replica: str, tool: str) -> None:
    url = f"{station.server.url}/hooks/proof/{replica}"
    inbound, sandbox = INBOUND[tool](), station.place.sandbox

    def paired(secret: str) -> None:
        station.gate.open(replica, Door(inbound, url, secret))

    station.gate.open(replica, Door(inbound, url, None, paired))
    if tool == "jira":
        station.gate.open(replica, Door(inbound, url, SECRET))
        body = {"name": "syncline", "url": url, "events": EVENTS, "secret": SECRET}
        made = httpx.post(
            f"{sandbox.url}/jira/rest/webhooks/1.0/webhook", json=body,
            auth=(SYNC_EMAIL, TOKENS["jira"]),
        )  # fmt: skip
    elif tool == "asana":
        wanted = {"resource": found(sandbox.world).launches.gid, "target": url}
        made = httpx.post(
            f"{sandbox.url}/asana/api/1.0/webhooks", json={"data": wanted},
            headers={"Authorization": f"Bearer {TOKENS['asana']}"},
        )  # fmt: skip
    else:
        made = _subscribe(station, url)
    assert made.status_code in {200, 201}, made.text


def _subscribe(station: Station, url: str) -> httpx.Response:
    controls = f"{station.place.sandbox.url}/_sandbox/notion/subscriptions"
    httpx.post(controls, json={"url": url})
    hooks = station.place.world.hooks
    station.until(lambda: station.place.world.post.quiet() and bool(hooks.of("notion")))
    token = hooks.of("notion")[-1].secret
    return httpx.post(f"{controls}/activate", json={"verification_token": token})
