"""A person who acts between two requests of the synchroniser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.faults import FaultScript, Rule
from sandbox.world import World


class _Interruption(FaultScript):
    """A fault script that breaks nothing: somebody acts before a call is answered."""

    def __init__(self, method: str, route: str, act: Callable[[], object], skip: int) -> None:
        super().__init__()
        self._awaited, self._act, self._skip = (method, route), act, skip
        self.happened = False

    def due(self, tool: str, method: str, template: str, path: str) -> Rule | None:
        if (method, template) == self._awaited:
            self._skip -= 1
            if self._skip < 0 and not self.happened:
                self.happened = True
                self._act()
        return super().due(tool, method, template, path)


@contextmanager
def before(
    world: World, method: str, route: str, act: Callable[[], object], *, skip: int = 0
) -> Iterator[None]:
    """Let somebody act once, right before a call of a route is answered, after `skip` others."""
    kept, script = world.faults, _Interruption(method, route, act, skip)
    world.faults = script
    try:
        yield
        assert script.happened, f"nothing asked {method} {route}"
    finally:
        world.faults = kept
