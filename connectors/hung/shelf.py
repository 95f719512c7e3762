"""What a tool must offer so that links and files can hang on its records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import IO, Protocol

from syncline.domain.errors import Gone, Rejected
from syncline.domain.fields import Cannot
from syncline.domain.item import FieldName, RecordId
from syncline.ports import Inspector, Tracker

Call = Callable[[], object]
"""One step of a write; it may take several requests."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that is attached to a record, as its tool shows it, oldest first.

    `url`: of a file an address that never expires, of a link where it leads. `file`: its bytes
    are in the tool. `mine`: False where another account than the token's put it there; a tool that
    does not tell says True.
    """

    id: str
    name: str
    url: str
    file: bool
    mine: bool = True


HeldOf = Mapping[RecordId, Sequence[Held] | Cannot]


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on its way: its bytes in a nameless file on disk, size in bytes, SHA-256 in hex."""

    body: IO[bytes]
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Place:
    """A property that must be there for a field: its name, what it may be, and what was found.

    `holds`: the native types that hold the field. `found`: the type, None where there is none.
    """

    field: FieldName
    native: str
    label: str
    holds: tuple[str, ...]
    found: str | None


class Inspected(Tracker, Inspector, Protocol):
    """A tracker that can be inspected."""


class Refused(Exception):  # an answer, not a failure
    """A file is not carried, because ...: a link takes its place."""


@contextmanager
def refusing(tool: str) -> Iterator[None]:
    """Take it for an answer where a tool will not have a file. Raises Refused.

    A record that is gone stays an error of its item.
    """
    try:
        yield
    except Gone:
        raise
    except Rejected as refused:
        raise Refused(f"{tool} refuses it: {refused.reason}") from refused


class Signs(Protocol):
    """The links to the siblings of a record."""

    def shown(self, record: RecordId, held: HeldOf) -> frozenset[str] | Cannot:
        """Return the links that a record shows, as far as they are read."""

    def calls(self, record: RecordId, ask: frozenset[str], expect: frozenset[str]) -> list[Call]:
        """Return the calls by which a record shows what is asked. Raises ItemError."""


class Shelf(Protocol):
    """What hangs on the records of one replica."""

    @property
    def signs(self) -> Signs:
        """Return the links to siblings."""

    def places(self) -> tuple[Place, ...]:
        """Return the properties that must be there, as the tool shows them now."""

    def make(self, place: Place) -> None:
        """Add a property that is not there."""

    def address(self, record: RecordId, url: str) -> str:
        """Return the address of a record that changes least, given the one that is shown."""

    def held(self, records: Sequence[RecordId]) -> HeldOf:
        """Return what is attached to records; every other link is left to its people."""

    def add_link(self, record: RecordId, name: str, url: str, why: str = "") -> None:
        """Attach a link; `why`: for people who open it."""

    def add_file(self, record: RecordId, name: str, file: LocalFile) -> str:
        """Attach a file, once; return its lasting address. Raises Refused."""

    def remove(self, record: RecordId, held: Held) -> None:
        """Take away what Syncline attached."""

    def forget(self, record: RecordId, name: str, url: str) -> None:
        """Take away a link that `held` does not show, where there are such."""

    def fetched(self, url: str, limit: int) -> AbstractContextManager[LocalFile]:
        """Fetch a file by its lasting address, at most so many bytes. Raises Refused."""
