"""Jira's endpoints on the official client: no retries, a time-out, no meaning.

The raw session is used, so that one call here is one request: the client's own methods add
reads of their own before and after (server info, field names, the issue again).
"""

import base64
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any, Literal, TypeVar

from requests_toolbelt import MultipartEncoder

from connectors.gateway import Gateway
from connectors.jira.adapter import opened
from connectors.jira.aliases import Aliases
from connectors.jira.answers import (
    anything,
    done,
    identified,
    made_of,
    object_of,
    objects_of,
    page_of,
    screen_of,
)
from connectors.jira.failures import classify, content

TIMEOUT = (5, 30)  # seconds to connect, seconds to answer
PAGE = 100
AGILE = "agile:"  # before a path of Jira Software, which is not one of the platform
Json = Mapping[str, Any]
Part = Literal["changelog", "transitions"]
T = TypeVar("T")


class JiraClient:
    """The calls that a replica takes; one official client per thread, as it shares state."""

    def __init__(self, url: str, email: str, token: str, gateway: Gateway) -> None:
        self._url, self._account, self._gateway = url, (email, token), gateway
        self.gateway = gateway
        self.aliases = Aliases()
        self._local = threading.local()

    # -- the site ---------------------------------------------------------------------------

    def myself(self) -> Json:
        """Return the account of the token."""
        return self._get("myself", "read the account", check=object_of)

    def fields(self) -> Sequence[Json]:
        """Describe every field of the site."""
        return self._get("field", "list the fields", check=objects_of)

    def project(self, key: str) -> Json:
        """Return one project with its issue types."""
        return self._get(f"project/{key}", f"read project {key}", check=object_of)

    def user(self, account: str) -> Json:
        """Return one account. Raises Gone when there is none."""
        query = {"accountId": account}
        return self._get("user", "look up an account", query, check=object_of, record=account)

    def users(self, text: str) -> Sequence[Json]:
        """Return the active accounts that match a text, such as an e-mail address."""
        return self._get("user/search", f"look up {text}", {"query": text}, check=objects_of)

    # -- reading issues ---------------------------------------------------------------------

    def search(self, jql: str, fields: Iterable[str], token: str | None) -> Json:
        """Return one page of the issues that a query finds in the index."""
        query: dict[str, Any] = {"jql": jql, "fields": list(fields)}
        if token:
            query["nextPageToken"] = token

        def send(size: int) -> Json:
            params = {**query, "maxResults": size}
            return self._inward(content(self._request("get", "search/jql", params=params)))

        return self._gateway.page(send, most=PAGE, what="list the issues", classify=classify)

    def bulk(self, ids: Sequence[str], fields: Iterable[str], *, changes: bool = True) -> Json:
        """Return up to 100 issues as they are now, with their changelogs when wanted."""
        body: dict[str, Any] = {"issueIdsOrKeys": list(ids), "fields": list(fields)}
        if changes:
            body["expand"] = ["changelog"]
        what = f"read {len(ids)} issues"
        return self._send("post", "issue/bulkfetch", what, self._inward, json=body)

    def issue(self, issue: str, fields: Iterable[str], *expand: Part) -> Json:
        """Return one issue as it is now, with its changelog and the ways out when wanted."""
        query: dict[str, Any] = {"fields": list(fields)}
        if expand:
            query["expand"] = ",".join(expand)
        what = f"read issue {issue}"
        found = self._get(f"issue/{issue}", what, query, check=identified, record=issue)
        return self.aliases.inward(found)  # type: ignore[no-any-return]  # as it came

    def _inward(self, body: Any) -> Json:
        page = page_of(body)
        return {**page, "issues": list(map(self.aliases.inward, page["issues"]))}

    def _place(self, issue: str) -> str | None:
        """Return the id of an issue's project, where it matters."""
        if self.aliases.homes and issue not in self.aliases.projects:
            self.issue(issue, ["project"])
        return self.aliases.projects.get(issue)

    def comments(self, issue: str, start: int) -> Json:
        """Return up to 100 comments of an issue, oldest first."""
        query = {"startAt": start, "maxResults": PAGE, "orderBy": "created"}
        what = f"read the comments of issue {issue}"
        return self._get(f"issue/{issue}/comment", what, query, check=object_of, record=issue)

    # -- writing issues ---------------------------------------------------------------------

    def create(self, fields: Json, *, item: str) -> Json:
        """Create an issue; return its id and key."""
        key = fields["project"]["key"]
        if self.aliases.homes and key not in self.aliases.projects:
            self.aliases.projects[key] = str(self.project(key).get("id"))
        fields = self.aliases.outward(self.aliases.projects.get(key), fields)
        body, what = {"fields": fields}, f"create the issue of {item}"
        return self._send("post", "issue", what, identified, write=True, json=body)

    def edit(self, issue: str, body: Json) -> None:
        """Set `fields`, and by `update` add to and remove from lists."""
        path, what = f"issue/{issue}", f"edit issue {issue}"
        body = self.aliases.body(self._place(issue), body)
        self._send("put", path, what, done, write=True, record=issue, json=body)

    def screen(self, issue: str, transition: str) -> Json:
        """Describe the fields on the screen of a transition."""
        path, what = f"issue/{issue}/transitions", f"read a screen of issue {issue}"
        query = {"transitionId": transition, "expand": "transitions.fields"}
        return self._get(path, what, query, check=screen_of, record=issue)

    def transit(self, issue: str, transition: str, fields: Json) -> None:
        """Take an issue along a transition, with what its screen requires."""
        path = f"issue/{issue}/transitions"
        body = {"transition": {"id": transition}, **({"fields": fields} if fields else {})}
        what = f"move issue {issue}"
        self._send("post", path, what, done, write=True, record=issue, json=body)

    def link_types(self) -> Sequence[Json]:
        """Return the types of links that the site has."""
        what = "list the types of links"
        found = self._get("issueLinkType", what, check=object_of).get("issueLinkTypes")
        return [one for one in found or () if isinstance(one, dict)]

    def link(self, kind: str, source: str, target: str) -> None:
        """Link an issue to another one; Jira names no id, and takes the same link again for new."""
        ends = {"inwardIssue": {"id": source}, "outwardIssue": {"id": target}}
        what = f"link issue {source} to {target}"
        body = {"type": {"id": kind}, **ends}
        self._send("post", "issueLink", what, anything, write=True, record=source, json=body)

    def unlink(self, link: str, issue: str) -> None:
        """Remove a link. Raises Gone where there is none any more."""
        what = f"remove link {link} of issue {issue}"
        self._send("delete", f"issueLink/{link}", what, anything, write=True, record=issue)

    def archive(self, issue: str, *, back: bool) -> Json:
        """Put an issue away with its sub-tasks, or bring it back; return what came of it."""
        path, body = f"issue/{'unarchive' if back else 'archive'}", {"issueIdsOrKeys": [issue]}
        what = f"{'unarchive' if back else 'archive'} issue {issue}"
        return self._send("put", path, what, object_of, write=True, record=issue, json=body)

    def comment(self, issue: str, body: Json) -> None:
        """Say something on an issue."""
        path, what = f"issue/{issue}/comment", f"comment on issue {issue}"
        self._send("post", path, what, identified, write=True, record=issue, json=body)

    def rewrite(self, issue: str, comment: str, body: Json) -> None:
        """Replace a comment."""
        path, what = f"issue/{issue}/comment/{comment}", f"edit comment {comment} of issue {issue}"
        self._send("put", path, what, done, write=True, record=issue, json=body)

    def take_back(self, issue: str, comment: str) -> None:
        """Delete a comment."""
        path = f"issue/{issue}/comment/{comment}"
        what = f"delete comment {comment} of issue {issue}"
        self._send("delete", path, what, done, write=True, record=issue)

    # -- sprints ----------------------------------------------------------------------------

    def planning(self, path: str, what: str, query: Json) -> Json:
        """Return a page of a listing of Jira Software."""
        return self._get(AGILE + path, what, query, check=object_of)

    def plan(self, issue: str, path: str) -> None:
        """Plan an issue into what the path names: a sprint, or the backlog."""
        body, what = {"issues": [issue]}, f"plan issue {issue} into {path}"
        self._send("post", AGILE + path, what, done, write=True, record=issue, json=body)

    # -- what hangs on issues ---------------------------------------------------------------

    @property
    def credentials(self) -> Json:
        """Return the headers by which the token is known."""
        said = base64.b64encode(":".join(self._account).encode()).decode()
        return {"Authorization": f"Basic {said}"}

    def link_out(self, issue: str, body: Json) -> None:
        """Make a link to another system, or replace the one with this globalId."""
        path, what = f"issue/{issue}/remotelink", f"link issue {issue}"
        self._send("post", path, what, object_of, write=True, record=issue, json=body)

    def unlink_out(self, issue: str, key: str) -> None:
        """Remove the link with this globalId. Raises Gone."""
        path, what = f"issue/{issue}/remotelink", f"remove a link of issue {issue}"
        query = {"globalId": key}
        self._send("delete", path, what, done, write=True, record=issue, params=query)

    def upload(self, issue: str, name: str, body: IO[bytes], kind: str) -> str:
        """Attach a file, which is read piece by piece; return its id."""
        form = MultipartEncoder({"file": (name, body, kind)})
        headers = {"Content-Type": form.content_type, "X-Atlassian-Token": "no-check"}
        path, what = f"issue/{issue}/attachments", f"attach a file to issue {issue}"
        made = self._send(
            "post", path, what, made_of, write=True, record=issue, data=form, headers=headers
        )
        return str(made["id"])

    def detach(self, issue: str, attachment: str) -> None:
        """Delete a file. Raises Gone."""
        path, what = f"attachment/{attachment}", f"delete a file of issue {issue}"
        self._send("delete", path, what, done, write=True, record=issue)

    # -- what only this account sees --------------------------------------------------------

    def user_property(self, account: str, key: str) -> Json:
        """Return a property of an account. Raises Gone when there is none."""
        path, what = f"user/properties/{key}", f"read the user property {key}"
        return self._get(path, what, {"accountId": account}, check=object_of, record=key)

    def keep_user_property(self, account: str, key: str, value: Json) -> None:
        """Set a property of an account."""
        path, carried = f"user/properties/{key}", {"params": {"accountId": account}, "json": value}
        what = f"set the user property {key}"
        self._send("put", path, what, anything, write=True, record=key, **carried)

    # -- the wire ---------------------------------------------------------------------------

    def _get(
        self,
        path: str,
        what: str,
        query: Json | None = None,
        *,
        check: Callable[[Any], T],
        record: str | None = None,
    ) -> T:
        return self._send("get", path, what, check, record=record, params=query or {})

    def _send(  # one request: where, what for, and what it carries
        self,
        verb: str,
        path: str,
        what: str,
        check: Callable[[Any], T],
        *,
        write: bool = False,
        record: str | None = None,
        **carried: Any,
    ) -> T:
        def send() -> T:
            return check(content(self._request(verb, path, **carried)))

        return self._gateway.call(send, what=what, write=write, classify=classify, record=record)

    def _request(self, verb: str, path: str, **carried: Any) -> Any:
        jira = self._jira
        base = jira.AGILE_BASE_URL if path.startswith(AGILE) else jira.JIRA_BASE_URL
        url = jira._get_url(path.removeprefix(AGILE), base)  # noqa: SLF001  # the client offers no public raw call
        return getattr(jira._session, verb)(url, **carried)  # noqa: SLF001

    @property
    def _jira(self) -> Any:
        if not hasattr(self._local, "jira"):
            self._local.jira = opened(self._url, self._account, TIMEOUT)
        return self._local.jira
