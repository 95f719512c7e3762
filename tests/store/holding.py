"""A portfolio's store together with its lease."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from syncline.domain.state import Lease, Row
from syncline.store import PortfolioStore

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TTL = timedelta(minutes=15)


@dataclass
class Held:
    """A portfolio's store with its lease; `put` commits."""

    store: PortfolioStore
    lease: Lease

    def put(self, *rows: Row) -> None:
        """Commit rows under the lease."""
        self.store.commit(self.lease, rows, NOW)


def take(store: PortfolioStore, holder: str = "run") -> Held:
    """Acquire the lease of a portfolio."""
    lease = store.acquire(holder, NOW, ttl=TTL, alive=lambda _: False)
    assert isinstance(lease, Lease)
    return Held(store, lease)
