"""Run a JQL query: which issues, in which order, page by page from where the last one ended."""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cmp_to_key
from hashlib import sha256
from typing import Any

from sandbox.jira import clauses, jql
from sandbox.jira.jql import JqlError, Query
from sandbox.jira.operands import Asker
from sandbox.jira.records import Issue

TOKEN_LIFE = 7 * 86_400  # seconds
MAX_ORDER = 7
UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
BAD_TOKEN = "Invalid format of nextPageToken"

SortKey = tuple[Any, ...]  # JSON values, the last is the numeric id

_SORTS: dict[str, Callable[[Issue], Any]] = {
    **dict.fromkeys(("created", "createddate"), lambda issue: _ms(issue.created)),
    **dict.fromkeys(("updated", "updateddate"), lambda issue: _ms(issue.updated)),
    **dict.fromkeys(("key", "issuekey", "issue"), lambda issue: [issue.project, issue.number]),
    "id": lambda issue: int(issue.id),
    "project": lambda issue: issue.project,
    "summary": lambda issue: issue["summary"],
    "status": lambda issue: issue["status"],
    "issuetype": lambda issue: issue["issuetype"],
    "priority": lambda issue: -int(issue["priority"]),  # DESC begins with Highest
    "assignee": lambda issue: issue["assignee"],
    **dict.fromkeys(("due", "duedate"), lambda issue: issue["duedate"]),
}


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@dataclass(frozen=True)
class Page:
    """Hold one page of a result and the token of the next, if there is one."""

    issues: Sequence[Issue]
    token: str | None


@dataclass(frozen=True)
class Search:
    """Hold one search: the query, who asks, how stale the index is, and what must be fresh."""

    text: str
    asker: Asker
    lag: float = 0.0
    reconcile: tuple[str, ...] = ()  # issue ids that are shown as they are now

    def found(self) -> list[Issue]:
        """Return all the issues that match, in order; JqlError when the query is refused."""
        query = self._query()
        assert query.where is not None
        test = clauses.compiled(query.where, self.asker)
        seen = (issue for issue in self._index() if self.asker.sees(issue))
        return _sorted([issue for issue in seen if test(issue)], _order(query))

    def page(self, token: str | None, size: int) -> Page:
        """Return the page after a token; it goes on behind the last issue that was shown."""
        order = _order(self._query())
        issues = self.found()
        begin = self._begin(issues, order, token) if token else 0
        shown = issues[begin : begin + size]
        more = begin + size < len(issues)
        return Page(shown, self._token(shown[-1], order) if more and shown else None)

    def _query(self) -> Query:
        query = jql.parse(self.text)
        if query.where is None:
            raise JqlError(UNBOUNDED)
        if len(query.order) > MAX_ORDER:
            raise JqlError(f"The ORDER BY clause may have at most {MAX_ORDER} fields.")
        return query

    def _index(self) -> Iterable[Issue]:
        issues = self.asker.state.indexed(self.lag)
        if not self.lag or not self.reconcile:
            return issues
        fresh = set(self.reconcile)
        stale = [issue for issue in issues if issue.id not in fresh]
        found = (self.asker.state.issues.get(wanted) for wanted in sorted(fresh))
        return stale + [issue for issue in found if issue and not issue.archived_at]

    @property
    def _mark(self) -> str:
        """Name the query and its reconciled issues: a token belongs to these alone."""
        return sha256(json.dumps([self.text, self.reconcile]).encode()).hexdigest()[:16]

    def _token(self, last: Issue, order: Sequence[tuple[str, bool]]) -> str:
        now = self.asker.state.clock.now.timestamp()
        content = json.dumps([self._mark, now + TOKEN_LIFE, sort_key(last, order)])
        return base64.urlsafe_b64encode(content.encode()).decode()

    def _begin(self, issues: Sequence[Issue], order: Sequence[tuple[str, bool]], token: str) -> int:
        try:
            mark, expiry, last = json.loads(base64.urlsafe_b64decode(token))
        except (ValueError, TypeError):
            raise JqlError(BAD_TOKEN) from None
        if mark != self._mark or self.asker.state.clock.now.timestamp() > expiry:
            raise JqlError(BAD_TOKEN)
        ranked = cmp_to_key(_comparing(order))
        return bisect_right(issues, ranked(last), key=lambda i: ranked(sort_key(i, order)))


def _order(query: Query) -> list[tuple[str, bool]]:
    """Return the order asked for; without one, the newest first."""
    for field, _ in query.order:
        if field.lower() not in _SORTS:
            clauses.kind(field)
            raise JqlError(f"Field '{field}' cannot be used for sorting.")
    return [(field.lower(), down) for field, down in query.order] or [("created", True)]


def sort_key(issue: Issue, order: Sequence[tuple[str, bool]]) -> SortKey:
    """Return what an issue is sorted by, as JSON values."""
    return (*(_SORTS[field](issue) for field, _ in order), int(issue.id))


def _sorted(issues: list[Issue], order: Sequence[tuple[str, bool]]) -> list[Issue]:
    """Sort by the last field first: each pass is stable. Ties go by id, as the first field does."""
    down = order[0][1]
    issues.sort(key=lambda issue: int(issue.id), reverse=down)
    for field, descending in reversed(order):
        sort = _SORTS[field]
        issues.sort(key=lambda i, s=sort: _filled(s(i)), reverse=descending)  # type: ignore[misc]  # a default binds the loop's value
    return issues


def _filled(value: Any) -> tuple[bool, Any]:
    """Put empty values after all others (before, when descending)."""
    return (value is None, 0 if value is None else value)


def _comparing(order: Sequence[tuple[str, bool]]) -> Callable[[Any, Any], int]:
    signs = [-1 if down else 1 for _, down in order] + [-1 if order[0][1] else 1]

    def compare(one: Any, other: Any) -> int:
        for sign, left, right in zip(signs, one, other, strict=True):
            if left != right:
                return sign if _filled(left) > _filled(right) else -sign
        return 0

    return compare
