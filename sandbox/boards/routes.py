"""The pages at / and /board/{tool}/{id}, and the form that edits a card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.boards import asana_desk, html, jira_desk, notion_desk, talk, trello_desk
from sandbox.boards.cards import Card, Desk, Edit
from sandbox.http import Call, Endpoint, Refusal, Reply

if TYPE_CHECKING:
    from sandbox.world import World

DESKS: Mapping[str, Desk] = {
    "notion": notion_desk.DESK,
    "jira": jira_desk.DESK,
    "asana": asana_desk.DESK,
    "trello": trello_desk.DESK,
}


def _page(text: str, status: int = 200) -> Reply:
    headers = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    return Reply(status, text, headers)


def overview(world: World, call: Call) -> Reply:
    """Show every board of every tool that has one; `?stories=1` shows Jira's stories too."""
    boards = {tool: desk.boards(world) for tool, desk in DESKS.items()}
    used = {tool: shown for tool, shown in boards.items() if shown}
    return _page(html.overview(world, used, stories=call.first("stories") == "1"))


def _desk(call: Call) -> Desk:
    desk = DESKS.get(call.path_params["tool"])
    if desk is None:
        raise Refusal(Reply(404, f"There is no board of {call.path_params['tool']}."))
    return desk


def _missing(world: World, call: Call) -> Reply:
    sentence = "<main class='one'><h1>There is no such card</h1><p><a href='/'>All boards</a></p>"
    return _page(html.page(world, "Not found", f"{sentence}</main>"), 404)


def card(world: World, call: Call) -> Reply:
    """Show one card and its form."""
    desk, identifier = _desk(call), call.path_params["id"]
    try:
        shown = desk.card(world, identifier)
    except Refusal:
        return _missing(world, call)
    return _page(html.form(world, shown, desk.statuses(world, identifier)))


def edit(world: World, call: Call) -> Reply:
    """Save the form as the chosen person, and show the card again with what came of it."""
    desk, identifier = _desk(call), call.path_params["id"]
    form = dict(parse_qsl(call.raw.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        before = desk.card(world, identifier)
    except Refusal:
        return _missing(world, call)
    wanted, key = _completed(form, before), form.get("by", "ops")
    problem = _problem(world, wanted, key) or _saved(world, desk, before, wanted, key)
    now = desk.card(world, identifier)
    if problem:
        now = replace(now, title=wanted.title)
    notice = problem or f"Saved as {world.people[key].name}."
    text = html.form(world, now, desk.statuses(world, identifier), notice, key)
    return _page(text, 400 if problem else 200)


def comment(world: World, call: Call) -> Reply:
    """Say something on a card as the chosen person, and show the card again."""
    desk, identifier = _desk(call), call.path_params["id"]
    form = dict(parse_qsl(call.raw.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        shown = desk.card(world, identifier)
    except Refusal:
        return _missing(world, call)
    by, text = world.people.get(form.get("by", "")), form.get("text", "").strip()
    if by is None or not by.active or not text:
        problem = "Say something, as somebody who is still here."
        states = desk.statuses(world, identifier)
        return _page(html.form(world, shown, states, problem), 400)
    talk.say(world, call.path_params["tool"], shown.id, text, by)
    states, notice = desk.statuses(world, identifier), f"Said as {by.name}."
    return _page(html.form(world, desk.card(world, identifier), states, notice, by.key))


def _completed(form: Mapping[str, str], before: Card) -> Edit:
    """Fill in what the form leaves out with what the card shows."""
    owner = before.owner.key if before.owner else ""
    shown = {"title": before.title, "status": before.status, "owner": owner}
    return Edit.of({**shown, "start": before.start, "due": before.due, **form})


def _problem(world: World, wanted: Edit, key: str) -> str | None:
    """Say what no tool would take, or None."""
    by = world.people.get(key)
    if by is None or not by.active:
        return "Choose who edits: somebody who is still here."
    if not wanted.title:
        return "A card needs a title."
    if wanted.owner and world.people.get(wanted.owner) is None:
        return "The owner must be one of the people."
    days = [day for day in (wanted.start, wanted.due) if day]
    if not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in days):
        return "A date is written as 2026-03-02."
    return None


def _saved(world: World, desk: Desk, before: Card, wanted: Edit, key: str) -> str | None:
    """Save, and return the tool's own words when it refuses."""
    try:
        desk.edit(world, before.id, wanted, world.people[key])
    except Refusal as refused:
        return _words(refused.reply.body)
    return None


def _words(body: Any) -> str:
    """Return the sentence inside a vendor's error."""
    if not isinstance(body, dict):
        return str(body)
    if body.get("errors") and isinstance(body["errors"], list):
        return str(body["errors"][0].get("message"))
    sentences = [*body.get("errorMessages", ()), *dict(body.get("errors") or {}).values()]
    return str(body.get("message") or "; ".join(map(str, sentences)))


ROUTES: tuple[Endpoint, ...] = (
    Endpoint("GET", "/", overview),
    Endpoint("GET", "/board/{tool}/{id}", card),
    Endpoint("POST", "/board/{tool}/{id}", edit, write=True),
    Endpoint("POST", "/board/{tool}/{id}/comment", comment, write=True),
)
