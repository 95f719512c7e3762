"""The composition root: configuration and secrets become trackers, channels, a store and a clock.

Knows no Prefect, so that the command line starts quickly and tests run without a server.
"""

import hashlib
import os
import secrets
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from connectors.addresses import checked
from connectors.hung import introduce
from connectors.pace import LIMITS, local_pace, redis_pace
from connectors.registry import TRACKERS, Connector
from flows import reading
from flows.blocks import resolve_block
from syncline.config import Loaded, load
from syncline.domain.errors import ConfigurationError
from syncline.domain.item import ReplicaName
from syncline.domain.people import People
from syncline.domain.policy import Portfolio
from syncline.domain.state import Lease, LeaseTaken
from syncline.engine.desk import Uptime
from syncline.engine.session import Readings, Session, holding
from syncline.ports import Clock, ReplicaSettings, Store
from syncline.ports.pace import UNPACED, Pace
from syncline.store import SqlStore, open_store

PACE_VARIABLE = "SYNCLINE_PACE_URL"
CLOCK_VARIABLE = "SYNCLINE_CLOCK_URL"
ROOT_VARIABLE = "SYNCLINE_ROOT"
DRY = Lease("", 0, "dry run")
# The sandbox speaks plain HTTP, and loading certificates for every look at its clock takes 30 ms.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class SystemClock:
    """Time as the machine has it."""

    def now(self) -> datetime:
        """Return the time at which the tools live."""
        return datetime.now(UTC)

    def wall(self) -> datetime:
        """Return this machine's time."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class SandboxClock(SystemClock):
    """The sandbox's time, so that a week passes in a second."""

    url: str

    def now(self) -> datetime:
        """Ask the sandbox what time it is there."""
        try:
            answer = httpx.get(self.url, timeout=5, verify=PLAIN)
            return datetime.fromisoformat(answer.json()["now"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise ConfigurationError(
                f"{CLOCK_VARIABLE} is {self.url}, and no clock answers there ({error}). "
                "Start the sandbox, or unset the variable."
            ) from error


def uptime(clock: Clock) -> Uptime | None:
    """Return how long this machine runs, by a clock that nobody sets; nothing in the sandbox.

    The sandbox's clock is set by whoever plays with it.
    """
    if isinstance(clock, SandboxClock):
        return None
    with suppress(OSError, AttributeError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return Uptime(time.clock_gettime(time.CLOCK_BOOTTIME), boot)
    return None


def open_clock(environ: Mapping[str, str] = os.environ) -> Clock:
    """Return the clock of the tools: the sandbox's where the environment names one."""
    url = environ.get(CLOCK_VARIABLE)
    return SandboxClock(url) if url else SystemClock()


def root(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the project root: relative paths start here, never at the current folder."""
    named = environ.get(ROOT_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[1]


def find_config(name: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the file of a portfolio given by path, or by name (config/NAME.yaml).

    Raises ConfigurationError for a name that config/ does not have.
    """
    given = Path(name)
    if given.suffix in {".yaml", ".yml"} or len(given.parts) != 1:
        with suppress(OSError):  # a name that cannot be one: the loader tells why
            return given if given.exists() else root(environ) / given
        return given
    if name not in (known := portfolio_names(environ)):
        raise ConfigurationError(
            f"{root(environ) / 'config'} has no portfolio {name}; it has "
            f"{', '.join(known) or 'none (config/examples/ has some to copy)'}. Name one that is "
            "there, or give the path of a YAML file."
        )
    return root(environ) / "config" / f"{name}.yaml"


def portfolio_names(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names of all portfolios in config/; `people` and `_shared` files are none."""
    files = sorted((root(environ) / "config").glob("*.yaml"))
    return [f.stem for f in files if f.stem != "people" and not f.stem.startswith("_")]


@dataclass(frozen=True)
class House:
    """Everything that one portfolio's runs are made of."""

    path: Path
    loaded: Loaded
    clock: Clock
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def portfolio(self) -> Portfolio:
        """Return the rules of the portfolio."""
        return self.loaded.portfolio

    @property
    def people(self) -> People:
        """Return who is who."""
        return self.loaded.people

    @property
    def tools(self) -> dict[ReplicaName, str]:
        """Return in which tool each replica is."""
        return {name: self.loaded.settings(name, {}).tool for name in self.portfolio.replicas}

    @cached_property
    def database(self) -> SqlStore:
        """Open the state store, once."""
        return open_store(store_url(self.portfolio.store_url, self.environ))

    @cached_property
    def store(self) -> Store:
        """Return the state of this portfolio."""
        return self.database.portfolio(self.portfolio.name)

    @cached_property
    def trackers(self) -> dict[ReplicaName, Connector]:
        """Open every replica's tracker; makes no request."""
        opened = {name: self.tracker(name) for name in self.portfolio.replicas}
        introduce(opened.values())
        return opened

    def tracker(self, replica: ReplicaName) -> Connector:
        """Open one replica's tracker."""
        settings = self.settings(replica)
        return TRACKERS[settings.tool](settings)

    def settings(self, replica: ReplicaName) -> ReplicaSettings:
        """Return everything a connector needs of a replica. Raises ConfigurationError."""
        secret = self.loaded.secrets(replica, self.environ, resolve_block)
        settings = self.loaded.settings(replica, secret)
        if settings.tool not in TRACKERS:
            where = f"{self.path.name}: replicas.{replica}.tool: {settings.tool}"
            known = ", ".join(TRACKERS)
            raise ConfigurationError(f"{where} is not in this version. Use one of: {known}.")
        checked(settings.tool, settings.url, self.environ)
        return replace(settings, pace=self.pace(settings))

    def pace(self, settings: ReplicaSettings) -> Pace:
        """Return the turns of a replica's credential, shared with whoever else uses it.

        The sandbox has no limit of its own, so there only a `budget:` makes one.
        """
        share = self.loaded.sheet.replicas[settings.name].budget
        limit = LIMITS.get(settings.tool)
        if limit is None or (share is None and loopback(settings.url)):
            return UNPACED
        allowed = limit.share(1.0 if share is None else share)
        name = credential(settings)
        if server := self.environ.get(PACE_VARIABLE):
            return redis_pace(server, name, allowed)
        if self.portfolio.store_url.startswith("postgres"):
            return self.database.pace(name, allowed)
        return local_pace(name, allowed)

    def session(self, lease: Lease = DRY) -> Session:
        """Return the surroundings of one run."""
        made = f"r-{self.clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        return Session(
            self.portfolio, self.trackers, self.store, self.clock, made, lease,
            self.fingerprints, self.readings,
        )  # fmt: skip

    @cached_property
    def fingerprints(self) -> dict[ReplicaName, str]:
        """Return the mark of each replica's configuration; with another one it is read whole."""
        return {name: reading.fingerprint(made) for name, made in self._read_by.items()}

    @cached_property
    def readings(self) -> dict[ReplicaName, Readings]:
        """Return how each field of each replica is read."""
        return {name: reading.readings(made) for name, made in self._read_by.items()}

    @cached_property
    def _read_by(self) -> dict[ReplicaName, ReplicaSettings]:
        return {name: self.loaded.settings(name, {}) for name in self.portfolio.replicas}

    @contextmanager
    def leased(self) -> Iterator[Session | LeaseTaken]:
        """Hold the portfolio's lease, or tell who holds it."""
        with holding(self.store, self.clock, holder(), alive) as lease:
            yield self.session(lease) if isinstance(lease, Lease) else lease

    def close(self) -> None:
        """Close the store, when it was opened."""
        if "database" in self.__dict__:
            self.database.close()


@contextmanager
def open_house(name: str, environ: Mapping[str, str] = os.environ) -> Iterator[House]:
    """Load a portfolio's configuration and open its house. Raises ConfigurationError."""
    path = find_config(name, environ)
    clock = open_clock(environ)
    loaded = load(path, today=clock.now().date(), environ=environ)
    house = House(path, loaded, clock, environ)
    try:
        yield house
    finally:
        house.close()


def store_url(url: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the store's URL with a relative SQLite path made absolute from the project root."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/") or url == prefix + ":memory:":
        return url
    path = root(environ) / url.removeprefix(prefix)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"store: {path.parent} cannot be created ({error.strerror}). "
            "Name a folder that you may write to."
        ) from error
    return f"{prefix}{path}"


def credential(settings: ReplicaSettings) -> str:
    """Name a credential at its tool without telling it."""
    text = repr((settings.tool, settings.url, sorted(settings.secrets.items())))
    return f"{settings.tool}:{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def loopback(url: str) -> bool:
    """Tell whether an address is on this machine, as the sandbox's are."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


def holder() -> str:
    """Name this process, so that another run can tell whether it is still there."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def alive(name: str) -> bool:
    """Tell whether the process that holds a lease still runs; on another machine, assume so."""
    host, _, rest = name.partition(":")
    pid, _, began = rest.partition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    return _started(int(pid)) == began


def _started(pid: int) -> str:
    """Return when a process began, "" when there is none: process ids are used again."""
    with suppress(OSError, IndexError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        state = stat.rpartition(")")[2].split()
        return "" if state[0] == "Z" else state[19]  # a zombie is dead; nobody has waited for it
    try:
        os.kill(pid, 0)
    except OSError:
        return ""
    return "running"
