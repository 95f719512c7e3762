"""What was just read, for the write that follows."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT = 64


class Recent(Generic[T]):
    """Keep the last few readings; each serves at most one write, so that none grows stale."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, key: str, value: T) -> None:
        """Remember a reading in place of a former one."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def take(self, key: str) -> T | None:
        """Return a reading and forget it."""
        with self._lock:
            return self._kept.pop(key, None)
