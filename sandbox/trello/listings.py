"""Listings: cards by filter and page, actions newest first between two moments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sandbox.http import Call, Refusal, Reply
from sandbox.trello import cardviews, errors, views
from sandbox.trello.arguments import Given, count, given, wants
from sandbox.trello.errors import invalid
from sandbox.trello.ids import LONG, created
from sandbox.trello.lookup import seen
from sandbox.trello.records import Action, Card

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState
    from sandbox.world import World

PAGE = 1000  # as many cards as one answer may have
FILTERS: Mapping[str, Callable[[Card], bool]] = {
    "all": lambda _: True,
    "closed": lambda card: card.closed,
    "none": lambda _: False,
    "open": lambda card: not card.closed,
    "visible": lambda card: not card.closed and not card.column.closed,
    "complete": lambda card: not card.closed and card.due_complete,
    "incomplete": lambda card: not card.closed and not card.due_complete,
}
COMMENTS_AND_MOVES = "commentCard,updateCard:idList"  # what a card's actions are unless told
Moment = tuple[datetime, str]  # when, and the id that decides between two of one millisecond


def cards(world: World, call: Call, found: Iterable[Card], default: str) -> Reply:
    """List cards: all of them, or with a limit the newest ones, newest first.

    More than 1000 at once are refused with 403; `before` takes a card id to go on from.
    """
    asked = given(call)
    kind = str(call.path_params.get("filter") or asked.get("filter") or default)
    if kind not in FILTERS:
        raise invalid("filter")
    chosen = [card for card in seen(world, call, found) if FILTERS[kind](card)]
    if "limit" in asked or "before" in asked or "since" in asked:
        chosen = _page(chosen, asked)
    elif len(chosen) > PAGE:
        text = "Requested too many cards, use limit and before to page"
        raise Refusal(errors.coded(403, "API_TOO_MANY_CARDS_REQUESTED", text))
    else:
        chosen.sort(key=lambda card: (card.column.pos, card.pos))
    return Reply(200, [cardviews.show(world.trello, card, asked) for card in chosen])


def _page(found: list[Card], asked: Given) -> list[Card]:
    """Return the newest cards between two ids or moments."""
    limit = count(asked, "limit", PAGE, PAGE)
    between = _between(asked, created)
    kept = [card for card in found if between((created(card.id), card.id))]
    return sorted(kept, key=lambda card: card.id, reverse=True)[:limit]


def actions(world: World, call: Call, found: Iterable[Action], default: str = "all") -> Reply:
    """List actions, newest first: 50 unless told otherwise, at most 1000."""
    asked, state = given(call), world.trello
    limit, page = count(asked, "limit", 50, PAGE), count(asked, "page", 0, PAGE)
    if limit * page > PAGE:
        raise invalid("page")
    between = _between(asked, lambda identifier: _date(state, identifier))
    wanted = _wanted(str(asked.get("filter") or default))
    models = set(str(asked["idModels"]).split(",")) if asked.get("idModels") else None
    unseen = world.sight.unseen("trello", call.user)
    kept = [
        action
        for action in found
        if between((action.date, action.id))
        and wanted(action)
        and not action.about & unseen
        and (models is None or action.about & models)
    ]
    kept.sort(key=lambda action: (action.date, action.id), reverse=True)
    if asked.get("format") == "count":
        return Reply(200, {"_value": len(kept)})
    return Reply(200, [show(one, asked) for one in kept[page * limit : (page + 1) * limit]])


def chosen(found: Iterable[Action], filter_: str) -> list[views.Shown]:
    """Show the 50 newest actions of a kind, as they are nested in a card."""
    wanted = _wanted(filter_)
    kept = sorted((one for one in found if wanted(one)), key=lambda one: (one.date, one.id))
    return [views.action(one) for one in kept[:-51:-1]]


def show(action: Action, asked: Given) -> views.Shown:
    """Show an action with the fields and the members that are asked for."""
    creator = asked.get("memberCreator_fields", views.CREATOR)
    about = asked.get("member_fields", views.CREATOR)
    whole = views.action(
        action,
        creator=creator if wants(asked, "memberCreator", default=True) else None,
        about=about if wants(asked, "member", default=True) else None,
    )
    if asked.get("fields") in (None, "", "all"):
        return whole
    return views.picked(whole, f"{asked['fields']},member,memberCreator")


def _wanted(filter_: str) -> Callable[[Action], bool]:
    """Read a filter: action types, some with the one property that changed."""
    names = {name.strip() for name in filter_.split(",")}

    def wanted(action: Action) -> bool:
        changed = {f"{action.type}:{name}" for name in action.data.get("old", ())}
        return "all" in names or action.type in names or not names.isdisjoint(changed)

    return wanted


def _date(state: TrelloState, identifier: str) -> datetime:
    """Return the date of an action, or the seconds in the id of any other thing."""
    known = state.actions.get(identifier)
    return known.date if known else created(identifier)


def _between(asked: Given, date: Callable[[str], datetime]) -> Callable[[Moment], bool]:
    """Read `since` and `before`: the one lets its own moment in, the other does not."""
    since, before = (_bound(asked.get(name), name, date) for name in ("since", "before"))

    def between(moment: Moment) -> bool:
        return (since is None or moment >= since) and (before is None or moment < before)

    return between


def _bound(value: object, name: str, date: Callable[[str], datetime]) -> Moment | None:
    if value in (None, "", "null"):
        return None
    text = str(value)
    if LONG.fullmatch(text):
        return (date(text), text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(name) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC), "")
