"""What is asked right before every write to a tool: is it still this run's to make?

The engine says how to ask, for the length of one operation. Whoever sends asks: the gateway of the
connectors, so that none of them can forget it, however many calls an operation takes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Asked = Callable[[], None]
"""Returns, or raises what ends the operation."""

_asked: ContextVar[Asked | None] = ContextVar("asked before a write", default=None)


@contextmanager
def asking(asked: Asked) -> Iterator[None]:
    """Let this be asked before every write that this thread makes."""
    former = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(former)


def still_ours() -> None:
    """Return where a write may be sent. Raises what `asking` was given to raise."""
    if asked := _asked.get():
        asked()
