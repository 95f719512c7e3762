"""How far a long reading is: now and then, and never with a number that nobody knows."""

import pytest

from flows.progress import Progress
from flows.tasks import progress_of


class Watched(Progress):
    """Keep what would be shown, and take every moment for the next look."""

    def __init__(self, total: int) -> None:
        super().__init__("demo-delivery-reading", "records read", total)
        self.seen: list[tuple[float, str]] = []
        self.next = 0.0

    def show(self, share: float, said: str) -> None:
        """Keep it."""
        self.shown = True
        self.seen.append((share, said))
        self.next = 0.0


@pytest.mark.parametrize(
    ("total", "shares", "said"),
    [
        (200, [25.0, 99.0, 100.0], "delivery: 50 of 200 records read"),
        (0, [0.0, 0.0, 100.0], "delivery: 50 records read; how many there are shows at the end"),
    ],
)
def test_progress_is_a_share_where_the_whole_is_known(
    total: int, shares: list[float], said: str
) -> None:
    """A first reading counts, and is complete when it has ended."""
    progress = Watched(total)
    for done in (50, 200):
        progress("delivery", done)
    progress.end()
    assert [share for share, _ in progress.seen] == shares
    assert progress.seen[0][1] == said


def test_what_is_quick_shows_no_progress() -> None:
    """Nobody wants to know after a moment."""
    progress = Watched(10)
    progress.next = Progress("", "", 0).next
    progress("delivery", 5)
    progress.end()
    assert progress.seen == []


def test_two_portfolios_with_the_same_replica_have_each_their_own() -> None:
    """A key that both used would show now one, now the other."""
    keys = {progress_of(name, "specs", "reading", 0).key for name in ("demo", "spare")}
    assert keys == {"demo-specs-reading", "spare-specs-reading"}
