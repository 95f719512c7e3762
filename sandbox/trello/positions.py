"""Where a card, a list or a line stands: floats that leave room between them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Protocol

from sandbox.trello.arguments import number

STEP = 65_536.0
LEAST = 0.01  # closer than this, and everything is spaced anew
MOST = 2.0**53


class Placed(Protocol):
    """Have a position."""

    pos: float


def wanted(value: Any, others: Iterable[Placed]) -> float:
    """Return the position that `top`, `bottom` or a number stands for."""
    taken = [other.pos for other in others]
    if value == "top":
        return min(taken, default=2 * STEP) / 2
    if value in (None, "", "bottom"):
        return max(taken, default=0.0) + STEP
    return number(value, "pos", 0, MOST)


def settle(things: Iterable[Placed]) -> None:
    """Space everything anew when two of them have come too close."""
    ordered = sorted(things, key=lambda thing: thing.pos)
    places = [0.0, *(thing.pos for thing in ordered)]
    if all(after - before >= LEAST for before, after in pairwise(places)):
        return
    for rank, thing in enumerate(ordered, start=1):
        thing.pos = rank * STEP


def shown(pos: float) -> float:
    """Return a position as JSON has it: without a point when it is whole."""
    return int(pos) if pos.is_integer() else pos
