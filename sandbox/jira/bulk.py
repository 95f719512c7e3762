"""Routes over many issues: search, count, bulk create, bulk fetch, changelogs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Refusal, Reply
from sandbox.jira import issue_views, issues, views
from sandbox.jira.errors import errors, wrong
from sandbox.jira.jql import JqlError
from sandbox.jira.operands import Asker
from sandbox.jira.records import Change, Issue
from sandbox.jira.requests import body, number, strings, the_issue, user, visible
from sandbox.jira.search import Search

if TYPE_CHECKING:
    from sandbox.world import World

PAGE, MOST_IDS = 100, 5_000  # issues per page, with fields and with ids alone
CREATE_LIMIT, FETCH_LIMIT, CHANGELOG_LIMIT = 50, 100, 1_000
GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full "
    "migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


def search_by_query(world: World, call: Call) -> Reply:
    """Search with the parameters in the query string."""
    raw: dict[str, Any] = {
        "jql": call.first("jql"),
        "nextPageToken": call.first("nextPageToken"),
        "maxResults": number(call, "maxResults", 50),
        "reconcileIssues": call.every("reconcileIssues"),
        **{name: call.every(name) for name in ("fields", "expand", "properties")},
    }
    return _search(world, call, raw)


def search_by_body(world: World, call: Call) -> Reply:
    """Search with the parameters in the body; null counts as absent."""
    return _search(world, call, body(call))


def _search(world: World, call: Call, raw: Mapping[str, Any]) -> Reply:
    size = raw.get("maxResults")
    size = 50 if size is None else size
    if not isinstance(size, int) or not 0 < size <= MOST_IDS:
        raise wrong(f"The value of maxResults must be between 1 and {MOST_IDS}.")
    want = issue_views.wanted(
        strings(raw, "fields"), strings(raw, "expand"), strings(raw, "properties"), "id"
    )
    light = want.fields is None or not want.fields - {"key", "id"}
    most = MOST_IDS if light else PAGE
    most = int(world.pressure.switches.get("jira_page", most))
    token = raw.get("nextPageToken")
    search = _asked(world, call, raw)
    try:
        page = search.page(str(token) if token else None, min(size, most))
    except JqlError as error:
        raise wrong(str(error)) from None
    site = views.site(world, call)
    shown: dict[str, Any] = {"issues": [issue_views.issue(site, one, want) for one in page.issues]}
    if page.token:
        shown["nextPageToken"] = page.token
    return Reply(200, shown | {"isLast": page.token is None})


def _asked(world: World, call: Call, raw: Mapping[str, Any]) -> Search:
    reconcile = strings(raw, "reconcileIssues")
    if len(reconcile) > 50 or not all(one.isdigit() for one in reconcile):
        raise wrong("reconcileIssues accepts at most 50 numeric issue ids.")
    lag = world.pressure.lag.get("jira_search", 0.0)
    asker = Asker(world.jira, user(call), world.sight.unseen("jira", call.user))
    return Search(str(raw.get("jql") or ""), asker, lag, tuple(reconcile))


def count(world: World, call: Call) -> Reply:
    """Count what a query finds, as stale as the index is."""
    try:
        return Reply(200, {"count": len(_asked(world, call, body(call)).found())})
    except JqlError as error:
        raise wrong(str(error)) from None


def gone(world: World, call: Call) -> Reply:
    """Refuse the search that was removed in 2025."""
    return errors(410, [GONE])


def create_many(world: World, call: Call) -> Reply:
    """Create up to 50 issues; some may fail while others are created."""
    updates = body(call).get("issueUpdates")
    if not isinstance(updates, list) or not 0 < len(updates) <= CREATE_LIMIT:
        raise wrong(f"Between 1 and {CREATE_LIMIT} issues can be created at once.")
    made: list[Any] = []
    failed: list[Any] = []
    for index, raw in enumerate(updates):
        try:
            made.append(issues.created(world, call, raw if isinstance(raw, dict) else {}))
        except Refusal as refused:
            failed.append(
                {
                    "status": refused.reply.status,
                    "elementErrors": refused.reply.body,
                    "failedElementNumber": index,
                }
            )
    return Reply(201 if made else 400, {"issues": made, "errors": failed})


def fetch_many(world: World, call: Call) -> Reply:
    """Return up to 100 issues as they are now, in ascending order of id.

    What does not exist, or may not be seen, is in no part of the answer: `issueErrors` is for what
    could not be fetched this time.
    """
    raw = body(call)
    asked = strings(raw, "issueIdsOrKeys")
    if not 0 < len(asked) <= FETCH_LIMIT:
        raise wrong(f"The number of issues must be between 1 and {FETCH_LIMIT}.")
    found = _found(world, call, asked)
    want = issue_views.wanted(
        strings(raw, "fields"), strings(raw, "expand"), strings(raw, "properties"), "*navigable"
    )
    site = views.site(world, call)
    shown = [issue_views.issue(site, one, want) for one in found]
    return Reply(200, {"issues": shown, "issueErrors": []})


def _found(world: World, call: Call, asked: list[str]) -> list[Issue]:
    """Return the issues among what is asked for that the account sees, ascending, each once."""
    seen = (visible(world, call, one) for one in asked)
    found = {issue.id: issue for issue in seen if issue}
    return sorted(found.values(), key=lambda issue: int(issue.id))


def changelog(world: World, call: Call) -> Reply:
    """Return the changelog of one issue, oldest first, page by page."""
    issue = the_issue(world, call)
    start, size = number(call, "startAt", 0), number(call, "maxResults", 100, 100)
    entries = world.jira.changes[issue.id]
    site = views.site(world, call)
    address = site.link(f"issue/{issue.key}/changelog")
    shown: dict[str, Any] = {
        "self": f"{address}?startAt={start}&maxResults={size}",
        "maxResults": size,
        "startAt": start,
        "total": len(entries),
        "isLast": start + size >= len(entries),
        "values": [issue_views.change(site, one) for one in entries[start : start + size]],
    }
    if not shown["isLast"]:
        shown["nextPage"] = f"{address}?startAt={start + size}&maxResults={size}"
    return Reply(200, shown)


def changelogs(world: World, call: Call) -> Reply:
    """Return the changelogs of up to 1,000 issues, oldest first, maybe of some fields only."""
    raw = body(call)
    asked, only = strings(raw, "issueIdsOrKeys"), frozenset(strings(raw, "fieldIds"))
    if not 0 < len(asked) <= CHANGELOG_LIMIT or len(only) > 10:
        raise wrong(f"Give 1 to {CHANGELOG_LIMIT} issues and at most 10 fields.")
    found = _found(world, call, asked)
    pairs = [
        (issue, one) for issue in found for one in world.jira.changes[issue.id] if _about(one, only)
    ]
    start = _start(raw)
    size = int(raw.get("maxResults") or 1_000)
    shown: dict[str, Any] = {"issueChangeLogs": _grouped(world, call, pairs[start : start + size])}
    if start + size < len(pairs):
        shown["nextPageToken"] = f"c{start + size}"
    return Reply(200, shown)


def _start(raw: Mapping[str, Any]) -> int:
    token = str(raw.get("nextPageToken") or "c0")
    if not token[1:].isdigit():
        raise wrong("Invalid format of nextPageToken")
    return int(token[1:])


def _about(change: Change, only: frozenset[str]) -> bool:
    return not only or any(item.field_id in only for item in change.items)


def _grouped(world: World, call: Call, pairs: list[tuple[Issue, Change]]) -> list[dict[str, Any]]:
    site = views.site(world, call)
    groups: dict[str, list[Any]] = {}
    for issue, change in pairs:
        shown = issue_views.change(site, change)
        shown["created"] = round(change.created.timestamp() * 1000)  # epoch ms, in this route only
        groups.setdefault(issue.id, []).append(shown)
    return [{"issueId": key, "changeHistories": group} for key, group in groups.items()]
