"""How Jira shows a whole issue, its changelog and the description of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.jira import adf, links, views
from sandbox.jira.catalog import RESOLUTIONS, Project
from sandbox.jira.field import Field
from sandbox.jira.fields import FIELDS
from sandbox.jira.records import Change, Issue, Item
from sandbox.jira.views import Site

COMPUTED = (
    "project", "created", "updated", "subtasks", "comment", "attachment",
    "statuscategorychangedate", "issuelinks",
)  # fmt: skip
EVERY = frozenset((*FIELDS, *COMPUTED))
ARCHIVAL = frozenset({"archivedby", "archiveddate"})  # which only an archived issue shows
NAVIGABLE = EVERY - {"comment", "attachment"}
DEFAULT_EXPAND = (
    "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
)


@dataclass(frozen=True)
class Wanted:
    """Hold what a request wants to see of an issue."""

    fields: frozenset[str] | None  # None: only the id
    expand: frozenset[str] = frozenset()
    properties: tuple[str, ...] = ()


def wanted(
    fields: Sequence[str], expand: Sequence[str], properties: Sequence[str], default: str
) -> Wanted:
    """Read the `fields`, `expand` and `properties` of a request."""
    names: set[str] = set()
    chosen = [part.strip() for name in fields or [default] for part in name.split(",")]
    for name in chosen:
        if name in ("*all", "*navigable"):
            names |= (EVERY if name == "*all" else NAVIGABLE) | ARCHIVAL
        elif name.startswith("-"):
            names = (names or set(EVERY)) - {name[1:]}
        else:
            names.add(name)
    only_id = names == {"id"}
    parts = frozenset(part.strip() for text in expand for part in text.split(","))
    return Wanted(None if only_id else frozenset(names), parts, tuple(properties))


def issue(site: Site, of: Issue, want: Wanted) -> dict[str, Any]:
    """Show an issue."""
    if want.fields is None and not want.expand and not want.properties:
        return {"id": of.id}
    names = want.fields or frozenset()
    shown: dict[str, Any] = {
        "expand": DEFAULT_EXPAND,
        "id": of.id,
        "self": site.link(f"issue/{of.id}"),
        "key": of.key,
        "fields": {
            name: _field(site, of, name)
            for name in sorted(names & EVERY)
            if _has(site.state.projects[of.project], name)
        },
    }
    if of.archived_at and of.archived_by:
        by = views.user(site, site.state.people[of.archived_by])
        archival = {"archiveddate": views.moment(of.archived_at), "archivedby": by}
        shown["fields"] |= {name: one for name, one in archival.items() if name in names}
    if of["parent"] is None:
        shown["fields"].pop("parent", None)  # Jira leaves it out rather than null
    _expand(site, of, want, shown)
    return shown


def _expand(site: Site, of: Issue, want: Wanted, shown: dict[str, Any]) -> None:
    if "changelog" in want.expand:
        shown["changelog"] = _newest(site, of)
    if "names" in want.expand:
        shown["names"] = {name: _description(name)["name"] for name in shown["fields"]}
    if "schema" in want.expand:
        shown["schema"] = {name: _description(name)["schema"] for name in shown["fields"]}
    if "renderedFields" in want.expand:
        text = adf.plain(of["description"]) if of["description"] else ""
        shown["renderedFields"] = {"description": f"<p>{text}</p>" if text else ""}
    if "transitions" in want.expand:
        flow = site.state.projects[of.project].workflow
        shown["transitions"] = [views.transition(site, t) for t in flow.offered(of["status"])]
    if want.properties:
        stored = site.state.properties.get(of.id, {})
        keep = stored if "*all" in want.properties else want.properties
        shown["properties"] = {key: stored[key] for key in keep if key in stored}


def _newest(site: Site, of: Issue) -> dict[str, Any]:
    """Show the end of a changelog, newest first: an expand never shows all of a long one."""
    entries = site.state.changes.get(of.id, [])
    cut = max(len(entries) - site.expanded, 0)
    newest = [change(site, entry) for entry in reversed(entries[cut:])]
    return {
        "startAt": 0,
        "maxResults": len(newest),
        "total": len(entries),
        "histories": newest,
    }


def _has(project: Project, name: str) -> bool:
    known = FIELDS.get(name)
    return known is None or known.project in (None, project.id)


def _field(site: Site, of: Issue, name: str) -> Any:
    known = FIELDS.get(name)
    if known:
        return known.show(site, of[name])
    if name == "project":
        return views.project(site, site.state.projects[of.project])
    if name in ("created", "updated"):
        return views.moment(getattr(of, name))
    if name == "issuelinks":
        return links.shown(site, of)
    if name == "statuscategorychangedate":
        return views.moment(_status_changed(site, of))
    if name == "subtasks":
        children = site.state.children(of.id)
        return [_child(site, child) for child in children if site.state.kind(child).subtask]
    if name == "attachment":
        return [views.attachment(site, one) for one in site.state.attachments.get(of.id, ())]
    return comments(site, of)


def _status_changed(site: Site, of: Issue) -> Any:
    moves = (c for c in reversed(site.state.changes.get(of.id, ())) if _moves(c))
    return next((move.created for move in moves), of.created)


def _moves(entry: Change) -> bool:
    return any(item.field_id == "status" for item in entry.items)


def _child(site: Site, of: Issue) -> dict[str, Any]:
    shown = issue(site, of, Wanted(frozenset({"summary", "status", "priority", "issuetype"})))
    del shown["expand"]
    return shown


def comments(site: Site, of: Issue) -> dict[str, Any]:
    """Show the comments inside an issue; of many only the first ones."""
    stored = site.state.comments.get(of.id, ())
    found = [views.comment(site, of.id, c) for c in stored[: site.commented]]
    return {
        "comments": found,
        "self": site.link(f"issue/{of.id}/comment"),
        "maxResults": len(found),
        "total": len(stored),
        "startAt": 0,
    }


def change(site: Site, of: Change) -> dict[str, Any]:
    """Show one entry of a changelog."""
    return {
        "id": of.id,
        "author": views.user(site, site.state.people[of.author]),
        "created": views.moment(of.created),
        "items": [_item(item) for item in of.items],
    }


def _item(of: Item) -> dict[str, Any]:
    named = {} if FIELDS[of.field_id].changelog else {"fieldId": of.field_id}
    return {
        "field": of.field,
        "fieldtype": "custom" if of.custom else "jira",
        **named,
        "from": of.old[0],
        "fromString": of.old[1],
        "to": of.new[0],
        "toString": of.new[1],
    }


_SYSTEM: Mapping[str, tuple[str, Mapping[str, Any], tuple[str, ...]]] = {
    "project": ("Project", {"type": "project", "system": "project"}, ("project",)),
    "created": ("Created", {"type": "datetime", "system": "created"}, ("created", "createdDate")),
    "updated": ("Updated", {"type": "datetime", "system": "updated"}, ("updated", "updatedDate")),
    "subtasks": (
        "Sub-tasks", {"type": "array", "items": "issuelinks", "system": "subtasks"}, ("subtasks",)
    ),
    "comment": ("Comment", {"type": "comments-page", "system": "comment"}, ("comment",)),
    "issuelinks": (
        "Linked Issues",
        {"type": "array", "items": "issuelinks", "system": "issuelinks"},
        ("issueLink",),
    ),
    "attachment": (
        "Attachment", {"type": "array", "items": "attachment", "system": "attachment"},
        ("attachments",),
    ),
    "statuscategorychangedate": (
        "Status Category Changed",
        {"type": "datetime", "system": "statuscategorychangedate"},
        ("statusCategoryChangedDate",),
    ),
}  # fmt: skip


def _description(name: str) -> dict[str, Any]:
    known: Field | None = FIELDS.get(name)
    title, schema, clause_names = (
        (known.name, known.schema, known.clauses) if known else _SYSTEM[name]
    )
    shown = {"name": title, "schema": dict(schema), "clauseNames": list(clause_names)}
    if known and known.project:
        shown["scope"] = {"type": "PROJECT", "project": {"id": known.project}}
    return shown


def described() -> list[dict[str, Any]]:
    """Describe every field, as GET field does."""
    names = [*FIELDS, *COMPUTED]
    return [
        {
            "id": name,
            "key": name,
            "custom": name.startswith("customfield_"),
            "orderable": name in FIELDS,
            "navigable": name in NAVIGABLE,
            "searchable": name not in ("subtasks", "comment"),
            **_description(name),
        }
        for name in names
    ]


def screen(project: Project) -> dict[str, Any]:
    """Describe the fields that a create or an edit may set, by id."""
    return {
        name: {
            "required": name in ("summary", "issuetype"),
            "schema": dict(field.schema),
            "name": field.name,
            "key": name,
            "fieldId": name,
            "hasDefaultValue": name == "priority",
            "operations": ["add", "set", "remove"] if field.several else ["set"],
        }
        for name, field in FIELDS.items()
        if field.parse and _has(project, name)
    }


def asked_for(site: Site, name: str) -> dict[str, Any]:
    """Describe a field that the screen of a transition requires."""
    known = FIELDS[name]
    offered = [views.resolution(site, one) for one in RESOLUTIONS] if name == "resolution" else []
    return {
        "required": True,
        "schema": dict(known.schema),
        "name": known.name,
        "key": name,
        "hasDefaultValue": False,
        "operations": ["set"],
        **({"allowedValues": offered} if offered else {}),
    }
