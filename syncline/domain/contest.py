"""Edits of one scalar field that meet: adopt, merge, name a winner, or hold (`merge.md` §4.2)."""

from dataclasses import replace
from typing import Literal

from syncline.domain.fields import FieldType, Value, is_empty, same
from syncline.domain.item import ReplicaName
from syncline.domain.ledger import Ledger
from syncline.domain.lifting import lift_document
from syncline.domain.naming import short_id
from syncline.domain.normaltext import normal_document
from syncline.domain.state import Agreed, Candidate, Conflict
from syncline.domain.text import Document
from syncline.domain.textmerge import merge_documents


class Contest:
    """New edits of a field, overlaid on the candidates of its open Conflict."""

    def __init__(self, ledger: Ledger, edits: dict[ReplicaName, Candidate]) -> None:
        self.ledger, self.new = ledger, edits
        held = ledger.conflict.candidates if ledger.conflict else {}
        self.edits = dict(sorted({**held, **edits}.items()))

    def settle(self) -> None:
        """Find the one value that explains every edit, or merge, or take the winner, or hold."""
        fresh = any(e.version == self.ledger.agreed.version for e in self.edits.values())
        found, value = self._explaining(fresh=fresh)
        if found:
            self._adopt(value)
        elif (merged := self._merged()) != "clash":
            self._adopt(merged, what="merged")
        elif winner := self._winner(fresh=fresh):
            self._overrule(winner)
        else:
            self._hold()

    def _explaining(self, *, fresh: bool) -> tuple[bool, Value]:
        agreed = self.ledger.agreed
        if fresh:
            for edit in self.edits.values():
                if all(self._explains(edit.value, r, e) for r, e in self.edits.items()):
                    return True, edit.value
        elif all(self._explains(agreed.value, r, e) for r, e in self.edits.items()):
            return True, agreed.value
        return False, None

    def _explains(self, value: Value, replica: ReplicaName, edit: Candidate) -> bool:
        kind = self.ledger.kind
        return same(kind, value, edit.value) or self.ledger.looks(
            replica, Agreed(value, 1), edit.display
        )

    def _adopt(self, value: Value, *, what: str = "adopted") -> None:
        ledger, before, united = self.ledger, self.ledger.agreed, self.ledger.united()
        if before.version == 0 or not same(ledger.kind, value, before.value):
            ledger.agreed = Agreed(value, before.version + 1)
            for replica, edit in self.new.items():
                joins = replica not in ledger.shadows and not (united or is_empty(before.value))
                became = "replaced" if joins else what  # nobody there has seen the former value
                became = became if before.version else "paired"
                ledger.note(replica, became, before.value, value, edit.by)
        else:
            for replica, edit in self.new.items():
                former = ledger.shadows.get(replica)
                shown = former.shown if former else None
                ledger.note(replica, "agreed", shown, before.value, edit.by)
        for replica, edit in self.edits.items():
            current = self._explains(ledger.agreed.value, replica, edit)
            version = ledger.agreed.version if current else 0
            self._consume(replica, edit, version)
        self._close("agreed in the tools")
        self._accept_equal_proposals(before.value)

    def _consume(self, replica: ReplicaName, edit: Candidate, version: int) -> None:
        """Let a side's display be accounted for, unless that replica shows something newer."""
        shadow = self.ledger.shadows.get(replica)
        held = replica not in self.new and shadow is not None
        if held and shadow and not same(self.ledger.kind, shadow.shown, edit.display):
            return
        self.ledger.shows(replica, edit.display, version)

    def _accept_equal_proposals(self, before: Value) -> None:
        ledger = self.ledger
        for replica, proposal in list(ledger.proposals.items()):
            if same(ledger.kind, proposal.value, ledger.agreed.value):
                del ledger.proposals[replica]
                ledger.closed.append(replace(proposal, closed_at=ledger.now, how="accepted"))
                ledger.note(replica, "accepted", before, proposal.value, None)

    def _merged(self) -> Value:
        """Merge bodies block by block; "clash" when they cannot be, or are no bodies."""
        ledger = self.ledger
        if ledger.kind is not FieldType.RICH or ledger.conflict or not ledger.agreed.version:
            return "clash"
        merged: Document | None = _document(ledger.agreed.value)
        for replica, edit in self.edits.items():
            if replica not in ledger.shadows or replica in ledger.view.covered:
                return "clash"
            result = self._joined(merged, replica, edit)
            if result == "clash":
                return "clash"
            merged = result
        return merged

    def _joined(
        self, merged: Document | None, replica: ReplicaName, edit: Candidate
    ) -> Document | None | Literal["clash"]:
        """Merge one more body; one of a replica that is behind as that replica shows bodies."""
        ledger = self.ledger
        shown = ledger.shadows[replica].shown
        if ledger.looks(replica, ledger.agreed, shown):
            return merge_documents(_document(ledger.agreed.value), merged, _document(edit.value))
        painted = ledger.painted(replica, merged)
        display = merge_documents(_document(shown), painted, _document(edit.display))
        return display if display == "clash" else lift_document(merged, painted, display)

    def _winner(self, *, fresh: bool) -> ReplicaName | None:
        """Return the first named replica that has an edit, or that shows the value at stake."""
        ledger, policy = self.ledger, self.ledger.view.policy
        order = policy.on_conflict or (policy.authority[1:] and policy.authority)
        version = ledger.agreed.version
        stand = set() if fresh else {r for r, s in ledger.shadows.items() if s.version == version}
        typed = {r for r, edit in self.edits.items() if not self._nobodys(r, edit)}
        return next((replica for replica in order if replica in typed | stand), None)

    def _nobodys(self, replica: ReplicaName, edit: Candidate) -> bool:
        """Tell whether an edit may be the tool's own: what it first showed after our write.

        Nobody is known to have typed it, so it does not win over what somebody did.
        """
        shadow = self.ledger.shadows.get(replica)
        known = shadow.remembered if shadow and edit.by is None else None
        return known is not None and same(self.ledger.kind, known[1], edit.display)

    def _overrule(self, winner: ReplicaName) -> None:
        """Adopt the winner's value; the others go, verbatim, into a closed Conflict."""
        ledger, before = self.ledger, self.ledger.agreed
        self._open()
        if winner in self.edits:
            ledger.agreed = Agreed(self.edits[winner].value, before.version + 1)
        value = ledger.agreed.value
        for replica, edit in self.edits.items():
            current = self._explains(value, replica, edit)
            version = ledger.agreed.version if current else 0
            self._consume(replica, edit, version)
            # Where nothing was agreed yet, what gives way is seen by a person first.
            lost = "overruled" if before.version else "replaced"
            what = "adopted" if current else lost
            ledger.note(replica, what, before.value if current else edit.value, value, edit.by)
        self._close(f"{winner} decides")

    def _hold(self) -> None:
        """Open or update the Conflict; the agreed value and its version stay."""
        ledger = self.ledger
        self._open()
        for replica, edit in self.new.items():
            shadow = ledger.shadows.get(replica)
            version = shadow.version if shadow else 0
            ledger.shows(replica, edit.display, version)
            ledger.note(replica, "held", ledger.agreed.value, edit.value, edit.by)

    def _open(self) -> None:
        ledger, former = self.ledger, self.ledger.conflict
        values = [e.value for e in self.edits.values()]
        seen = [*(former.seen if former else ()), *values]
        if ledger.agreed.version:
            seen.append(ledger.agreed.value)
        kept = tuple(dict.fromkeys(seen))
        if former:
            ledger.conflict = replace(
                former, candidates=self.edits, seen=kept, revision=former.revision + 1
            )
            return
        view = ledger.view
        when = (ledger.now.isoformat(), str(ledger.agreed.version))  # a clock may stand still
        made = short_id("c", view.item, view.spec.name, *when)
        ledger.conflict = Conflict(made, view.item, view.spec.name, self.edits, kept, ledger.now)

    def _close(self, how: str) -> None:
        ledger = self.ledger
        if ledger.conflict:
            ledger.closed.append(replace(ledger.conflict, closed_at=ledger.now, how=how))
            if ledger.view.conflict:
                ledger.note("", "closed", ledger.view.agreed.value, ledger.agreed.value, None)
            ledger.conflict = None


def _document(value: Value) -> Document | None:
    return normal_document(value) if isinstance(value, Document) else None
