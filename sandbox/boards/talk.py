"""What is said on a card, and what Syncline did to it, as a person reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sandbox.asana import moves
from sandbox.clock import iso
from sandbox.jira import adf
from sandbox.notion import richtext
from sandbox.trello import cards

if TYPE_CHECKING:
    from sandbox.log import Entry
    from sandbox.people import Person
    from sandbox.world import World

NEWEST = 12  # writes that are shown of a card
WORDS = 240  # characters of what a write carried


class Said(NamedTuple):
    """One comment."""

    by: str
    at: str
    text: str


def _in_jira(world: World, issue: str) -> Iterator[Said]:
    for one in world.jira.comments[world.jira.the(issue).id]:
        yield Said(world.people[one.author].name, iso(one.created), adf.plain(one.body))


def _in_asana(world: World, task: str) -> Iterator[Said]:
    for one in world.asana.task(task).stories:
        if one.subtype == "comment_added":
            yield Said(one.created_by.name, iso(one.created_at), one.text)


def _in_notion(world: World, page: str) -> Iterator[Said]:
    for one in world.notion.comments:
        if one.parent.id == page and not one.resolved:
            at = iso(one.stamp.created_at)
            yield Said(one.stamp.created_by.name, at, richtext.words(one.rich_text))


def _in_trello(world: World, card: str) -> Iterator[Said]:
    for one in world.trello.actions.values():
        if one.type == "commentCard" and card in one.about:
            yield Said(one.by.name, iso(one.date), str(one.data["text"]))


def _to_asana(world: World, task: str, text: str, by: Person) -> None:
    moves.comment(world.asana, world.asana.task(task), {"text": text}, by)


def _to_trello(world: World, card: str, text: str, by: Person) -> None:
    cards.comment(world.trello, world.trello.cards[card], text, by)


_HEARD: Mapping[str, Callable[[World, str], Iterator[Said]]] = {
    "jira": _in_jira, "asana": _in_asana, "notion": _in_notion, "trello": _in_trello,
}  # fmt: skip
_SAY: Mapping[str, Callable[[World, str, str, Person], object]] = {
    "jira": lambda world, issue, text, by: world.jira.add_comment(issue, text, by.key),
    "asana": _to_asana,
    "notion": lambda world, page, text, by: world.notion.add_comment(
        world.notion.page(page), text, by=by.key
    ),
    "trello": _to_trello,
}


def heard(world: World, tool: str, card: str) -> list[Said]:
    """Return what is said on a card, oldest first."""
    return sorted(_HEARD[tool](world, card), key=lambda one: one.at)


def say(world: World, tool: str, card: str, text: str, by: Person) -> None:
    """Comment on a card as a person."""
    _SAY[tool](world, card, text, by)


def written(world: World, tool: str, names: set[str]) -> list[tuple[str, str, str]]:
    """Return Syncline's newest writes to a card: when, what, and what it carried."""
    mine = [one for one in world.log.writes(0, tool) if one.user == "sync" and _about(one, names)]
    return [
        (one.time, f"{one.method} {one.path} → {one.status or 'no answer'}", one.body[:WORDS])
        for one in reversed(mine[-NEWEST:])
    ]


def _about(entry: Entry, names: set[str]) -> bool:
    return bool(names & set(entry.path.split("/"))) or any(name in entry.body for name in names)
