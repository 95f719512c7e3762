"""The pages: plain HTML with its own style, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from sandbox.boards import talk
from sandbox.boards.cards import Board, Card
from sandbox.boards.style import STYLE
from sandbox.clock import iso

if TYPE_CHECKING:
    from sandbox.world import World

READ = 10  # signs of a key that people read
NAMES = {"notion": "Notion", "jira": "Jira", "asana": "Asana", "trello": "Trello"}


def page(world: World, title: str, body: str) -> str:
    """Wrap a body into a whole page with the sandbox's clock."""
    now = iso(world.clock.now)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{STYLE}</style></head>
<body><header><a class="home" href="/">Syncline sandbox</a>
<span>scenario <b>{escape(world.scenario)}</b></span>
<time datetime="{now}">{now[:10]} {now[11:16]} UTC</time></header>
{body}</body></html>"""


def overview(world: World, boards: dict[str, list[Board]], *, stories: bool) -> str:
    """Show the tools side by side."""
    panes = "".join(_pane(tool, shown, stories=stories) for tool, shown in boards.items())
    link = '<a href="/">epics only</a>' if stories else '<a href="/?stories=1">with the stories</a>'
    return page(world, "Boards", f'<nav>{link}</nav><main class="tools">{panes}</main>')


def _pane(tool: str, boards: Iterable[Board], *, stories: bool) -> str:
    shown = [_board(board, stories=stories) for board in boards]
    return f'<section class="tool {tool}"><h1>{NAMES[tool]}</h1>{"".join(shown)}</section>'


def _board(board: Board, *, stories: bool) -> str:
    cards = [card for card in board.cards if stories or card.kind != "Story"]
    columns = "".join(
        _column(name, [card for card in cards if card.status == name]) for name in board.columns
    )
    return (
        f'<article class="board"><h2>{escape(board.name)} <small>{len(cards)}</small></h2>'
        f'<div class="columns">{columns}</div></article>'
    )


def _column(name: str, cards: list[Card]) -> str:
    shown = "".join(map(_card, cards))
    return f'<div class="column"><h3>{escape(name)} <small>{len(cards)}</small></h3>{shown}</div>'


def _card(card: Card) -> str:
    labels = "".join(f"<i>{escape(label)}</i>" for label in card.labels)
    owner = escape(card.owner.name) if card.owner else "nobody"
    dates = " → ".join(filter(None, (card.start, card.due)))
    return (
        f'<a class="card" href="{_address(card)}"><b>{escape(card.title) or "Untitled"}</b>'
        f'<span class="meta">{escape(_short(card.key))} · {owner}</span>'
        f'<span class="meta days">{escape(dates)}</span><span class="labels">{labels}</span></a>'
    )


def _short(key: str) -> str:
    """Keep the end of a number that nobody reads whole."""
    return key if len(key) <= READ else f"…{key[-6:]}"


def _address(card: Card) -> str:
    return f"/board/{escape(card.tool)}/{escape(card.id)}"


def form(
    world: World, card: Card, statuses: Iterable[str], notice: str = "", by: str = "ops"
) -> str:
    """Show one card with all its fields and the form that edits it."""
    people = [(one.key, one.name) for one in world.people if one.active and not one.bot]
    owner = card.owner.key if card.owner else ""
    owners = [("", "nobody"), *people]
    if card.owner and not card.owner.active:
        owners.append((card.owner.key, f"{card.owner.name} (left)"))
    fields = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value) or '—'}</dd>"
        for name, value in (
            ("Labels", ", ".join(card.labels)),
            *card.more,
            ("Last change", card.changed[:16].replace("T", " ")),
        )
    )
    inputs = (
        _input("title", "Title", card.title, "text"),
        _select("status", "Status", card.status, [(name, name) for name in statuses]),
        _select("owner", "Owner", owner, owners),
        _input("start", "Start", card.start, "date"),
        _input("due", "Due", card.due, "date"),
        _select("by", "Edit as", by, people),
    )
    said = f'<p class="notice" role="status">{escape(notice)}</p>' if notice else ""
    body = (
        f'<main class="one {escape(card.tool)}"><h1>{NAMES[card.tool]} · {escape(card.key)}</h1>'
        f'{said}<form method="post" action="{_address(card)}">{"".join(inputs)}'
        f"<button>Save</button></form><dl>{fields}</dl>{_talk(world, card, people, by)}"
        f"{_written(world, card)}</main>"
    )
    return page(world, card.title, body)


def _talk(world: World, card: Card, people: Iterable[tuple[str, str]], by: str) -> str:
    """Show the comments of a card, and a form for one more."""
    said = "".join(
        f"<li><b>{escape(one.by)}</b> <time>{one.at[:16].replace('T', ' ')}</time>"
        f"<p>{escape(one.text)}</p></li>"
        for one in talk.heard(world, card.tool, card.id)
    )
    who = _select("by", "Say it as", by, people)
    return (
        f'<h2>Comments</h2><ol class="said">{said or "<li>Nobody has said anything.</li>"}</ol>'
        f'<form method="post" action="{_address(card)}/comment">'
        '<label>Comment<textarea name="text" rows="2" required></textarea></label>'
        f"{who}<button>Comment</button></form>"
    )


def _written(world: World, card: Card) -> str:
    """Show what Syncline wrote to a card, the newest first."""
    lines = "".join(
        f"<li><time>{at[:16].replace('T', ' ')}</time> <code>{escape(what)}</code>"
        f"<pre>{escape(carried)}</pre></li>"
        for at, what, carried in talk.written(world, card.tool, {card.id, card.key})
    )
    return (
        f'<h2>What Syncline did here</h2><ol class="said">{lines or "<li>Nothing yet.</li>"}</ol>'
    )


def _input(name: str, label: str, value: str, kind: str) -> str:
    return f'<label>{label}<input name="{name}" type="{kind}" value="{escape(value)}"></label>'


def _select(name: str, label: str, chosen: str, options: Iterable[tuple[str, str]]) -> str:
    shown = "".join(
        f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>'
        f"{escape(text)}</option>"
        for key, text in options
    )
    return f'<label>{label}<select name="{name}">{shown}</select></label>'
