"""The comment in the tool: one line to one person, on the record that stands for its item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from syncline.domain.item import ReplicaName
from syncline.domain.memo import Memo, Place
from syncline.domain.notes import Note
from syncline.domain.people import People
from syncline.ports import COMMENT, Delivered, NotDelivered, Noting


@dataclass(frozen=True, slots=True)
class Writer:
    """A replica that may be written to, and the tool that it is in."""

    tool: str
    tracker: Noting


class CommentChannel:
    """Fulfil `Channel` on the trackers of every portfolio that lets Syncline comment."""

    name = COMMENT

    def __init__(self, writers: Mapping[tuple[str, ReplicaName], Writer], people: People) -> None:
        self._writers, self._people = writers, people

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Comment on the first record of the line whose tool knows the person as people.yaml does.

        Raises as `Tracker.apply` does.
        """
        (line,) = memo.lines
        for place, writer, account in self._ways(to, line.places):
            person = self._people.by_email(to)
            name = person.name if person and person.name else to
            writer.tracker.note(
                place.record, Note(account, name, (line.text, line.action, *memo.foot))
            )
            return Delivered(f"{place.replica}:{place.record}")
        return NotDelivered(
            f"no comment for {to}: people.yaml names no account of theirs in a tool that holds the "
            "item and may be written to"
        )

    def _ways(self, to: str, places: tuple[Place, ...]) -> Iterator[tuple[Place, Writer, str]]:
        """Yield the records on which a person can be mentioned, and under which account."""
        for place in places:
            writer = self._writers.get((place.portfolio, place.replica))
            account = self._people.account(writer.tool, to) if writer else None
            if writer and account:
                yield place, writer, account
