"""Putting a shelf around a tracker, where the configuration asks for what hangs on records."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from connectors.hung.shelf import Inspected, Shelf
from connectors.hung.tracker import HungTracker
from syncline.domain.fields import HUNG_FIELDS
from syncline.ports import ReplicaSettings

T = TypeVar("T", bound=Inspected)


def hung(
    settings: ReplicaSettings,
    open_tracker: Callable[[ReplicaSettings], T],
    shelf: Callable[[T, ReplicaSettings], Shelf],
) -> T | HungTracker:
    """Open a replica: its own tracker alone, where neither links nor files are asked for."""
    bare = {name: one for name, one in settings.fields.items() if name not in HUNG_FIELDS}
    if len(bare) == len(settings.fields):
        return open_tracker(settings)
    inner = open_tracker(replace(settings, fields=bare))
    return HungTracker(inner, shelf(inner, settings), settings)


def introduce(trackers: Iterable[object]) -> None:
    """Let the replicas of a portfolio fetch each other's files."""
    known = [one for one in trackers if isinstance(one, HungTracker)]
    shelves = {one.name: one.shelf for one in known}
    for one in known:
        one.files.sources = shelves
