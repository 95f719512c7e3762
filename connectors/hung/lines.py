"""Links to siblings as the lines of one text, where a tool has a text field for them."""

from collections.abc import Callable

from connectors.hung.shelf import Call, HeldOf
from syncline.domain import homed
from syncline.domain.item import RecordId, ReplicaName
from syncline.domain.siblings import Sibling, sibling_of

Get = Callable[[RecordId], str]
Put = Callable[[RecordId, str], object]


class TextSigns:
    """Write the links into a text; a line that a person wrote there stays.

    To write the same text twice does nothing more than once, so it is read just before a write.
    """

    def __init__(self, home: ReplicaName, get: Get, put: Put) -> None:
        self._home, self._get, self._put = home, get, put

    def shown(self, record: RecordId, held: HeldOf) -> frozenset[str]:
        """Return nothing: the links need not be read."""
        del record, held
        return frozenset()

    def calls(self, record: RecordId, ask: frozenset[str], expect: frozenset[str]) -> list[Call]:
        """Return the call that writes the text, none where it says already what is asked."""
        text = self._get(record)
        lines = text.splitlines()
        here = {line.strip(): link for line in lines if (link := read_line(line))}
        todo = homed.steps(sibling_of, ask, expect, frozenset(here), self._home)
        left = {sibling_of(one).key for one in todo.changed | todo.gone}
        kept = [one for one, link in here.items() if link.key not in left]
        typed = [line for line in lines if line.strip() and not read_line(line)]
        wanted = "\n".join([*typed, *sorted({*kept, *todo.new, *todo.changed})])
        return [] if wanted == text else [lambda: self._put(record, wanted)]


def read_line(line: str) -> Sibling | None:
    """Read a line; None for what a person wrote."""
    try:
        return sibling_of(line.strip())
    except ValueError:
        return None
