"""The receipt of an update: what the changelog shows of the write, and of what it covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.jira import changelog
from connectors.jira.accounts import Accounts
from connectors.jira.binding import Binding, Bound
from connectors.jira.changelog import Mark
from connectors.jira.codec import Codec
from connectors.jira.letters import document_letters, wiki_letters
from connectors.jira.native import Issue, Side, Touch
from connectors.jira.shapes import Account
from syncline.domain.fields import SETS, Cannot, FieldType, Value, normal, same
from syncline.domain.item import FieldName, RecordId, Snapshot
from syncline.domain.plan import Change, Covered, Receipt


def plainly(shown: Snapshot, changes: Iterable[Change], *, answered: bool = False) -> Receipt:
    """Confirm what an issue shows of the changes."""
    stored = {c.field: shown.fields[c.field] for c in changes if c.field in shown.fields}
    return Receipt(shown.id, shown.key, shown.url, stored, answered, shown.revision)


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts of one replica; `marks` tell where the changelogs ended at the last read."""

    binding: Binding
    codec: Codec
    accounts: Accounts
    email: str  # of the token
    marks: Mapping[RecordId, Mark]

    def of(self, issue: Issue, changes: Sequence[Change], *, steps: bool = False) -> Receipt:
        """Confirm an update with the issue as it was read after it.

        `steps`: the write took several, so that entries of our own lead to the last one.
        """
        shown = self.codec.snapshot(issue)
        receipt = plainly(shown, changes)
        stored: dict[FieldName, Value] = dict(receipt.stored)
        covered: dict[FieldName, Covered] = {}
        for change in changes:
            bound = self.binding.fields[change.field]
            if bound.mapping.type in SETS:
                continue  # elements are written one by one: nothing of a set is covered
            trail = changelog.trail(issue, bound.id, self.marks.get(issue.id))
            ours = self._ours(bound, trail, change)
            if ours is None:
                continue  # what is shown is all that is known
            if trail[-1] != ours:  # what is shown now is somebody's, who saw our value
                stored[change.field] = change.ask
            before = [t for t in trail[: trail.index(ours)] if not (steps and self._own(t))]
            if found := self._covered(bound, trail[0].old, before, change):
                covered[change.field] = found
        return replace(receipt, stored=stored, covered=covered)

    def _ours(self, bound: Bound, trail: Sequence[Touch], change: Change) -> Touch | None:
        """Return the newest entry of our own that has the value asked for."""
        asked = (touch for touch in reversed(trail) if self._same(bound, touch.new, change.ask))
        return next(filter(self._own, asked), None)

    def _own(self, touch: Touch) -> bool:
        """Tell whether the token made an entry; its account is asked for where addresses hide."""
        if touch.by is None:
            return False
        shown = (touch.by.email or "").casefold()
        return shown == self.email.casefold() or touch.by.id == self.accounts.own

    def _covered(
        self, bound: Bound, read: Side, before: Sequence[Touch], change: Change
    ) -> Covered | None:
        """Return what was typed last before our entry, unless it is what was read, or asked."""
        if not before or before[-1].new == read:
            return None
        value = self._value(bound, before[-1].new)
        if isinstance(value, Cannot):
            return None
        known = [change.ask, change.expect] if bound.mapping.type is not FieldType.REF else []
        if any(self._same(bound, before[-1].new, one) for one in known):
            return None
        return Covered(value, self.codec.author(before[-1].by), before[-1].at)

    def _same(self, bound: Bound, side: Side, value: Value) -> bool:
        if bound.mapping.type is FieldType.RICH:
            return wiki_letters(side[1] or "") == document_letters(value)
        found = self._value(bound, side)
        if isinstance(found, Cannot):
            return False
        return same(bound.mapping.type, found, value)

    def _value(self, bound: Bound, side: Side) -> Value | Cannot:
        """Return what a value of the changelog means."""
        found = changelog.seen(bound, side)
        if found is None or isinstance(found, Cannot):
            return found
        if bound.mapping.type is FieldType.RICH:
            return normal(FieldType.RICH, found)
        value = self.codec.canonical(bound, found)
        if isinstance(value, Cannot) and isinstance(found, Account):
            shown = replace(found, email=self.accounts.email(found.id))
            return self.codec.canonical(bound, shown)
        return value
