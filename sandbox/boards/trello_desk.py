"""Trello's side of the boards: one column per open list."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.boards.cards import Board, Desk, Edit
from sandbox.boards.cards import Card as Shown
from sandbox.clock import iso
from sandbox.people import Person
from sandbox.trello import fieldvalues
from sandbox.trello.changes import change
from sandbox.trello.records import Board as TrelloBoard
from sandbox.trello.records import BoardList, Card
from sandbox.trello.state import noon

if TYPE_CHECKING:
    from sandbox.world import World


def boards(world: World) -> list[Board]:
    """Return one board per board: what is neither archived nor in an archived list."""
    return [
        Board(
            "trello",
            board.name,
            tuple(one.name for one in _lists(board)),
            tuple(_card(one) for one in _cards(board)),
        )
        for board in world.trello.boards.values()
        if not board.closed
    ]


def _lists(board: TrelloBoard) -> list[BoardList]:
    open_ones = (one for one in board.lists if not one.closed)
    return sorted(open_ones, key=lambda one: one.pos)


def _cards(board: TrelloBoard) -> list[Card]:
    visible = (one for one in board.cards if not one.closed and not one.column.closed)
    return sorted(visible, key=lambda one: one.pos)


def _find(world: World, identifier: str) -> Card:
    return world.trello.get(world.trello.cards, identifier)


def card(world: World, identifier: str) -> Shown:
    """Return one card."""
    return _card(_find(world, identifier))


def _card(one: Card) -> Shown:
    custom = ((item.field.name, fieldvalues.as_seen(item)) for item in one.items.values())
    return Shown(
        tool="trello",
        id=one.id,
        key=one.short_link,
        title=one.name,
        status=one.column.name,
        owner=one.members[0] if one.members else None,
        start=_day(one.start),
        due=_day(one.due),
        labels=tuple(label.name or label.color or "" for label in one.labels),
        kind="Card",
        changed=iso(one.active_at),
        more=(
            *custom,
            ("Complete", "yes" if one.due_complete else "no"),
            ("Archived", "yes" if one.closed else "no"),
            ("Links", "\n".join(attachment.url for attachment in one.attachments)),
            ("Description", one.desc),
        ),
    )


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def statuses(world: World, identifier: str) -> tuple[str, ...]:
    """Return the open lists of the card's board."""
    return tuple(one.name for one in _lists(_find(world, identifier).board))


def edit(world: World, identifier: str, wanted: Edit, by: Person) -> None:
    """Change the card, as far as it differs, and move it to its column."""
    found, now = _find(world, identifier), card(world, identifier)
    body: dict[str, Any] = {"name": wanted.title}
    if wanted.owner != (now.owner.key if now.owner else ""):
        others = [one.trello_id for one in found.members[1:]]
        first = [world.people[wanted.owner].trello_id] if wanted.owner else []
        body["idMembers"] = [*first, *others]
    for name, new, old in (("start", wanted.start, now.start), ("due", wanted.due, now.due)):
        if new != old:
            body[name] = iso(noon(date.fromisoformat(new))) if new else None
    named = (one.id for one in _lists(found.board) if one.name == wanted.status)
    if wanted.status != now.status and (target := next(named, None)) is not None:
        body["idList"] = target
    change(world, found, body, by)


DESK = Desk(boards, card, statuses, edit)
