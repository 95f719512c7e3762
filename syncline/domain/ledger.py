"""The account of one field in one round: what was typed, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from syncline.domain.fields import Cannot, FieldSpec, Value, is_empty, normal, same
from syncline.domain.item import ItemId, ReplicaName, is_voice
from syncline.domain.lifting import lift_document
from syncline.domain.naming import short_id
from syncline.domain.normaltext import normal_document
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Agreed, Candidate, Conflict, Proposal, Shadow
from syncline.domain.text import Document

Project = Callable[[ReplicaName, Value], Value | Cannot]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a replica shows now, confirmed by a direct read, and who typed it if the tool tells."""

    display: Value
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldView:
    """All that decides one field; `seen` leaves out replicas that are incomplete or blocked."""

    item: ItemId
    spec: FieldSpec
    policy: FieldPolicy
    agreed: Agreed
    shadows: Mapping[ReplicaName, Shadow]
    seen: Mapping[ReplicaName, Sighting]
    conflict: Conflict | None = None
    proposals: Mapping[ReplicaName, Proposal] = field(default_factory=dict)
    covered: Mapping[ReplicaName, Candidate] = field(default_factory=dict)  # not shown any more


@dataclass(frozen=True, slots=True)
class Accounted:
    """One value that was consumed, and what became of it."""

    replica: ReplicaName
    what: str  # one of the words of `history`
    old: Value
    new: Value
    by: str | None = None
    since: datetime | None = None  # when it was typed, where the tool tells


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """The field after the round; `conflict` and `proposals` are the open ones."""

    agreed: Agreed
    shadows: Mapping[ReplicaName, Shadow]
    conflict: Conflict | None
    proposals: Mapping[ReplicaName, Proposal]
    closed: tuple[Conflict | Proposal, ...] = ()
    accounted: tuple[Accounted, ...] = ()


class Ledger:
    """The running account of one decision; lives for one call of `decide`."""

    def __init__(self, view: FieldView, project: Project, now: datetime) -> None:
        self.view, self.now = view, now
        self.kind = view.spec.type
        self.agreed = view.agreed
        self.shadows = dict(view.shadows)
        self.conflict = view.conflict
        self.proposals = dict(view.proposals)
        self.closed: list[Conflict | Proposal] = []
        self.accounted: list[Accounted] = []
        self._project = project

    def outcome(self) -> FieldOutcome:
        """Close the account."""
        return FieldOutcome(
            self.agreed, self.shadows, self.conflict, self.proposals,
            tuple(self.closed), tuple(self.accounted),
        )  # fmt: skip

    # -- what was typed ---------------------------------------------------------------------

    def edits(self) -> dict[ReplicaName, Candidate]:
        """Return the dirty displays, and first sightings, as candidates."""
        edits = {}
        united = self.united()
        for replica, sighting in self._in_order():
            shadow = self.shadows.get(replica)
            candidate: Candidate | None
            if shadow is None and united:
                candidate = self._candidate(replica, sighting, self.agreed.version)
            elif shadow is None:
                candidate = self._first_sighting(replica, sighting)
            elif same(self.kind, sighting.display, shadow.shown):
                continue
            else:
                candidate = self._candidate(replica, sighting, shadow.version)
            if candidate:
                edits[replica] = candidate
        edits |= self.view.covered
        return edits if self.agreed.version or self.conflict else self._first_round(edits)

    def united(self) -> bool:
        """Tell whether every replica shows one value, and somebody sees it for the first time.

        So it is after a word was given another name: nobody gives way, and nothing is written.
        """
        seen = self.view.seen
        if not self.agreed.version or seen.keys() <= self.shadows.keys():
            return False
        shown = {r: s.shown for r, s in self.shadows.items() if not is_voice(r)}
        shown |= {replica: sighting.display for replica, sighting in seen.items()}
        return any(
            not is_empty(value)
            and all(
                same(self.kind, value, display) or self.looks(replica, Agreed(value, 1), display)
                for replica, display in shown.items()
            )
            for value in shown.values()
        )

    def _in_order(self) -> list[tuple[ReplicaName, Sighting]]:
        """Return what is seen, deciding replicas first: whoever joins late finds their word."""
        rank = {replica: number for number, replica in enumerate(self.view.policy.authority)}
        return sorted(self.view.seen.items(), key=lambda one: rank.get(one[0], len(rank)))

    def _candidate(self, replica: ReplicaName, seen: Sighting, version: int) -> Candidate:
        return Candidate(
            self._lifted(replica, seen.display), version, seen.display, seen.by, seen.at
        )

    def _lifted(self, replica: ReplicaName, display: Value) -> Value:
        """Read a display as a value: what looks as agreed keeps the detail it cannot show."""
        if self.looks(replica, self.agreed, display):
            return self.agreed.value
        agreed = self.agreed.value
        if not self.agreed.version or not isinstance(agreed, Document):
            return display
        if not isinstance(display, Document | None):
            return display
        before, after = normal_document(agreed), normal_document(display)
        shown = self.painted(replica, before)
        return display if shown == before else lift_document(before, shown, after)

    def painted(self, replica: ReplicaName, document: Document | None) -> Document | None:
        """Return what a replica would show of a body, in normal form."""
        shown = self._project(replica, document)
        return normal_document(shown) if isinstance(shown, Document) else document

    def _first_sighting(self, replica: ReplicaName, seen: Sighting) -> Candidate | None:
        """Weigh a display without a shadow: equal agrees, empty is filled, different is stale."""
        version, display = self.agreed.version, seen.display
        policy = self.view.policy
        if policy.authority and policy.elsewhere == "compare" and replica not in policy.authority:
            self.shows(replica, display, version)
            return None
        if version and self.looks(replica, self.agreed, display):
            self.shows(replica, display, version)
            return None
        if is_empty(display):
            self.shows(replica, display, 0)
            return None
        if version == 0 or is_empty(self.agreed.value) or self._decides(replica):
            return self._candidate(replica, seen, version)
        if policy.authority:
            self._replaced(replica, display, seen.by)
            return None
        return self._candidate(replica, seen, 0)

    def _decides(self, replica: ReplicaName) -> bool:
        """Tell whether a replica has authority, and nobody before it in the list has spoken."""
        authority = self.view.policy.authority
        if replica not in authority:
            return False
        earlier = authority[: authority.index(replica)]
        spoken = {r for r, s in self.shadows.items() if s.version == self.agreed.version}
        return not spoken.intersection(earlier)

    def _first_round(self, edits: dict[ReplicaName, Candidate]) -> dict[ReplicaName, Candidate]:
        """Nothing is agreed yet: let an authority speak alone, or agree on emptiness."""
        if not edits and self.view.seen:
            self.agreed = Agreed(normal(self.kind, None), 1)
            self.shadows = {r: replace(s, version=1) for r, s in self.shadows.items()}
        speakers = [r for r in self.view.policy.authority if r in edits]
        if not speakers:
            return edits
        speaker = speakers[0]
        self.agreed = Agreed(edits[speaker].value, 1)
        for replica, edit in edits.items():
            if replica == speaker or self.looks(replica, self.agreed, edit.display):
                self.shows(replica, edit.display, 1)
            else:
                self._replaced(replica, edit.display, edit.by)
        self.note(speaker, "adopted", None, self.agreed.value, edits[speaker].by)
        return {}

    def _replaced(self, replica: ReplicaName, display: Value, by: str | None) -> None:
        self.shows(replica, display, 0)
        self.note(replica, "replaced", display, self.agreed.value, by)

    # -- scalars ----------------------------------------------------------------------------

    def settle_elsewhere(self, edits: dict[ReplicaName, Candidate]) -> dict[ReplicaName, Candidate]:
        """Deal with edits made where the field is not decided; return the others."""
        authority = self.view.policy.authority
        if not authority or not self.agreed.version:
            return edits
        kept = {}
        for replica, edit in edits.items():
            if replica in authority or replica not in self.shadows:
                kept[replica] = edit
            elif self.looks(replica, self.agreed, edit.display):
                self._withdraw(replica, edit)
                self._current(replica, edit)
            else:
                self._elsewhere(replica, edit)
        return kept

    def _elsewhere(self, replica: ReplicaName, edit: Candidate) -> None:
        if self.view.policy.elsewhere == "propose" and replica not in self.view.covered:
            self._propose(replica, edit)
        elif self.view.policy.elsewhere == "revert" or replica in self.view.covered:
            self.shows(replica, edit.display, 0)
            self.note(replica, "reverted", edit.value, self.agreed.value, edit.by)
        else:
            self._current(replica, edit)

    def _propose(self, replica: ReplicaName, edit: Candidate) -> None:
        if former := self.proposals.pop(replica, None):
            self.closed.append(replace(former, closed_at=self.now, how="superseded"))
            self.note(replica, "superseded", former.value, edit.value, edit.by)
        when = (self.now.isoformat(), str(edit.display))  # a clock may stand still
        made = short_id("p", self.view.item, self.view.spec.name, replica, *when)
        self.proposals[replica] = Proposal(
            made, self.view.item, replica, self.view.spec.name,
            edit.value, self.agreed.value, edit.at or self.now, edit.by,
        )  # fmt: skip
        self._current(replica, edit)
        self.note(replica, "proposed", self.agreed.value, edit.value, edit.by)

    def _withdraw(self, replica: ReplicaName, edit: Candidate) -> None:
        former = self.proposals.pop(replica, None)
        if former:
            self.closed.append(replace(former, closed_at=self.now, how="withdrawn"))
        what = "withdrawn" if former else "agreed"
        self.note(replica, what, self.shadows[replica].shown, self.agreed.value, edit.by)

    def _current(self, replica: ReplicaName, edit: Candidate) -> None:
        self.shows(replica, edit.display, self.agreed.version)

    def shows(self, replica: ReplicaName, display: Value, version: int) -> None:
        """Consume a display; what the tool is known to rewrite stays known.

        A covered edit is no display: what its replica shows is our own later write.
        """
        if replica in self.view.covered:
            return
        former = self.shadows.get(replica)
        known = former.remembered if former else None
        self.shadows[replica] = Shadow(display, display, version, known)

    # -- small words ------------------------------------------------------------------------

    def looks(self, replica: ReplicaName, agreed: Agreed, display: Value) -> bool:
        """Tell whether an agreed value looks like this display in that replica."""
        if not agreed.version:
            return False
        shown = self._project(replica, agreed.value)
        return not isinstance(shown, Cannot) and same(self.kind, shown, display)

    def note(
        self, replica: ReplicaName, what: str, old: Value, new: Value, by: str | None,
        at: datetime | None = None,
    ) -> None:  # fmt: skip
        """Record what became of a value."""
        since = at if at and at < self.now else None
        self.accounted.append(Accounted(replica, what, old, new, by, since))


def elements(value: Value) -> frozenset[str]:
    """Return the elements of a set value; None has none."""
    return value if isinstance(value, frozenset) else frozenset()
