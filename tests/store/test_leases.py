"""One run per portfolio at a time, by a lease whose fence only grows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from syncline.domain.item import Item
from syncline.domain.state import Lease, LeaseTaken
from syncline.store import SqlStore
from tests.store.holding import NOW, TTL, Held, take


def test_a_taken_lease_is_told_with_its_holder_and_end(held: Held) -> None:
    """The second run learns who works, and until when."""
    answer = held.store.acquire("b", NOW, ttl=TTL, alive=lambda _: True)
    assert answer == LeaseTaken("run", NOW + TTL)


@pytest.mark.parametrize(
    ("holder", "after", "alive", "taken"),
    [
        ("b", timedelta(0), True, False),
        ("b", TTL - timedelta(seconds=1), True, False),
        ("b", TTL, True, True),  # expired
        ("b", timedelta(0), False, True),  # its holder is dead
        ("run", timedelta(0), True, True),  # one's own, again
    ],
)
def test_who_gets_a_lease_that_is_held(
    held: Held, holder: str, after: timedelta, *, alive: bool, taken: bool
) -> None:
    """Free, expired, one's own, or a dead holder's: else it stays where it is."""
    answer = held.store.acquire(holder, NOW + after, ttl=TTL, alive=lambda _: alive)
    assert isinstance(answer, Lease) == taken
    if taken:
        assert answer == Lease("product", held.lease.fence + 1, holder)


def test_a_released_lease_is_free_and_its_fence_moves_on(held: Held) -> None:
    """The next holder has a higher fence, so a late commit of the former one is seen."""
    held.store.release(held.lease)
    answer = held.store.acquire("b", NOW, ttl=TTL, alive=lambda _: True)
    assert answer == Lease("product", 2, "b")


def test_releasing_an_old_fence_does_nothing(held: Held) -> None:
    """A run that was overtaken cannot take the lease from its successor."""
    newer = take(held.store, "b")
    held.store.release(held.lease)
    assert held.store.acquire("c", NOW, ttl=TTL, alive=lambda _: True) == LeaseTaken("b", NOW + TTL)
    newer.put(Item("syn-a", "epic"))


def test_every_commit_renews_the_lease(held: Held) -> None:
    """A long run keeps its lease as long as it commits."""
    later = NOW + timedelta(hours=1)
    held.store.commit(held.lease, [Item("syn-a", "epic")], later)
    answer = held.store.acquire("b", later, ttl=TTL, alive=lambda _: True)
    assert answer == LeaseTaken("run", later + TTL)


def test_the_store_is_free_while_it_is_asked_whether_a_holder_lives(held: Held) -> None:
    """Asking may take seconds; meanwhile the holder commits, and so is not overtaken by a guess."""

    def alive(_: str) -> bool:
        held.store.commit(held.lease, [Item("syn-a", "epic")], NOW)
        return True

    assert isinstance(held.store.acquire("b", NOW, ttl=TTL, alive=alive), LeaseTaken)


def test_each_portfolio_has_a_lease_of_its_own(leased: Callable[[str], Held]) -> None:
    """Two portfolios of one store run at the same time."""
    assert leased("product").lease.fence == leased("agency").lease.fence == 1


def test_of_many_at_once_every_fence_is_given_once(sql: SqlStore) -> None:
    """Eight threads that all believe the holder dead get eight different fences."""
    store = sql.portfolio("product")

    def acquire(number: int) -> int:
        lease = store.acquire(f"run-{number}", NOW, ttl=TTL, alive=lambda _: False)
        assert isinstance(lease, Lease)
        return lease.fence

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(acquire, range(8))) == list(range(1, 9))
