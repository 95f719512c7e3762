"""Changes of a card as the API, a board or a scripted person makes them: checked, then applied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.people import Person
from sandbox.trello import history, positions
from sandbox.trello.arguments import DESC_LIMIT, Given, flag, items, known, moment, text, title
from sandbox.trello.errors import invalid
from sandbox.trello.records import BoardList, Card, Label
from sandbox.trello.state import cards_in

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState
    from sandbox.world import World

Step = Callable[[], None]  # one checked change, ready to be applied
TELL_POSITIONS = "trello_pos_actions"  # a switch: a new position makes an action too


def _desc(value: Any, name: str) -> str:
    return text(value, name, DESC_LIMIT)


def _reminder(value: Any, name: str) -> int | None:
    if value in (None, "", -1, "-1"):
        return None
    if isinstance(value, bool) or not str(value).isdigit():
        raise invalid(name)
    return int(value)


PLAIN: dict[str, tuple[str, Callable[[Any, str], Any]]] = {  # parameter: attribute and its reader
    "name": ("name", title),
    "desc": ("desc", _desc),
    "closed": ("closed", flag),
    "due": ("due", moment),
    "start": ("start", moment),
    "dueComplete": ("due_complete", flag),
    "dueReminder": ("due_reminder", _reminder),
}


def change(world: World, card: Card, given: Given, by: Person) -> None:
    """Apply parameters such as `{"name": …, "idList": …}`: all of them, or none and a refusal."""
    editor = Editor(world, card, by)
    steps = editor.steps(given)
    if steps:
        world.clock.tick()
        for step in steps:
            step()
        if steps != [editor.placing]:
            history.touch(world.trello, card)


class Editor:
    """Turn parameters into steps; each sets a value and remembers it as an action of its own."""

    def __init__(self, world: World, card: Card, by: Person, *, new: bool = False) -> None:
        self.world, self.card, self.by = world, card, by
        self.state: TrelloState = world.trello
        self.new = new  # what a new card begins with is no change
        self.placing: Step | None = None  # the step that moves it up or down, and nothing else

    def steps(self, given: Given) -> list[Step]:
        """Check everything that Trello knows about cards; unknown parameters are ignored."""
        steps = [self._plain(name, given[name]) for name in PLAIN if name in given]
        if "idMembers" in given:
            steps.append(self._members(items(given["idMembers"], "idMembers")))
        board = self.card.column.board
        inside = self._target(given)
        if inside is not self.card.column:
            board = inside.board
            steps.append(lambda: move(self.state, self.card, inside, self.by))
        if "idLabels" in given:
            held = {label.id: label for label in board.labels}
            wanted = [self._label(held, one) for one in items(given["idLabels"], "idLabels")]
            steps.append(self._labels(wanted))
        if "pos" in given:
            steps.append(self._pos(given["pos"], inside))
        return [step for step in steps if step is not None]

    def _plain(self, name: str, value: Any) -> Step | None:
        attribute, reader = PLAIN[name]
        card, new = self.card, reader(value, name)
        old = getattr(card, attribute)
        if new == old:
            return None

        def step() -> None:
            setattr(card, attribute, new)
            if not self.new:
                told = {name: _told(new)}
                history.changed(self.state, card, self.by, told, {name: _told(old)})

        return step

    def _target(self, given: Given) -> BoardList:
        """Return the list where the card will be; on another board the first open one, untold."""
        state, here = self.state, self.card.column
        board = known(state.boards, given.get("idBoard", here.board.id), "idBoard")
        if "idList" in given:
            inside = known(state.lists, given["idList"], "idList")
            if inside.board is not board:
                raise invalid("idList")
            return inside
        if board is here.board:
            return here
        open_ones = [one for one in board.lists if not one.closed]
        if not open_ones:
            raise invalid("idBoard")
        return min(open_ones, key=lambda one: one.pos)

    def _members(self, wanted: list[str]) -> Step | None:
        card, state = self.card, self.state
        board = {one.person.trello_id: one.person for one in card.board.memberships}
        if not set(wanted) <= board.keys():
            raise invalid("idMembers")
        people = [board[one] for one in dict.fromkeys(wanted)]
        if people == card.members:
            return None

        def step() -> None:
            gone = [one for one in card.members if one not in people]
            come = [one for one in people if one not in card.members]
            card.members = people
            if self.new:
                return
            for kind, some in (("removeMemberFromCard", gone), ("addMemberToCard", come)):
                for person in some:
                    told: dict[str, Any] = {"idMember": person.trello_id}
                    history.record(state, kind, self.by, card, member=person, **told)

        return step

    def _label(self, held: dict[str, Label], wanted: str) -> Label:
        if wanted not in held:
            raise invalid("idLabels")
        return held[wanted]

    def _labels(self, wanted: list[Label]) -> Step | None:
        card, state = self.card, self.state
        labels = list(dict.fromkeys(wanted))
        if labels == card.labels:
            return None

        def step() -> None:
            gone = [one for one in card.labels if one not in labels]
            come = [one for one in labels if one not in card.labels]
            card.labels = labels
            if self.new:
                return
            for kind, some in (("removeLabelFromCard", gone), ("addLabelToCard", come)):
                for label in some:
                    told = {"id": label.id, "name": label.name, "color": label.color}
                    history.record(state, kind, self.by, card, label=told, text=label.name)

        return step

    def _pos(self, value: Any, inside: BoardList) -> Step | None:
        card, others = self.card, [c for c in cards_in(inside) if c is not self.card]
        pos = positions.wanted(value, others)
        if pos == card.pos and inside is card.column:
            return None

        def step() -> None:
            old, card.pos = card.pos, pos
            positions.settle(cards_in(inside))
            if self.world.pressure.switches.get(TELL_POSITIONS) and not self.new:
                told, before = positions.shown(card.pos), positions.shown(old)
                history.changed(self.state, card, self.by, {"pos": told}, {"pos": before})

        self.placing = step
        return step


def _told(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value


def move(state: TrelloState, card: Card, inside: BoardList, by: Person) -> None:
    """Move a card to another list, at its end; another board keeps only what fits there."""
    before = card.column
    card.pos = positions.wanted("bottom", cards_in(inside))
    card.column = inside
    if before.board is inside.board:
        history.moved(state, card, before, by)
        return
    board = inside.board
    before.board.cards.remove(card)
    board.cards.append(card)
    board.last_number += 1
    card.number = board.last_number
    _fit(card)
    history.changed_boards(state, card, before, by)


def _fit(card: Card) -> None:
    """Drop labels, fields and members that the new board does not have; name and kind decide."""
    board = card.board
    labels = {(label.name, label.color): label for label in reversed(board.labels)}
    wanted = [labels.get((label.name, label.color)) for label in card.labels]
    card.labels = [label for label in wanted if label is not None]
    card.members = [p for p in card.members if p in {one.person for one in board.memberships}]
    card.items = {}
