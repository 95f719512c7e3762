"""The comments of one replica: read to the end, and copied from other tools."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NoReturn

from connectors.jira.accounts import Accounts
from connectors.jira.client import JiraClient
from connectors.jira.codec import Codec
from connectors.jira.comments import (
    FIELD,
    INTERNAL,
    CommentPage,
    NativeComment,
    Said,
    read_page,
    spelled,
    spelled_note,
    thread,
)
from connectors.jira.native import Issue, read_issue
from connectors.jira.shapes import Malformed
from syncline.domain.comments import Comment, Copying, copying
from syncline.domain.errors import (
    CannotRead,
    Gone,
    ItemError,
    Rejected,
    ReplicaError,
    RetryLater,
    UnknownOutcome,
)
from syncline.domain.item import RecordId
from syncline.domain.ledger import elements
from syncline.domain.notes import Note
from syncline.domain.plan import Receipt, Update

LOOKS = 3  # readings of a thread from which something is removed meanwhile
Step = Callable[[], object]
"""A call."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Read and write the comments of issues."""

    client: JiraClient
    codec: Codec
    ids: Sequence[str]  # the native fields
    accounts: Accounts

    # -- reading ----------------------------------------------------------------------------

    def whole(self, issue: Issue) -> Issue:
        """Add the comments of an issue that shows a part of them, if Jira then shows all.

        Raises CannotRead.
        """
        if issue.talk is not None:
            return issue
        try:
            found = self._all(issue)
        except ItemError as refused:
            reason = f"its comments cannot be read: {refused.reason}"
            raise CannotRead("jira", issue.key, reason) from refused
        return replace(issue, values={**issue.values, FIELD: found}) if found else issue

    def _all(self, issue: Issue) -> CommentPage | None:
        """Read a thread, None where it lacks what the issue itself has just shown of it."""
        shown = issue.values.get(FIELD)
        known = set(_ids(shown.comments)) if shown else set()
        tries = (self._pages(issue.id) for _ in range(LOOKS))
        return next((page for page in tries if page and known <= set(_ids(page.comments))), None)

    def _pages(self, issue: RecordId) -> CommentPage | None:
        """Read a thread to its end, None when its pages do not fit together.

        Each page begins with the last comment of the one before: another one there tells that
        something was removed meanwhile, and that what moved up was not shown.
        """
        found: list[NativeComment] = []
        while True:
            page = self._page(issue, max(len(found) - 1, 0))
            if found and _ids(page.comments[:1]) != _ids(found[-1:]):
                return None
            fresh = page.comments[1:] if found else page.comments
            found += fresh
            if len(found) >= page.total or not fresh:
                read = CommentPage(tuple(found), page.total)
                return read if read.whole else None

    def _page(self, issue: RecordId, start: int) -> CommentPage:
        try:
            return read_page("comments", self.client.comments(issue, start))
        except Malformed as wrong:
            raise CannotRead("jira", issue, str(wrong)) from None

    # -- writing ----------------------------------------------------------------------------

    def update(self, operation: Update) -> Receipt:
        """Copy comments into an issue. A failure after the first call is an UnknownOutcome."""
        raw = self.client.issue(operation.record, self.ids)
        issue = self.whole(read_issue(raw))
        if issue.talk is None:
            reason = (
                "Jira counts other comments than it shows: nothing is copied until it shows all"
            )
            raise CannotRead("jira", issue.key, reason)
        here, (change,) = self.codec.heard(issue), operation.changes
        ask, expect, home = elements(change.ask), elements(change.expect), operation.replica
        steps = self._steps(issue, here, copying(ask, expect, thread(here), home), raw)
        for done, step in enumerate(steps):
            _made(step, f"{done} of {len(steps)} comments of {issue.key} were written", done=done)
        record, key, url = self.codec.identity(issue)
        return Receipt(record, key, url, {change.field: change.ask}, answered=True)

    def note(self, issue: RecordId, note: Note) -> None:
        """Say something of Syncline's own; customers of a service project do not see it."""
        private = INTERNAL if _served(self.client.issue(issue, ("project",))) else {}
        self.client.comment(issue, {"body": spelled_note(note), **private})

    def _steps(self, issue: Issue, here: Sequence[Said], plan: Copying, raw: Any) -> list[Step]:
        """Prepare the calls; what this account may not touch is refused after all others."""
        private = INTERNAL if _served(raw) else {}
        steps: list[Step] = [
            partial(self.client.comment, issue.id, {"body": spelled(comment), **private})
            for comment in plan.new
        ]
        refused: list[Step] = []
        for comment in (*plan.changed, *plan.gone):
            own = [one for one in _copies(here, comment) if one.account == self.accounts.own]
            call = self._rewrite if comment in plan.changed else self._remove
            steps += [partial(call, issue.id, one, comment) for one in own]
            refused += [] if own else [partial(_refuse, issue, comment)]
        return steps + refused

    def _rewrite(self, issue: RecordId, copy: NativeComment, comment: Comment) -> None:
        """Write a copy anew for those who see it; one without its visibility is for everybody."""
        kept = {"visibility": copy.visibility} if copy.visibility is not None else {}
        _if_there(partial(self.client.rewrite, issue, copy.id, {"body": spelled(comment), **kept}))

    def _remove(self, issue: RecordId, copy: NativeComment, _comment: Comment) -> None:
        _if_there(partial(self.client.take_back, issue, copy.id))


def _made(step: Step, progress: str, *, done: int) -> None:
    try:
        step()
    except (ItemError, ReplicaError, RetryLater) as trouble:
        if not done:
            raise
        raise UnknownOutcome("jira", f"{progress}, then: {trouble}") from trouble


def _if_there(call: Step) -> None:
    """Let a copy that a person has just removed be."""
    try:
        call()
    except Gone:
        return


def _ids(comments: Sequence[NativeComment]) -> list[str]:
    return [one.id for one in comments]


def _copies(here: Sequence[Said], comment: Comment) -> list[NativeComment]:
    return [one.native for one in here if not one.own and one.comment.url == comment.url]


def _refuse(issue: Issue, comment: Comment) -> NoReturn:
    reason = (
        f"the copy of {comment.url} was written by another account, so it is left as it is: "
        "edit or delete it in Jira"
    )
    raise Rejected("jira", issue.key, reason)


def _served(raw: Any) -> bool:
    """Tell whether an issue is a request of a service project, whose comments customers read."""
    return bool((raw["fields"].get("project") or {}).get("projectTypeKey") == "service_desk")
