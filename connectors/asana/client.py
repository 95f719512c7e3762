"""Asana's endpoints through the official client; no meaning, no retry of its own.

Three habits of the client rule this file: it changes the options it is given, its event iterator
never ends (so every call asks for the full payload), and it ignores time-outs that are not int.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO, Any

import asana

from connectors.asana.answers import (
    Json,
    answered,
    batched,
    classify,
    events_since,
    sent,
)
from connectors.asana.asking import PAGE, get, paged
from connectors.asana.board import PROJECT_FIELDS
from connectors.asana.comments import COMMENT, STORY_FIELDS
from connectors.asana.connection import connected
from connectors.asana.native import TASK_FIELDS
from connectors.gateway import Gateway

BATCH = 10  # actions of one batch request


@dataclass(frozen=True, slots=True)
class Events:
    """What happened since a sync token, and the token to go on with."""

    events: tuple[Json, ...]
    token: str
    more: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """There was no token, or it is too old: everything is to be read again."""

    token: str


class AsanaClient:
    """One connection pool, safe for several threads: the client keeps no state that is read."""

    def __init__(self, url: str, token: str, gateway: Gateway, more: Sequence[str] = ()) -> None:
        """Connect; `more` are the opt_fields of a task that few replicas want."""
        self._shown = ",".join([TASK_FIELDS, *more])
        api = connected(url, token)
        self._gateway = self.gateway = gateway
        self._url, self._token = url, token
        self._tasks, self._sections = asana.TasksApi(api), asana.SectionsApi(api)
        self._projects, self._tags = asana.ProjectsApi(api), asana.TagsApi(api)
        self._users, self._events = asana.UsersApi(api), asana.EventsApi(api)
        self._batch, self._fields = asana.BatchAPIApi(api), asana.CustomFieldsApi(api)
        self._stories, self._attachments = asana.StoriesApi(api), asana.AttachmentsApi(api)

    def _list(self, what: str, call: Callable[..., Any], *arguments: Any) -> Json:
        send = partial(answered, list, call, *arguments)
        return self._gateway.call(send, what=what, write=False, classify=classify)

    def _one(
        self, what: str, call: Callable[..., Any], *arguments: Any, record: str | None = None
    ) -> Json:
        send = partial(answered, dict, call, *arguments)
        answer = self._gateway.call(send, what=what, write=False, classify=classify, record=record)
        data: Json = answer["data"]
        return data

    def _write(
        self, what: str, record: str | None, call: Callable[..., Any], *arguments: Any
    ) -> Json:
        send = partial(answered, dict, call, *arguments)
        answer: Json = self._gateway.call(
            send, what=what, write=True, classify=classify, record=record
        )
        data: Json = answer["data"]
        return data

    # -- reading ----------------------------------------------------------------------------

    def me(self) -> Json:
        """Return the user of the token."""
        return self._one("read the user of the token", self._users.get_user, "me", {})

    def user(self, address: str) -> Json:
        """Return the user with this e-mail address or gid. Raises Gone."""
        opts = {"opt_fields": "name,email"}
        what = f"look up the user {address}"
        return self._one(what, self._users.get_user, address, opts, record=address)

    def project(self, gid: str) -> Json:
        """Return the project with the custom fields on it."""
        opts = {"opt_fields": PROJECT_FIELDS}
        return self._one(f"read project {gid}", self._projects.get_project, gid, opts)

    def description(self, field: str) -> str:
        """Return what people read of a custom field."""
        call, opts = self._fields.get_custom_field, {"opt_fields": "description"}
        return str(self._one(f"read the field {field}", call, field, opts)["description"] or "")

    def sections(self, project: str, offset: str | None) -> Json:
        """Return one page of the project's sections."""
        call = self._sections.get_sections_for_project
        return self._list(
            f"list sections of project {project}", call, project, paged("name", offset)
        )

    def tasks(self, project: str, since: datetime | None, offset: str | None) -> Json:
        """Return one page of the project's tasks, those modified since a moment or all."""
        opts = paged(self._shown, offset) | {"project": project}
        if since is not None:
            opts["modified_since"] = since.isoformat(timespec="milliseconds")

        def send(size: int) -> Json:
            return answered(list, self._tasks.get_tasks, opts | {"limit": size})

        what = f"list tasks of project {project}"
        return self._gateway.page(send, most=PAGE, what=what, classify=classify)

    def events(self, project: str, token: str | None) -> Events | Stale:
        """Return what happened in the project since a sync token."""
        call = partial(events_since, self._events)
        answer = self._list(f"read events of project {project}", call, project, token)
        if "stale" in answer:
            return Stale(str(answer["stale"]))
        events = tuple(event for event in answer["data"] if isinstance(event, dict))
        return Events(events, str(answer["sync"]), more=bool(answer.get("has_more")))

    def read_tasks(self, gids: Sequence[str]) -> Sequence[Json]:
        """Return the answers (`status_code`, `body`) for at most ten tasks, in their order."""
        options = {"fields": self._shown.split(",")}
        actions = [get(f"/tasks/{gid}", options) for gid in gids]
        return self._read_batch(f"read {len(gids)} tasks in a batch", actions)

    def read_stories(self, pages: Sequence[tuple[str, str | None]]) -> Sequence[Json]:
        """Return the answers for a page of comments of at most ten tasks, in their order.

        `pages`: the gid of each task, and the mark of its page.
        """
        options = {"fields": STORY_FIELDS.split(","), "limit": PAGE}
        only = {"resource_subtype": COMMENT}
        actions = [
            get(f"/tasks/{gid}/stories", options | ({"offset": mark} if mark else {}), only)
            for gid, mark in pages
        ]
        return self._read_batch(f"read the comments of {len(pages)} tasks in a batch", actions)

    def read_attachments(self, pages: Sequence[tuple[str, str | None]]) -> Sequence[Json]:
        """Return the answers for a page of what is attached to at most ten tasks, in order."""
        options = {"fields": ["name", "resource_subtype", "view_url"], "limit": PAGE}
        actions = [
            get("/attachments", options | ({"offset": mark} if mark else {}), {"parent": gid})
            for gid, mark in pages
        ]
        return self._read_batch(f"read the attachments of {len(pages)} tasks", actions)

    def attachment(self, gid: str) -> Json:
        """Return an attachment with the address that it can be fetched from for two minutes."""
        opts = {"opt_fields": "name,download_url"}
        call = self._attachments.get_attachment
        return self._one(f"read attachment {gid}", call, gid, opts, record=gid)

    def read_targets(self, stories: Sequence[str]) -> Sequence[Json]:
        """Return the answers for the tasks of at most ten stories, in their order."""
        actions = [get(f"/stories/{gid}", {"fields": ["target.gid"]}) for gid in stories]
        return self._read_batch(f"read {len(stories)} stories in a batch", actions)

    def _read_batch(self, what: str, actions: Sequence[Json]) -> Sequence[Json]:
        call = partial(batched, self._batch)
        rows: Sequence[Json] = self._list(what, call, {"data": {"actions": actions}})["data"]
        return rows

    def tags(self, workspace: str, offset: str | None) -> Json:
        """Return one page of the workspace's tags."""
        call = self._tags.get_tags_for_workspace
        return self._list(
            f"list tags of workspace {workspace}", call, workspace, paged("name", offset)
        )

    def custom_fields(self, workspace: str, offset: str | None) -> Json:
        """Return one page of the workspace's custom fields."""
        opts = paged("name,resource_subtype", offset)
        call = self._fields.get_custom_fields_for_workspace
        return self._list(f"list custom fields of workspace {workspace}", call, workspace, opts)

    # -- writing ----------------------------------------------------------------------------

    def create_task(self, body: Json, item: str) -> Json:
        """Create a task and return it."""
        opts = {"opt_fields": self._shown}
        return self._write(f"create {item}", None, self._tasks.create_task, {"data": body}, opts)

    def update_task(self, gid: str, body: Json) -> Json:
        """Change the given properties of a task and return it."""
        opts = {"opt_fields": self._shown}
        call = self._tasks.update_task
        return self._write(f"update task {gid}", gid, call, {"data": body}, gid, opts)

    def set_parent(self, gid: str, parent: str | None) -> Json:
        """Hang a task under another one, or under none, and return it."""
        body, opts = {"data": {"parent": parent}}, {"opt_fields": self._shown}
        call = self._tasks.set_parent_for_task
        return self._write(f"set the parent of task {gid}", gid, call, body, gid, opts)

    def move(self, gid: str, section: str) -> None:
        """Put a task at the top of a section."""
        opts = {"body": {"data": {"task": gid}}}
        call = self._sections.add_task_for_section
        self._write(f"move task {gid} to section {section}", gid, call, section, opts)

    def add_dependents(self, gid: str, others: Sequence[str]) -> None:
        """Let other tasks wait for a task."""
        call, body = self._tasks.add_dependents_for_task, {"data": {"dependents": [*others]}}
        self._write(f"let tasks wait for task {gid}", gid, call, body, gid)

    def remove_dependents(self, gid: str, others: Sequence[str]) -> None:
        """Let other tasks wait no longer for a task."""
        call, body = self._tasks.remove_dependents_for_task, {"data": {"dependents": [*others]}}
        self._write(f"let tasks not wait for task {gid}", gid, call, body, gid)

    def add_tag(self, gid: str, tag: str) -> None:
        """Put a tag on a task."""
        call = self._tasks.add_tag_for_task
        self._write(f"add tag {tag} to task {gid}", gid, call, {"data": {"tag": tag}}, gid)

    def remove_tag(self, gid: str, tag: str) -> None:
        """Take a tag off a task."""
        call = self._tasks.remove_tag_for_task
        self._write(f"remove tag {tag} from task {gid}", gid, call, {"data": {"tag": tag}}, gid)

    def comment(self, gid: str, words: str, form: str = "text") -> None:
        """Say something on a task, in plain text, or in rich text as `html_text`."""
        call, body = self._stories.create_story_for_task, {"data": {form: words}}
        self._write(f"comment on task {gid}", gid, call, body, gid, {})

    def reword(self, story: str, words: str) -> None:
        """Change a comment of the token's own. Raises Gone."""
        call, body = self._stories.update_story, {"data": {"text": words}}
        self._write(f"change comment {story}", story, call, body, story, {})

    def unsay(self, story: str) -> None:
        """Delete a comment of the token's own. Raises Gone."""
        self._write(f"delete comment {story}", story, self._stories.delete_story, story)

    def attach_link(self, gid: str, name: str, url: str) -> None:
        """Attach a link to a task."""
        opts = {"resource_subtype": "external", "parent": gid, "name": name, "url": url}
        call = self._attachments.create_attachment_for_object
        self._write(f"attach a link to task {gid}", gid, call, opts)

    def upload(self, gid: str, name: str, body: IO[bytes], kind: str) -> str:
        """Attach a file, read piece by piece as the official client does not; return its gid."""
        form, file = {"parent": gid}, (name, body, kind)
        send = partial(sent, f"{self._url}/attachments", self._token, form, file)
        what = f"attach a file to task {gid}"
        data = self._gateway.call(send, what=what, write=True, classify=classify, record=gid)
        return str(data.get("gid") or "")

    def detach(self, gid: str) -> None:
        """Delete an attachment. Raises Gone."""
        call = self._attachments.delete_attachment
        self._write(f"delete attachment {gid}", gid, call, gid)

    def create_tag(self, workspace: str, name: str) -> Json:
        """Create a tag of the workspace."""
        call = self._tags.create_tag_for_workspace
        return self._write(
            f"create tag {name}", None, call, {"data": {"name": name}}, workspace, {}
        )

    def create_text_field(self, workspace: str, name: str) -> Json:
        """Create a text custom field of the workspace."""
        body = {"data": {"workspace": workspace, "name": name, "resource_subtype": "text"}}
        call = self._fields.create_custom_field
        return self._write(f"create the custom field {name}", None, call, body, {})

    def describe(self, field: str, description: str) -> None:
        """Say something of a custom field to whoever looks at it."""
        call, opts = (
            self._fields.update_custom_field,
            {"body": {"data": {"description": description}}},
        )
        self._write(f"describe the field {field}", None, call, field, opts)

    def attach_field(self, project: str, field: str) -> None:
        """Put a custom field of the workspace on the project."""
        body = {"data": {"custom_field": field}}
        call = self._projects.add_custom_field_setting_for_project
        self._write(f"add a custom field to project {project}", None, call, body, project, {})
