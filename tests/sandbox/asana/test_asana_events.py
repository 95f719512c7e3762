"""The Asana emulator: history, events and batches."""

import json
from datetime import timedelta
from typing import Any

import asana
import pytest
from asana.rest import ApiException

from sandbox import Sandbox
from sandbox.asana.records import Project, Task


def test_the_history_says_who_changed_what(task: Task, project: Project, connect: Any) -> None:
    """One story per field, by the token's owner, with the old and the new value."""
    mine = asana.TasksApi(connect("asana-ines"))
    mine.update_task({"data": {"name": "New", "due_on": "2026-05-01"}}, task.gid, {})
    asana.SectionsApi(connect("asana-paul")).add_task_for_section(
        project.sections[3].gid, {"body": {"data": {"task": task.gid}}}
    )
    opts = {"opt_fields": "resource_subtype,created_by.name,old_name,new_name,new_dates,"
            "old_section.name,new_section.name,created_at"}  # fmt: skip
    stories = list(asana.StoriesApi(connect()).get_stories_for_task(task.gid, opts))[1:]
    kinds = [(one["resource_subtype"], one["created_by"]["name"]) for one in stories]
    assert kinds == [
        ("name_changed", "Inès Moreau"),
        ("due_date_changed", "Inès Moreau"),
        ("section_changed", "Paul Lefèvre"),
    ]
    assert (stories[0]["old_name"], stories[0]["new_name"]) == ("Ship it", "New")
    assert stories[1]["new_dates"]["due_on"] == "2026-05-01"
    assert stories[2]["new_section"]["name"] == "Fait"


def test_a_comment_is_a_story_and_only_a_new_one_moves_modified_at(
    sandbox: Sandbox, task: Task, tasks: Any, connect: Any, refusal: Any
) -> None:
    """Only its author may change it."""
    before = tasks.get_task(task.gid, {})["modified_at"]
    sandbox.world.clock.advance(5)
    stories = asana.StoriesApi(connect())
    made = stories.create_story_for_task({"data": {"text": "Hello"}}, task.gid, {})
    assert (made["type"], made["text"]) == ("comment", "Hello")
    after = tasks.get_task(task.gid, {})["modified_at"]
    assert after > before
    body = {"data": {"text": "Changed"}}
    assert stories.update_story(body, made["gid"], {})["is_edited"] is True
    assert tasks.get_task(task.gid, {})["modified_at"] == after
    other = asana.StoriesApi(connect("asana-tom"))
    assert refusal(other.update_story, body, made["gid"], {})[0] == 403


def test_the_comments_of_a_task_can_be_listed_alone(
    task: Task, tasks: Any, connect: Any, refusal: Any
) -> None:
    """Without the activity; nothing else is offered."""
    stories = asana.StoriesApi(connect())
    tasks.update_task({"data": {"name": "New"}}, task.gid, {})
    stories.create_story_for_task({"data": {"text": "Hello"}}, task.gid, {})
    only = {"resource_subtype": "comment_added"}
    assert [s["text"] for s in stories.get_stories_for_task(task.gid, only)] == ["Hello"]
    wrong = {"resource_subtype": "assigned"}
    status, said = refusal(lambda: list(stories.get_stories_for_task(task.gid, wrong)))
    assert (status, "comment_added" in said) == (400, True)


class TestEvents:
    """The stream of changes behind sync tokens."""

    @pytest.fixture
    def events(self, connect: Any) -> Any:
        """Return the events API."""
        return asana.EventsApi(connect())

    def token(self, events: Any, gid: str, sync: str | None = None) -> str:
        """Return the token that comes with a 412."""
        with pytest.raises(ApiException) as caught:
            events.get_events(gid, {"sync": sync} if sync else {}, full_payload=True)
        assert caught.value.status == 412
        return str(json.loads(caught.value.body)["sync"])

    def test_a_section_move_is_told(
        self, project: Project, task: Task, events: Any, connect: Any
    ) -> None:
        """Removed from one section and added to the other, by whom."""
        token = self.token(events, project.gid)
        asana.SectionsApi(connect("asana-aya")).add_task_for_section(
            project.sections[1].gid, {"body": {"data": {"task": task.gid}}}
        )
        read = events.get_events(project.gid, {"sync": token}, full_payload=True)
        told = [(e["type"], e["action"], e["parent"]["name"]) for e in read["data"]]
        assert told == [
            ("task", "removed", "À faire"),
            ("task", "added", "En cours"),
            ("story", "added", "Ship it"),
        ]
        assert {e["user"]["name"] for e in read["data"]} == {"Aya Tanaka"}
        assert read["has_more"] is False
        again = events.get_events(project.gid, {"sync": read["sync"]}, full_payload=True)
        assert again["data"] == []

    def test_an_edited_comment_is_told_without_its_task(
        self, project: Project, task: Task, events: Any, connect: Any
    ) -> None:
        """And so is a deleted one; only an added one has a parent."""
        token, stories = self.token(events, project.gid), asana.StoriesApi(connect())
        made = stories.create_story_for_task({"data": {"text": "Hello"}}, task.gid, {})["gid"]
        stories.update_story({"data": {"text": "Changed"}}, made, {})
        stories.delete_story(made)
        read = events.get_events(project.gid, {"sync": token}, full_payload=True)["data"]
        told = [(e["type"], e["action"], (e["parent"] or {}).get("name")) for e in read]
        assert told == [
            ("story", "added", "Ship it"),
            ("story", "changed", None),
            ("story", "deleted", None),
        ]
        assert {e["resource"]["gid"] for e in read} == {made}

    def test_a_hundred_at_a_time(
        self, project: Project, task: Task, tasks: Any, events: Any
    ) -> None:
        """has_more until the last page; nothing twice, nothing missing."""
        token = self.token(events, project.gid)
        for number in range(60):
            tasks.update_task({"data": {"name": f"N{number}"}}, task.gid, {})
        seen, more = [], True
        while more:
            read = events.get_events(project.gid, {"sync": token}, full_payload=True)
            assert len(read["data"]) <= 100
            seen += [e["change"]["field"] for e in read["data"] if "change" in e]
            token, more = read["sync"], read["has_more"]
        assert seen == ["name"] * 60

    def test_an_old_token_is_refused_with_a_fresh_one(
        self, sandbox: Sandbox, project: Project, task: Task, events: Any
    ) -> None:
        """After a day, or for another resource; the fresh one works."""
        token = self.token(events, project.gid)
        sandbox.world.clock.advance(timedelta(hours=25).total_seconds())
        fresh = self.token(events, project.gid, token)
        assert events.get_events(project.gid, {"sync": fresh}, full_payload=True)["data"] == []
        self.token(events, task.gid, fresh)

    def test_events_come_late_and_some_never(
        self, sandbox: Sandbox, project: Project, task: Task, tasks: Any, events: Any
    ) -> None:
        """Lag hides for a while; the at-most-once switch loses a share for ever."""
        pressure = sandbox.world.pressure
        pressure.lag["asana_events"] = 30
        token = self.token(events, project.gid)
        tasks.update_task({"data": {"name": "late"}}, task.gid, {})
        first = events.get_events(project.gid, {"sync": token}, full_payload=True)
        assert first["data"] == []
        sandbox.world.clock.advance(31)
        second = events.get_events(project.gid, {"sync": first["sync"]}, full_payload=True)
        assert len(second["data"]) == 2
        pressure.switches["asana_lost_events"] = 1.0
        tasks.update_task({"data": {"name": "lost"}}, task.gid, {})
        sandbox.world.clock.advance(31)
        third = events.get_events(project.gid, {"sync": second["sync"]}, full_payload=True)
        assert third["data"] == []


class TestBatch:
    """Up to ten actions in one request."""

    def send(self, connect: Any, *actions: dict[str, Any]) -> Any:
        """Send a batch and return the answers."""
        body = {"data": {"actions": list(actions)}}
        return list(asana.BatchAPIApi(connect()).create_batch_request(body, {}))

    def test_each_action_has_its_own_answer(self, task: Task, connect: Any) -> None:
        """Reads, writes and failures, in the order asked for."""
        answers = self.send(
            connect,
            {"method": "get", "relative_path": f"/tasks/{task.gid}",
             "options": {"fields": ["name"]}},
            {"method": "get", "relative_path": "/tasks/999"},
            {"method": "put", "relative_path": f"/tasks/{task.gid}", "data": {"name": "Batched"}},
            {"method": "get", "relative_path": "/nowhere"},
        )  # fmt: skip
        assert [one["status_code"] for one in answers] == [200, 404, 200, 404]
        # The actions run backwards here: the read sees what the later write has done.
        assert answers[0]["body"]["data"] == {"gid": task.gid, "name": "Batched"}
        assert answers[1]["body"]["errors"][0]["message"] == "task: Not a recognized ID: 999"

    @pytest.mark.usefixtures("project")
    @pytest.mark.parametrize(
        ("actions", "words"),
        [
            ([], "at least one action"),
            ([{"method": "get", "relative_path": "/users/me"}] * 11, "no more than 10"),
            ([{"method": "get", "relative_path": "/tasks?project=1"}], "Query strings"),
        ],
    )
    def test_a_batch_has_one_to_ten_actions_without_query_strings(
        self, connect: Any, actions: list[Any], words: str, refusal: Any
    ) -> None:
        """Anything else is refused as a whole."""
        assert words in refusal(self.send, connect, *actions)[1]
