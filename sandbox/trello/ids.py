"""Trello's two kinds of id: 24 hex digits that begin with a time, and short links of 8 letters."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random
from string import ascii_letters, digits

LONG = re.compile(r"[0-9a-f]{24}")
SHORT = re.compile(r"[0-9A-Za-z]{8}")


class Ids:
    """Make ids: seconds of creation, a number of this site, a rising counter."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._site = rng.getrandbits(40)
        self._count = rng.randrange(1 << 20)

    def new(self, at: datetime) -> str:
        """Return the next id of something that was created then."""
        self._count += 1
        return f"{int(at.timestamp()):08x}{self._site:010x}{self._count % (1 << 24):06x}"

    def short(self) -> str:
        """Return a short link, as in https://trello.com/c/H0TZyzbK."""
        return "".join(self._rng.choices(digits + ascii_letters, k=8))


def created(identifier: str) -> datetime:
    """Return when something was created, to the second; ValueError when this is no id."""
    if not LONG.fullmatch(identifier):
        raise ValueError(f"{identifier!r} is not 24 hex digits")
    return datetime.fromtimestamp(int(identifier[:8], 16), UTC)
