"""Direct reads of issues: many in one request, and one by one those that it left out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from connectors.gateway import Forbidden
from connectors.jira.client import JiraClient, Json
from syncline.domain.errors import CannotRead, Gone, ItemError
from syncline.domain.item import Absent, RecordId, Snapshot

BATCH = 100
LOOKS = 25  # issues of a batch that are looked at one by one when the batch left them out
_GONE = "Jira answers 404: deleted, or no longer shown to this account"
Shown = Snapshot | Absent | CannotRead


@dataclass(frozen=True, slots=True)
class Reader:
    """Read issues by id, and say of each one that is not shown what proves it."""

    client: JiraClient
    fields: Sequence[str]
    seen: Callable[[Any], Shown]

    def read(self, records: Sequence[RecordId]) -> dict[RecordId, Shown]:
        """Read issues, 100 a request, with who changed what."""
        found: dict[RecordId, Shown] = {}
        for start in range(0, len(records), BATCH):
            found |= self._batch(records[start : start + BATCH])
        return {record: found[record] for record in records}

    def _batch(self, records: Sequence[RecordId]) -> dict[RecordId, Shown]:
        answer = self.client.bulk(records, self.fields)
        found = {identity(raw): self.seen(raw) for raw in answer["issues"]}
        troubled = dict(_troubles(answer))
        missing = iter([record for record in records if record not in found])
        # A bulk read leaves out what it cannot find, may not show, or has no room for.
        found |= {record: self._look(record) for record in islice(missing, LOOKS)}
        return found | {record: _unsaid(record, troubled.get(record)) for record in missing}

    def _look(self, record: RecordId) -> Shown:
        try:
            return self.seen(self.client.issue(record, self.fields, "changelog"))
        except Gone:
            return Absent(record, _GONE, "GONE")
        except Forbidden as refused:
            return Absent(record, f"Jira refuses to show it ({refused.reason})", "FORBIDDEN")
        except ItemError as refused:
            return CannotRead("jira", record, refused.reason)


def _unsaid(record: RecordId, trouble: str | None) -> Absent | CannotRead:
    """Say of an issue that was not looked at by itself what little is known of it."""
    if trouble is not None:
        return CannotRead("jira", record, trouble)
    return Absent(record, f"one of more than {LOOKS} issues that one bulk read left out")


def _troubles(answer: Json) -> Iterator[tuple[RecordId, str]]:
    """Yield the issues that Jira has and could not hand over this time."""
    listed = answer.get("issueErrors")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield str(one.get("id")), str(one.get("errorMessage") or "Jira could not hand it over")


def identity(raw: Any) -> RecordId:
    """Return the id of a native issue, empty where it has none."""
    return str(raw.get("id")) if isinstance(raw, dict) else ""
