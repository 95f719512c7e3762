"""Read the body of a create, an edit or a transition: `fields` and `update` become values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.http import Refusal
from sandbox.jira import adf, parsing
from sandbox.jira.catalog import Project, issue_type
from sandbox.jira.errors import errors, wrong
from sandbox.jira.fields import FIELDS
from sandbox.jira.parsing import Context
from sandbox.jira.records import Issue

NOT_ON_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
HIERARCHY = "Given parent work item does not belong to appropriate hierarchy."


@dataclass
class Draft:
    """Collect what a body asks for, and what is wrong with it, per field."""

    values: dict[str, Any] = field(default_factory=dict)
    comments: list[Any] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse the request when anything in it was wrong."""
        if self.errors:
            raise wrong(**self.errors)


def read(context: Context, body: Mapping[str, Any], issue: Issue | None) -> Draft:
    """Read `fields` and `update`; a create reads project and summary elsewhere."""
    fields, update = _object(body, "fields"), _object(body, "update")
    draft = Draft()
    for name in fields.keys() & update.keys():
        draft.errors[name] = f"Field '{name}' cannot appear in both 'fields' and 'update'"
    for name, raw in fields.items():
        if not (name == "project" and issue is None):
            _set(context, draft, name, raw)
    for name, operations in update.items():
        _update(context, draft, name, operations, issue)
    return draft


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refusal(errors(400, [f"Can not deserialize value of '{name}': not an object."]))
    return value


def _set(context: Context, draft: Draft, name: str, raw: Any) -> None:
    known = FIELDS.get(name)
    elsewhere = known and known.project not in (None, context.project.id)
    if known is None or known.parse is None or elsewhere:
        draft.errors[name] = NOT_ON_SCREEN.format(name)
        return
    try:
        draft.values[name] = known.parse(context, raw)
    except parsing.FieldError as error:
        draft.errors[name] = str(error)


def _update(
    context: Context, draft: Draft, name: str, operations: Any, issue: Issue | None
) -> None:
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        draft.errors[name] = "Operations must be an array of objects"
        return
    for operation in operations:
        for verb, raw in operation.items():
            _operate(context, draft, name, (verb, raw), issue)


def _operate(
    context: Context, draft: Draft, name: str, step: tuple[str, Any], issue: Issue | None
) -> None:
    verb, raw = step
    if name == "comment" and verb == "add" and isinstance(raw, dict):
        draft.comments.append(comment_body(context, raw))
    elif name in FIELDS and FIELDS[name].several and verb in ("add", "remove"):
        _element(context, draft, name, (verb, raw), issue)
    elif verb == "set":
        _set(context, draft, name, raw)
    else:
        draft.errors[name] = f"Field does not support update '{verb}'"


def _element(
    context: Context, draft: Draft, name: str, step: tuple[str, Any], issue: Issue | None
) -> None:
    verb, raw = step
    before = draft.values.get(name, issue[name] if issue else ()) or ()
    read = FIELDS[name].parse
    assert read
    try:
        named = set(read(context, [raw]))
    except parsing.FieldError as error:
        draft.errors[name] = str(error)
        return
    kept = set(before) | named if verb == "add" else set(before) - named
    draft.values[name] = tuple(sorted(kept))


def comment_body(context: Context, raw: Mapping[str, Any]) -> Any:
    """Return the body of a comment as ADF; an empty one is refused."""
    try:
        body = parsing.document(context, raw.get("body"))
    except parsing.FieldError as error:
        raise wrong(comment=str(error)) from None
    if body is None or not adf.plain(body).strip():
        raise wrong(comment="Comment body can not be empty!")
    return body


def created_in(context_of: Any, body: Mapping[str, Any]) -> Project:
    """Return the project that a create names, by id or key."""
    raw = _object(body, "fields").get("project")
    wanted = raw.get("id") or raw.get("key") if isinstance(raw, dict) else None
    project = context_of.project(str(wanted)) if wanted else None
    if project is None:
        sentence = "Specify a valid project ID or key" if wanted else "project is required"
        raise wrong(project=sentence)
    return project  # type: ignore[no-any-return]  # the state is passed without its type


def check_created(context: Context, draft: Draft) -> None:
    """Add what is missing or contradictory in a create."""
    kind = issue_type(draft.values.get("issuetype", ""))
    if kind is None:
        draft.errors.setdefault("issuetype", "Specify an issue type")
    if "summary" not in draft.values:
        draft.errors.setdefault("summary", "You must specify a summary of the issue.")
    if kind and kind.subtask and not draft.values.get("parent"):
        draft.errors["issuetype"] = (
            "Issue type is a sub-task but parent issue key or id not specified."
        )
    check_parent(context, draft, draft.values.get("issuetype"))


def check_parent(context: Context, draft: Draft, type_id: str | None) -> None:
    """Add an error when the parent is not exactly one level above, or far from a sub-task."""
    parent = context.state.issues.get(draft.values.get("parent") or "")
    kind = issue_type(type_id or "")
    if parent is None or kind is None:
        return
    if context.state.kind(parent).level != kind.level + 1:
        draft.errors["parentId"] = HIERARCHY
    elif kind.subtask and parent.project != context.project.key:
        draft.errors["project"] = "Sub-tasks must be created in the same project as the parent."
