"""What `hooks list`, `hooks register` and `hooks remove` do, with each tool's own calls."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.registry import HOOKS, INBOUND
from flows.listen_commands import address, keys
from flows.receiver.app import PATH
from flows.receiver.keyring import Key, Keyring
from flows.runtime import House, open_house
from flows.screen import Screen
from syncline.domain.errors import ConfigurationError, ItemError, ReplicaError
from syncline.domain.item import ReplicaName
from syncline.ports.inbound import Hook, Hooks

COLUMNS = ("replica", "tool", "webhook", "address", "until", "")


@dataclass(frozen=True)
class Place:
    """One replica whose tool can be asked for webhooks."""

    replica: ReplicaName
    tool: str
    hooks: Hooks
    path: str  # how the address of each of ours ends

    def ours(self) -> list[Hook]:
        """Return the webhooks that end at this replica's door, wherever that stood."""
        return [hook for hook in self.hooks.listed() if hook.url.endswith(self.path)]

    def line(self, hook: Hook, what: str) -> tuple[str, ...]:
        """Return one line of what is shown."""
        until = f"{hook.until:%Y-%m-%d}" if hook.until else ""
        return (self.replica, self.tool, hook.id, hook.url, until, what)


def listed(screen: Screen, config: str) -> int:
    """List our webhooks in every tool."""
    with open_house(config) as house:
        lines = [place.line(hook, "") for place in _places(house) for hook in place.ours()]
        return _told(screen, house, lines)


def register(screen: Screen, config: str, url: str) -> int:
    """Make what is missing at this address, and renew what expires; nothing twice."""
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(
            f"--url {url}: write the address at which the tools reach `syncline listen`, such as "
            "https://hooks.acme.example."
        )
    with open_house(config) as house:
        keyring, name = keys(house), house.portfolio.name
        lines = []
        for place in _places(house):
            wanted = address(url.rstrip("/"), name, place.replica)
            lines.append(_registered(place, wanted, keyring))
        return _told(screen, house, lines, url)


def _registered(place: Place, wanted: str, keyring: Keyring) -> tuple[str, ...]:
    secret = keyring.secret(place.replica)
    there = [hook for hook in place.ours() if hook.url == wanted]
    if there and (secret or not place.hooks.takes_secret):
        kept = [place.hooks.renew(hook) if hook.until else hook for hook in there]
        dying = [hook for hook in kept if hook.until]
        return place.line((dying or kept)[0], "renewed" if dying else "no change")
    for hook in there:  # nobody knows its secret any more, so nothing of it would be believed
        place.hooks.remove(hook)
    secret = _secret(place, wanted, keyring)
    try:
        hook = place.hooks.make(wanted, secret, f"Syncline {keyring.portfolio}/{place.replica}")
    except (ItemError, ReplicaError) as refused:
        why = f"{place.replica}: {place.tool} makes no webhook for {wanted}: {refused}"
        raise ConfigurationError(f"{why} {place.hooks.needs}") from refused
    return place.line(hook, "created")


def _secret(place: Place, wanted: str, keyring: Keyring) -> str:
    """Return the secret of a new webhook; one that can be chosen is, and is kept."""
    secret = keyring.secret(place.replica)
    if secret or INBOUND[place.tool]().brings_secret:
        return secret or ""
    if not place.hooks.takes_secret:
        raise ConfigurationError(
            f"{place.replica}: {place.tool} signs with its application's secret. Set "
            f"{keyring.variables[place.replica]} to it."
        )
    made = secrets.token_hex(32)
    keyring.put(place.replica, Key(made, url=wanted))
    return made


def remove(screen: Screen, config: str) -> int:
    """Delete our webhooks in every tool, and the secrets that were kept of them."""
    with open_house(config) as house:
        keyring, lines = keys(house), []
        kept = keyring.keys()
        for place in _places(house):
            for hook in place.ours():
                place.hooks.remove(hook)
                lines.append(place.line(hook, "removed"))
            if place.replica in kept:
                keyring.put(place.replica, None)
        return _told(screen, house, lines)


def _places(house: House) -> Iterator[Place]:
    for replica, tool in house.tools.items():
        if tool in HOOKS:
            hooks = HOOKS[tool](house.settings(replica))
            yield Place(replica, tool, hooks, f"{PATH}/{house.portfolio.name}/{replica}")


def _told(screen: Screen, house: House, lines: list[tuple[str, ...]], url: str = "") -> int:
    rows = [dict(zip((*COLUMNS[:-1], "what"), line, strict=True)) for line in lines]
    by_hand = [n for n, tool in house.tools.items() if tool in INBOUND and tool not in HOOKS]
    screen.document({"webhooks": rows, "by_hand": by_hand})
    if lines:
        screen.table(f"{len(lines)} webhooks", COLUMNS, lines)
    else:
        screen.show("No webhook of this portfolio is registered.")
    for replica in by_hand:
        where = address(url.rstrip("/") or "https://…", house.portfolio.name, replica)
        screen.show(
            f"{replica}: {house.tools[replica]} makes webhooks in its interface alone. Start "
            f"`syncline listen {house.portfolio.name} --pair {replica}`, then add {where} there."
        )
    return 0
