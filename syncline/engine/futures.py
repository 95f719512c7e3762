"""Ten thousand futures of one team, drawn from its days: the part of a forecast that numpy does."""

from collections.abc import Sequence

import numpy as np

FUTURES, HORIZON = 10_000, 365  # how many, and how many days each of them is long


class Futures:
    """In each future every coming day is one of the team's lately, and the scope grows as it did.

    `history`: items finished on each day. `growths`: by what the scope of finished epics grew.
    """

    def __init__(self, history: Sequence[int], growths: Sequence[float], seed: int) -> None:
        rng = np.random.default_rng(seed)
        drawn = rng.choice(np.array(history, dtype=np.int32), size=(FUTURES, HORIZON))
        self._done = np.cumsum(drawn, axis=1, dtype=np.int32)
        self._growth = rng.choice(np.array(growths), size=FUTURES)

    def range(self, left: int, focus: float) -> tuple[int, int] | None:
        """Return after how many days `left` items are done in 50 and in 85 of 100 futures.

        `focus`: their share of the team's work. None where it takes longer than a year.
        """
        needed = np.ceil(left * self._growth / focus)
        # Each row grows, so the number of days on which it is still short is the day it gets there.
        days = (self._done < needed[:, None]).sum(axis=1)
        p50, p85 = (int(np.quantile(days, share, method="higher")) for share in (0.5, 0.85))
        return (p50, p85) if p85 < HORIZON else None
