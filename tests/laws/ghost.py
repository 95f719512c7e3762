"""The oracle: what every author saw when they typed. It knows nothing of versions or shadows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.laws.tools import POLICIES


@dataclass(frozen=True)
class Event:
    """Somebody typed or decided a value, having seen the events before it.

    `elsewhere`: typed where the field is not decided, so it replaces nothing by itself.
    """

    number: int
    field: str
    token: str
    saw: frozenset[int]
    elsewhere: bool = False


@dataclass
class Ghost:
    """Everything that was typed, in order; the judge of every write and of the end."""

    events: list[Event] = field(default_factory=list)
    latest: dict[tuple[str, str], Event] = field(default_factory=dict)
    observed: set[int] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    def typed(self, name: str, token: str, saw: Iterable[Event], replica: str) -> None:
        """Note that a person made `token` having seen `saw`; no replica: decided in Syncline."""
        authority = POLICIES[name].authority if name in POLICIES else ()
        elsewhere = bool(authority and replica and replica not in authority)
        seen = frozenset(event.number for event in saw)
        event = Event(len(self.events), name, token, seen, elsewhere)
        self.events.append(event)
        self.latest[name, token] = event
        if not replica:
            self.observed.add(event.number)

    def read(self, name: str, shown: Iterable[str]) -> None:
        """Note what a round has read for sure."""
        self.observed |= {self.latest[name, t].number for t in shown if (name, t) in self.latest}

    def before(self, event: Event) -> set[int]:
        """Return every event that the author of this one saw, or whose reader they saw."""
        found: set[int] = set()
        reached = set(event.saw)
        while reached - found:
            found |= reached
            reached = {n for one in reached for n in self.events[one].saw}
        return found

    def replaced(self, event: Event, *, by: Iterable[Event] | None = None) -> bool:
        """Tell whether somebody who saw this event typed something else in its place."""
        later = self.events[event.number + 1 :] if by is None else by
        return any(
            event.number in self.before(one) and (event.elsewhere or not one.elsewhere)
            for one in later
            if one.field == event.field
        )

    def judge_write(
        self, name: str, shown: frozenset[str], asked: frozenset[str], kept: frozenset[str]
    ) -> None:
        """Refuse a write that invents, buries what is not recorded, or revives the overruled."""
        for token in asked:
            assert (name, token) in self.latest, f"{name}: {token} was never typed"
        for token in shown - asked:
            self._judge_buried(name, token, asked, kept)
        for token in asked - shown:
            event = self.latest[name, token]
            known = [self.events[n] for n in self.observed if n != event.number]
            overruled = self.replaced(event, by=known)
            assert not overruled, f"{name}: {token} was overruled, and returns"

    def _judge_buried(
        self, name: str, token: str, asked: frozenset[str], kept: frozenset[str]
    ) -> None:
        if name == "labels":
            assert token in self.removed, f"{name}: nobody removed {token}"
            return
        event = self.latest[name, token]
        heirs = self.events if name == "description" else [self.latest[name, t] for t in asked]
        seen = any(event.number in self.before(heir) for heir in heirs)
        assert seen or token in kept, f"{name}: {token} is overwritten, and recorded nowhere"

    def judge_end(self, name: str, shown: list[frozenset[str]], kept: frozenset[str]) -> None:
        """Refuse an end in which something typed is neither everywhere, nor answered, nor kept."""
        for event in self.events:
            if event.field != name or event.token in self.removed:
                continue
            visible = [event.token in tokens for tokens in shown]
            elsewhere = [tokens <= kept for tokens in shown]  # what stands there is recorded
            shown_where_it_can = all(v or e for v, e in zip(visible, elsewhere, strict=True))
            if (any(visible) and shown_where_it_can) or self.replaced(event):
                continue
            assert event.token in kept, f"{name}: {event.token} is accounted for nowhere"
