"""What `listen` does: open a door for every replica with a secret, then look and poll."""

import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from connectors.registry import INBOUND
from flows.listener import Listener, Wakeup
from flows.receiver.app import PATH, build
from flows.receiver.gate import Door, Gate
from flows.receiver.keyring import Key, Keyring
from flows.receiver.server import Server
from flows.runtime import House, open_house, root
from flows.screen import Screen
from syncline.domain.errors import ConfigurationError
from syncline.domain.item import ReplicaName


@dataclass(frozen=True)
class ListenCall:
    """What `syncline listen` was called with."""

    config: str
    host: str = "127.0.0.1"
    port: int = 8787
    url: str = ""  # as the tools reach this machine; "" is this very address
    every: float = 300.0  # seconds between two whole syncs
    polled: tuple[ReplicaName, ...] = ()  # knowingly without webhooks
    pair: tuple[ReplicaName, ...] = ()  # whose handshake is expected


def listen(screen: Screen, call: ListenCall) -> int:
    """Receive and look until SIGTERM or Ctrl-C; a second one does not interrupt a write."""
    with open_house(call.config) as house:
        keyring = keys(house)
        secrets = _secrets(house, keyring, call)
        portfolio, inbox = house.portfolio.name, house.database.inbox(house.portfolio.name)
        wakeup, gate = Wakeup(), Gate({}, inbox, house.clock.wall)
        gate.came = wakeup.came
        with Server(build(portfolio, gate), call.host, call.port) as server, _stopping(wakeup):
            base = (call.url or server.url).rstrip("/")
            for replica, secret in secrets.items():
                made = INBOUND[house.tools[replica]]()
                gate.open(replica, Door(made, address(base, portfolio, replica), secret))
            for replica in call.pair:
                _expect(screen, gate, keyring, replica, house.tools[replica], base)
            listened = ", ".join([*secrets, *call.pair])
            screen.say(f"listening for {listened} at {base}{PATH}/{portfolio}/REPLICA")
            listener = Listener(lambda: open_house(call.config), inbox, wakeup, screen.say)
            listener.run(call.every)
    counts = ", ".join(f"{number} {why}" for why, number in sorted(gate.counts.items()))
    screen.say(f"stopped after {listener.wholes} syncs and {listener.looks} looks; {counts}")
    return 0


def _expect(
    screen: Screen, gate: Gate, keyring: Keyring, replica: ReplicaName, tool: str, base: str
) -> None:
    """Take the secret of the next handshake, once; from then on it is the only one."""
    inbound, url = INBOUND[tool](), address(base, keyring.portfolio, replica)

    def paired(secret: str) -> None:
        keyring.put(replica, Key(secret, url=url))
        gate.open(replica, Door(inbound, url, secret))
        screen.say(f"{replica} is paired; what {tool} sent lies in {keyring.path}")

    gate.open(replica, Door(inbound, url, None, paired))
    screen.say(f"{replica}: make the webhook in {tool} now, with the address {url}")


def keys(house: House) -> Keyring:
    """Return the keyring of a portfolio; its file lies under the project root."""
    variables = {name: _variable(house, name) for name in house.portfolio.replicas}
    path = root(house.environ) / ".syncline" / "hooks" / f"{house.portfolio.name}.json"
    return Keyring(path, variables, house.environ)


def _variable(house: House, replica: ReplicaName) -> str:
    """Return the variable of a secret: env:JIRA and block:jira-acme have theirs beside them."""
    reference = house.loaded.sheet.replicas[replica].credentials or house.tools[replica]
    name = re.sub(r"\W", "_", reference.rpartition(":")[2]).upper()
    return f"{name}_WEBHOOK_SECRET"


def address(base: str, portfolio: str, replica: ReplicaName) -> str:
    """Return the address that a tool is given for one replica."""
    return f"{base}{PATH}/{portfolio}/{replica}"


def _secrets(house: House, keyring: Keyring, call: ListenCall) -> Mapping[ReplicaName, str]:
    """Return the secret of each replica that is listened to. Raises ConfigurationError."""
    replicas, apart = house.portfolio.replicas, (*call.polled, *call.pair)
    if strange := [name for name in apart if name not in replicas]:
        raise ConfigurationError(
            f"{strange[0]}: {house.portfolio.name} has no such replica; it has "
            f"{', '.join(replicas)}."
        )
    for name in call.pair:
        inbound = INBOUND.get(house.tools[name])
        if inbound is None or not inbound().brings_secret:
            raise ConfigurationError(
                f"--pair {name}: {house.tools[name]} brings no secret in a handshake. Set "
                f"{keyring.variables[name]} to the one that you chose there."
            )
    wanted = [n for n in replicas if n not in apart and house.tools[n] in INBOUND]
    secrets = {name: keyring.secret(name) for name in wanted}
    if missing := [name for name, secret in secrets.items() if not secret]:
        first = missing[0]
        brings = INBOUND[house.tools[first]]().brings_secret
        how = f"pair it with --pair {first}" if brings else f"set {keyring.variables[first]}"
        raise ConfigurationError(
            f"{len(missing)} of {len(wanted)} replicas have no webhook secret "
            f"({', '.join(missing)}), and an unsigned webhook is never believed. For "
            f"{first} {how}, or poll it knowingly: --polled {first}."
        )
    if not secrets and not call.pair:
        raise ConfigurationError(
            "No replica is listened to, so there is nothing to do beyond `syncline sync`. "
            "Take one out of --polled."
        )
    return {name: secret for name, secret in secrets.items() if secret}


@contextmanager
def _stopping(wakeup: Wakeup) -> Iterator[None]:
    """Stop cleanly at SIGTERM and Ctrl-C; outside the main thread, somebody else does."""

    def end(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=wakeup.stop).start()  # a handler may not wait for a lock

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
