"""What an issue natively says, in every shape that the versions of the API document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.jira.comments import FIELD, NativeComment, read_page
from connectors.jira.issuelinks import FIELD as ISSUELINKS
from connectors.jira.issuelinks import read_links
from connectors.jira.shapes import (
    Account,
    Malformed,
    account,
    choice,
    day,
    identifier,
    listed,
    moment,
    record,
    reference,
    text,
    texts,
)
from syncline.domain.errors import CannotRead

ARCHIVAL = ("archivedby", "archiveddate")
"""The fields by which a direct read tells that an issue is archived; a site may lack them."""


PARENTS = frozenset({"IssueParentAssociation", "Parent", "Epic Link"})
"""What changelogs call the parent, over the years and by the sort of the project."""

Side = tuple[str | None, str | None]
"""A value in a changelog: an id, where it has one, and words for people."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One field's part of one entry of the changelog."""

    field: str  # id, or the name that the changelog uses
    by: Account | None
    at: datetime | None
    entry: str = ""  # id of the entry
    old: Side = (None, None)
    new: Side = (None, None)


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue. `values`: by field id; read where the shape is known, else as in the JSON."""

    id: str
    key: str
    kind: str
    project: str | None
    labels: tuple[str, ...]
    created: datetime | None
    updated: datetime | None
    values: Mapping[str, Any]
    touches: tuple[Touch, ...] = ()
    logged: bool = False  # the changelog was asked for, and is here

    @property
    def archived(self) -> bool:
        """Tell whether the issue says that it was put away."""
        return any(self.values.get(name) for name in ARCHIVAL)

    @property
    def talk(self) -> tuple[NativeComment, ...] | None:
        """Return the comments, None where the issue does not show all of them."""
        page = self.values.get(FIELD)
        return page.comments if page is not None and page.whole else None


def read_issue(raw: Any) -> Issue:
    """Read an issue. Raises CannotRead with the path inside the payload."""
    try:
        return _issue(record("issue", raw))
    except Malformed as wrong:
        named = raw.get("key") or raw.get("id") if isinstance(raw, Mapping) else None
        raise CannotRead("jira", str(named or "?"), str(wrong)) from None


def _issue(raw: Mapping[str, Any]) -> Issue:
    fields = record("fields", raw.get("fields"))
    values = {
        name: SHAPES[name](f"fields.{name}", value) if name in SHAPES else value
        for name, value in fields.items()
    }
    if not values.get("summary"):
        raise Malformed(f"fields.summary: expected text, got {fields.get('summary')!r}")
    kind = values.get("issuetype")
    if kind is None:
        raise Malformed("fields.issuetype: expected an issue type, got nothing")
    return Issue(
        id=identifier("id", raw.get("id")),
        key=identifier("key", raw.get("key")),
        kind=kind.name,
        project=values.get("project"),
        labels=values.get("labels") or (),
        created=values.get("created"),
        updated=values.get("updated"),
        values=values,
        touches=_touches(raw.get("changelog")),
        logged=raw.get("changelog") is not None,
    )


def _touches(raw: Any) -> tuple[Touch, ...]:
    """Read a changelog, whatever its order; the caller takes the newest of each field."""
    entries = listed("changelog.histories", record("changelog", raw or {}).get("histories"))
    touches = []
    for number, entry in enumerate(entries):
        path = f"changelog.histories[{number}]"
        by = account(f"{path}.author", record(path, entry).get("author"))
        at = moment(f"{path}.created", entry.get("created"))
        for item in listed(f"{path}.items", entry.get("items")):
            name = _touched(path, item)
            sides = _side(item, "from"), _side(item, "to")
            touches.append(Touch(name, by, at, str(entry.get("id")), *sides))
    return tuple(touches)


def _touched(path: str, item: Any) -> str:
    named = record(f"{path}.items", item).get("field")
    return "parent" if named in PARENTS else str(item.get("fieldId") or named)


def _side(item: Mapping[str, Any], name: str) -> Side:
    found, words = item.get(name), item.get(f"{name}String")
    return str(found) if found else None, str(words) if words else None


def _project(path: str, raw: Any) -> str | None:
    return identifier(f"{path}.key", record(path, raw).get("key")) if raw is not None else None


SHAPES: Mapping[str, Callable[[str, Any], Any]] = {
    "summary": text,
    "issuetype": choice,
    "project": _project,
    "status": choice,
    "priority": choice,
    "assignee": account,
    "duedate": day,
    "labels": texts,
    "parent": reference,
    "created": moment,
    "updated": moment,
    FIELD: read_page,
    ISSUELINKS: read_links,
}
"""The fields that every issue has, and their shapes."""
