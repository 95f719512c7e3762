"""What belongs to the tool that it was added in: the rules that comments, files and links share.

A value is a set of texts. Each text is read as something that has a home, the replica in which it
was added, and a key, by which it is known everywhere. Its home alone decides it; the others show
copies, and what becomes of a copy concerns that tool only.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from syncline.domain.item import ReplicaName


class Homed(Protocol):
    """Something that was added in one replica."""

    @property
    def home(self) -> ReplicaName:
        """Return the replica in which it was added."""

    @property
    def key(self) -> str:
        """Return what names it in every tool."""


Read = Callable[[str], Homed]
"""Read an element. Raises ValueError for a text that is none."""
Elements = frozenset[str]


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to be done in one record: elements to add, to rewrite and to remove."""

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def joined(read: Read, agreed: Elements, shown: Elements, replica: ReplicaName) -> Elements:
    """Return the agreed elements after a replica was seen: of its own ones it alone decides."""
    own = {read(one).key: one for one in shown if read(one).home == replica}
    others = (one for one in agreed if read(one).home != replica)
    return frozenset({*own.values(), *(one for one in others if read(one).key not in own)})


def copies(read: Read, elements: Iterable[str], replica: ReplicaName) -> Elements:
    """Return the elements that were not added in this replica."""
    return frozenset(one for one in elements if read(one).home != replica)


def own(read: Read, elements: Iterable[str], replica: ReplicaName) -> Elements:
    """Return the elements that were added in this replica."""
    return frozenset(one for one in elements if read(one).home == replica)


def steps(
    read: Read, ask: Elements, expect: Elements, held: Elements, replica: ReplicaName
) -> Steps:
    """Return how a record comes from what it holds to what is asked.

    What was copied before (`expect`) and is not held was removed by a person: it stays away.
    """
    wanted, known, here = (_by_key(read, copies(read, e, replica)) for e in (ask, expect, held))
    return Steps(
        frozenset(one for key, one in wanted.items() if key not in known and key not in here),
        frozenset(one for key, one in wanted.items() if key in here and here[key] != one),
        frozenset(one for key, one in here.items() if key in known and key not in wanted),
    )


def landed(read: Read, shown: Elements, asked: Elements, seen: Elements) -> Elements:
    """Return what a record counts as showing after a write of which only a part may have landed.

    A copy that was there before and is not seen counts as shown: a person removed it. Where a new
    copy stands beside its former one, the former one counts: it is still to go.
    """
    before = _by_key(read, shown)
    here = _by_key(read, seen & asked) | _by_key(read, seen - asked)
    ours = before.keys() | _by_key(read, asked).keys()
    return frozenset({**before, **{key: one for key, one in here.items() if key in ours}}.values())


def _by_key(read: Read, elements: Iterable[str]) -> dict[str, str]:
    return {read(element).key: element for element in elements}
