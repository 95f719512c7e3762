"""The files of one replica: its own ones, and copies of those of the others."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from connectors.hung.shelf import Call, Held, LocalFile, Refused, Shelf
from connectors.hung.walking import while_there
from syncline.domain import homed
from syncline.domain.attachments import Attachment, attachment_of, copied, file_name
from syncline.domain.errors import (
    ItemError,
    Rejected,
    ReplicaError,
    RetryLater,
    UnknownOutcome,
)
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId, ReplicaName
from syncline.ports import ReplicaSettings


class Files:
    """Read what hangs on records, and let copies follow their originals.

    `sources`: the shelves of the whole portfolio, from which originals are fetched.
    """

    def __init__(self, shelf: Shelf, settings: ReplicaSettings) -> None:
        self._shelf, self._rule = shelf, settings.files
        self._tool, self._home = settings.tool, settings.name
        self.sources: Mapping[ReplicaName, Shelf] = {}

    # -- reading ----------------------------------------------------------------------------

    def shown(self, held: Sequence[Held]) -> frozenset[str]:
        """Return the files that people put here, and the copies of others."""
        found = {file.key: file for one in reversed(held) if (file := self._read(one))}
        return frozenset(file.element for file in found.values())

    def _read(self, held: Held) -> Attachment | None:
        """Read one thing; a link that a person attached is no file."""
        if copy := self._copied(held):
            return copy
        return Attachment(file_name(held.name), self._home, held.url) if held.file else None

    def _copied(self, held: Held) -> Attachment | None:
        """Read a copy; what names this very replica was downloaded elsewhere and put here."""
        copy = copied(held.name)
        return copy if copy and copy.home != self._home else None

    # -- writing ----------------------------------------------------------------------------

    def calls(
        self, record: RecordId, ask: frozenset[str], expect: frozenset[str], told: list[str]
    ) -> list[Call]:
        """Return the calls, with what is there read first; `told` hears what became of each."""
        held = self._shelf.held([record])[record]
        if isinstance(held, Cannot):
            raise Rejected(self._tool, record, held.reason)
        here = self.shown(held)
        todo = homed.steps(attachment_of, ask, expect, here, self._home)
        known, wanted = (
            {one.key: one for one in map(attachment_of, elements) if one.home != self._home}
            for elements in (expect, ask)
        )
        dropped = [one for key, one in known.items() if key not in wanted]
        added = sorted(map(attachment_of, todo.new), key=lambda one: (one.name, one.url))
        return [
            *(partial(self._add, record, one, told) for one in added),
            *self._removals(record, held, {attachment_of(one).key for one in todo.gone}),
            *(partial(self._shelf.forget, record, one.copy_name, one.url) for one in dropped),
        ]

    def _removals(self, record: RecordId, held: Sequence[Held], gone: set[str]) -> Iterator[Call]:
        """Yield what takes copies away: the oldest of each, for a later one was put there by hand.

        One that another account put there is a person's.
        """
        left = set(gone)
        for one in held:
            copy = self._copied(one)
            if copy and copy.key in left and one.mine:
                left.discard(copy.key)
                yield partial(while_there, partial(self._shelf.remove, record, one))

    def _add(self, record: RecordId, file: Attachment, told: list[str]) -> None:
        """Attach a copy of a file, or a link to it."""
        why = ""
        if self._rule.copy:
            try:
                told.append(self._copy(record, file))
            except Refused as refused:
                why = str(refused)
            else:
                return
        self._shelf.add_link(record, file.copy_name, file.url, why)
        told.append(f"{file.name}: linked{f', because {why}' if why else ''}")

    def _copy(self, record: RecordId, file: Attachment) -> str:
        with self._original(record, file) as body:
            address = self._shelf.add_file(record, file.copy_name, body)
            self._compare(record, file, body, address)
            return f"{file.name}: copied, {body.size:,} bytes, SHA-256 {body.digest}"

    @contextmanager
    def _original(self, record: RecordId, file: Attachment) -> Iterator[LocalFile]:
        """Fetch an original; the trouble of its tool is no trouble of this one."""
        source = self.sources.get(file.home)
        if source is None:
            raise Rejected(self._tool, record, f"{file.home} is not there to fetch {file.name}")
        with ExitStack() as open_files:
            try:
                fetched = open_files.enter_context(source.fetched(file.url, self._rule.limit))
            except (ItemError, ReplicaError, RetryLater) as trouble:
                reason = f"{file.name} cannot be fetched from {file.home} now: {trouble}"
                raise Rejected(self._tool, record, reason) from trouble
            yield fetched

    def _compare(self, record: RecordId, file: Attachment, sent: LocalFile, address: str) -> None:
        """Fetch a copy again and compare; one that is not the original is taken away."""
        try:
            with self._shelf.fetched(address, self._rule.limit) as stored:
                whole = stored.digest == sent.digest
        except (Refused, ItemError, ReplicaError, RetryLater) as trouble:
            seen = f"{file.name} was sent and cannot be compared: {trouble}"
            raise UnknownOutcome(self._tool, seen) from trouble
        if not whole:
            held = self._shelf.held([record])[record]
            for one in () if isinstance(held, Cannot) else held:
                if one.url == address:
                    self._shelf.remove(record, one)
            reason = f"the copy of {file.name} was not what was sent, so it was taken away"
            raise Rejected(self._tool, record, reason)
