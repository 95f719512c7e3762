"""Links of one type from an issue to others: what it shows, and the calls that change them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from connectors.jira.client import JiraClient
from connectors.jira.codec import Codec
from connectors.jira.issuelinks import FIELD, Link, link_type
from connectors.jira.native import read_issue
from connectors.jira.receipts import plainly
from syncline.domain.errors import Gone, Rejected, SynclineError, UnknownOutcome, Unmapped
from syncline.domain.item import RecordId
from syncline.domain.plan import Receipt, Update
from syncline.domain.references import members


@dataclass(frozen=True)
class Linker:
    """The writing of links; they lead from the issue that blocks to the one that waits."""

    client: JiraClient
    codec: Codec
    ids: Sequence[str]  # the native fields

    def update(self, operation: Update) -> Receipt:
        """Add and remove links one by one; a failure after the first call is an UnknownOutcome."""
        (change,), record = operation.changes, operation.record
        name = link_type(self.codec.mapping(change.field))
        raw = read_issue(self.client.issue(record, self.ids)).values.get(FIELD)
        if raw is None:
            raise Rejected("jira", record, f"the issue shows no {FIELD}: are links switched off?")
        held = {link.to: link for link in raw if link.is_a(name)}
        asked, expected = members(change.ask), members(change.expect)
        steps: list[Callable[[], object]] = [
            partial(self.client.link, self._type(name, record), record, other)
            for other in sorted(asked - expected - held.keys())
        ]
        gone = sorted((expected - asked) & held.keys())
        steps += [partial(self._unlink, record, held[other]) for other in gone]
        for done, step in enumerate(steps):
            self._taken(step, f"{done} of {len(steps)} links of {record} were changed", done=done)
        try:
            shown = self.codec.snapshot(read_issue(self.client.issue(record, self.ids)))
        except SynclineError as lost:
            seen = f"the links of issue {record} were written, and the read failed ({lost})"
            raise UnknownOutcome("jira", seen) from lost
        return plainly(shown, operation.changes)

    def _taken(self, step: Callable[[], object], progress: str, *, done: int) -> None:
        try:
            step()
        except SynclineError as trouble:
            if not done:
                raise
            raise UnknownOutcome("jira", f"{progress}, then: {trouble}") from trouble

    def _unlink(self, record: RecordId, link: Link) -> None:
        """Remove a link; one that somebody has just removed is as it should be."""
        try:
            self.client.unlink(link.id, record)
        except Gone:
            return

    def _type(self, name: str, record: RecordId) -> str:
        """Return the id of a type of links. Raises Unmapped."""
        wanted = name.casefold()
        for one in self._types:
            if str(one.get("id")) == name or str(one.get("name")).casefold() == wanted:
                return str(one["id"])
        known = ", ".join(str(one.get("name")) for one in self._types) or "none"
        raise Unmapped("jira", record, f'Jira has no links of type "{name}"; it has {known}')

    @cached_property
    def _types(self) -> Sequence[Any]:
        return self.client.link_types()
