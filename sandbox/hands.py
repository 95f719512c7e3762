"""People at work: edits made by hand, through the tool's own interface as that person."""

from collections.abc import Mapping
from typing import Any

import asana
import httpx
import jira
import notion_client
import urllib3


class Hands:
    """The hands of one person in every tool; `access` is the sandbox's ready line."""

    def __init__(self, access: Mapping[str, Any], person: str) -> None:
        self.access, self.person = access, person

    def _jira(self) -> jira.JIRA:
        auth = (self.access["jira"]["email"], f"jira-{self.person}")
        options = {"rest_api_version": "3"}
        return jira.JIRA(self.access["jira"]["url"], basic_auth=auth, options=options,
                         timeout=(5, 30), max_retries=0)  # fmt: skip

    def _asana(self) -> asana.ApiClient:
        configuration = asana.Configuration()
        configuration.host = self.access["asana"]["url"]
        configuration.access_token = f"asana-{self.person}"
        configuration.retry_strategy = urllib3.Retry(0)
        return asana.ApiClient(configuration)

    def _notion(self) -> notion_client.Client:
        url = self.access["notion"]["url"]
        return notion_client.Client(auth=f"notion-{self.person}", base_url=url, retry=False)

    def _trello(self, method: str, path: str, **parameters: Any) -> Any:
        """Send one request; Trello has no official client for Python."""
        access = self.access["trello"]
        pair = f'oauth_consumer_key="{access["key"]}", oauth_token="trello-{self.person}"'
        answer = httpx.request(
            *(method, f"{access['url']}/1{path}"),
            headers={"Authorization": f"OAuth {pair}"},
            json=parameters or None,
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()

    # -- Jira -------------------------------------------------------------------------------

    def edit_in_jira(self, issue: str, fields: Mapping[str, Any]) -> None:
        """Change fields of an issue."""
        self._jira().issue(issue).update(fields=dict(fields))

    def delete_in_jira(self, issue: str) -> None:
        """Delete an issue for good, with its sub-tasks."""
        self._jira().issue(issue).delete(deleteSubtasks=True)

    def archive_in_jira(self, issue: str, *, back: bool = False) -> None:
        """Archive an issue, or restore it; the client has no method for it."""
        client = self._jira()
        verb = "unarchive" if back else "archive"
        url = client._get_url(f"issue/{verb}")  # noqa: SLF001
        client._session.put(url, json={"issueIdsOrKeys": [issue]})  # noqa: SLF001

    # -- Asana ------------------------------------------------------------------------------

    def move_in_asana(self, task: str, section: str) -> None:
        """Drag a task into another section of its project."""
        client = self._asana()
        found = asana.TasksApi(client).get_task(
            task, {"opt_fields": "memberships.project.gid"}, _request_timeout=30
        )
        project = found["memberships"][0]["project"]["gid"]
        sections = asana.SectionsApi(client).get_sections_for_project(
            project, {}, _request_timeout=30
        )
        gid = next(s["gid"] for s in sections if s["name"] == section)
        asana.SectionsApi(client).add_task_for_section(
            gid, {"body": {"data": {"task": task}}}, _request_timeout=30
        )

    def edit_in_asana(self, task: str, fields: Mapping[str, Any]) -> None:
        """Change fields of a task."""
        api = asana.TasksApi(self._asana())
        api.update_task({"data": dict(fields)}, task, {}, _request_timeout=30)

    def comment_in_asana(self, task: str, sentence: str) -> None:
        """Say something on a task."""
        asana.StoriesApi(self._asana()).create_story_for_task(
            {"data": {"text": sentence}}, task, {}, _request_timeout=30
        )

    def trash_in_asana(self, task: str) -> None:
        """Delete a task: it goes to her trash, from where only Asana itself restores it."""
        asana.TasksApi(self._asana()).delete_task(task, _request_timeout=30)

    def take_out_in_asana(self, task: str, project: str) -> None:
        """Take a task out of a project; it lives on."""
        asana.TasksApi(self._asana()).remove_project_for_task(
            {"data": {"project": project}}, task, _request_timeout=30
        )

    # -- Notion -----------------------------------------------------------------------------

    def edit_in_notion(self, page: str, properties: Mapping[str, Any]) -> None:
        """Change properties of a page."""
        with self._notion() as client:
            client.pages.update(page_id=page, properties=dict(properties))

    def comment_in_notion(self, page: str, sentence: str) -> None:
        """Say something on a page."""
        text = [{"type": "text", "text": {"content": sentence}}]
        with self._notion() as client:
            client.comments.create(parent={"page_id": page}, rich_text=text)

    def trash_in_notion(self, page: str, *, back: bool = False) -> None:
        """Move a page to the trash, or restore it."""
        with self._notion() as client:
            client.pages.update(page_id=page, in_trash=not back)

    def move_in_notion(self, page: str, source: str) -> None:
        """Move a page to another data source."""
        with self._notion() as client:
            client.pages.move(page_id=page, parent={"data_source_id": source})

    def write_in_notion(self, page: str, sentence: str) -> None:
        """Add a paragraph at the end of a page."""
        text = [{"type": "text", "text": {"content": sentence}}]
        block = {"object": "block", "type": "paragraph", "paragraph": {"rich_text": text}}
        with self._notion() as client:
            client.blocks.children.append(block_id=page, children=[block])

    # -- Trello -----------------------------------------------------------------------------

    def edit_in_trello(self, card: str, fields: Mapping[str, Any]) -> None:
        """Change parameters of a card."""
        self._trello("PUT", f"/cards/{card}", **fields)

    def move_in_trello(self, card: str, column: str) -> None:
        """Drag a card into another list of its board."""
        board = self._trello("GET", f"/cards/{card}/board")["id"]
        lists = self._trello("GET", f"/boards/{board}/lists")
        wanted = next(one["id"] for one in lists if one["name"] == column)
        self._trello("PUT", f"/cards/{card}", idList=wanted)

    def archive_in_trello(self, card: str, *, back: bool = False) -> None:
        """Archive a card, or send it back to its board."""
        self._trello("PUT", f"/cards/{card}", closed=not back)

    def delete_in_trello(self, card: str) -> None:
        """Delete a card for good."""
        self._trello("DELETE", f"/cards/{card}")

    def comment_in_trello(self, card: str, sentence: str) -> None:
        """Say something on a card."""
        self._trello("POST", f"/cards/{card}/actions/comments", text=sentence)
