"""Trello's endpoints over httpx: one call is one request; no meaning, no retry of its own."""

import weakref
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any
from urllib.parse import quote

import httpx

from connectors.gateway import Gateway
from connectors.limits import PACKED, Transport
from connectors.trello.dates import written
from connectors.trello.failures import NotAnAnswer, answered, classify, meant, part, words
from connectors.trello.native import CARD_FIELDS

TIMEOUT = httpx.Timeout(30, connect=5)  # seconds
PAGE = 1000  # cards, actions or labels; the most that one answer holds
BATCH = 10  # reads of one batch request
NESTED = 50  # actions that are shown with their card, at most
_NOW = (408, 429)
_ANY = (dict, list)  # of an answer that tells nothing of the card
Json = Mapping[str, Any]
Rows = Sequence[Json]


class TrelloClient:
    """Send the calls of one token; safe to use from several threads.

    Key and token travel in a header: what stands in an address ends up in logs.
    """

    def __init__(self, url: str, key: str, token: str, gateway: Gateway) -> None:
        credentials = f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"'
        headers = {"Authorization": credentials, "Accept": "application/json", **PACKED}
        self._http = httpx.Client(
            base_url=f"{url}/1", headers=headers, timeout=TIMEOUT, transport=Transport()
        )
        weakref.finalize(self, self._http.close)
        self._gateway = self.gateway = gateway
        self.credentials = {"Authorization": credentials}

    # -- the board --------------------------------------------------------------------------

    def me(self) -> Json:
        """Return the member of the token."""
        return self._one("read the member of the token", "/members/me", fields="username,email")

    def board(self, board: str) -> Json:
        """Return the board."""
        return self._one(f"read board {board}", _path("boards", board), fields="name,closed")

    def lists(self, board: str) -> Rows:
        """Return the lists of the board in order, the archived ones too."""
        path = _path("boards", board, "lists", "all")
        return self._rows(f"list the lists of board {board}", path, fields="name,closed")

    def fields(self, board: str) -> Rows:
        """Return the custom fields of the board with their options."""
        path = _path("boards", board, "customFields")
        return self._rows(f"list the custom fields of board {board}", path)

    def members(self, board: str) -> Rows:
        """Return the members of the board."""
        path = _path("boards", board, "members")
        return self._rows(f"list the members of board {board}", path, fields="username,email")

    def labels(self, board: str) -> Rows:
        """Return the labels of the board."""
        path = _path("boards", board, "labels")
        return self._rows(f"list the labels of board {board}", path, fields="name", limit=PAGE)

    def cards(
        self, board: str, before: str | None, *, counts: bool = False, lists: bool = False
    ) -> Rows:
        """Return one page of the cards that are not archived, also those on archived lists.

        `counts`: with the number of comments on each of them; `lists`: with their checklists.
        """
        params = {
            "fields": f"{CARD_FIELDS},badges" if counts else CARD_FIELDS,
            "customFieldItems": "true", "attachments": "true", "attachment_fields": "url",
            **({"checklists": "all"} if lists else {}),
            **({"before": before} if before else {}),
        }  # fmt: skip
        path = _path("boards", board, "cards", "open")

        def send(size: int) -> Rows:
            rows: Rows = answered(self._http.get(path, params={**params, "limit": size}), list)
            return rows

        what = f"list the cards of board {board}"
        return self._gateway.page(send, most=PAGE, what=what, classify=classify)

    def actions(self, board: str, since: datetime, before: str | None) -> Rows:
        """Return one page of what happened on the board since a moment, newest first."""
        return self._rows(
            f"list the actions of board {board}",
            _path("boards", board, "actions"),
            fields="type,date,data,idMemberCreator",
            member="false",
            memberCreator="false",
            since=str(written(since)),
            limit=PAGE,
            **({"before": before} if before else {}),
        )

    # -- cards ------------------------------------------------------------------------------

    def read_cards(
        self, cards: Sequence[str], *, comments: bool = False, lists: bool = False
    ) -> list[tuple[int, Any]]:
        """Return status and body for at most ten cards, in their order.

        `comments`: with the newest `NESTED` of each, as its "actions"; `lists`: with checklists.

        One part that says "not now", or refuses the token, is the answer to all.
        """
        # Addresses in a batch are divided by commas, so that none may hold a list of fields.
        each = "customFieldItems=true&attachments=true&attachment_fields=url"
        each += "&actions=commentCard" if comments else ""
        each += "&checklists=all" if lists else ""
        return self._parts([f"{_path('cards', card)}?{each}" for card in cards])

    def _parts(self, places: Sequence[str]) -> list[tuple[int, Any]]:
        what = f"read {len(places)} cards in a batch"

        def send() -> list[tuple[int, Any]]:
            rows = answered(self._http.get("/batch", params={"urls": ",".join(places)}), list)
            if len(rows) != len(places):
                raise NotAnAnswer(200, f"{len(rows)} answers to {len(places)} reads")
            return [_lasting(*part(row)) for row in rows]

        return self._gateway.call(send, what=what, write=False, classify=classify)

    def told(self, card: str, kind: str, before: str = "", limit: int = 0) -> Rows:
        """Return one page of the actions of a kind on a card, newest first, older than one."""
        what, path = f"list the {kind}s of card {card}", _path("cards", card, "actions")
        params: dict[str, str | int] = {"filter": kind, "limit": limit or PAGE}
        params |= {"before": before} if before else {}
        rows: Rows = self._read(what, path, params, list, card)
        return rows

    def comment(self, card: str, markdown: str) -> None:
        """Say something on a card."""
        path, body = _path("cards", card, "actions", "comments"), {"text": markdown}
        self._write(f"comment on card {card}", card, f"POST {path}", body)

    def reword(self, card: str, comment: str, markdown: str) -> None:
        """Change a comment of the token's own."""
        path = _path("cards", card, "actions", comment, "comments")
        self._write(f"change a comment on card {card}", card, f"PUT {path}", {"text": markdown})

    def unsay(self, card: str, comment: str) -> None:
        """Delete a comment."""
        path = _path("cards", card, "actions", comment, "comments")
        self._write(f"delete a comment on card {card}", card, f"DELETE {path}", None, _ANY)

    def create_card(self, body: Json, item: str) -> Json:
        """Create a card and return it."""
        return self._write(f"create {item}", None, "POST /cards", body)

    def update_card(self, card: str, body: Json) -> Json:
        """Change the given properties of a card and return it, without its custom fields."""
        return self._write(f"update card {card}", card, f"PUT {_path('cards', card)}", body)

    def attach(self, card: str, url: str, name: str) -> None:
        """Put an address on a card."""
        path, body = _path("cards", card, "attachments"), {"url": url, "name": name}
        self._write(f"attach an address to card {card}", card, f"POST {path}", body)

    def attached(self, cards: Sequence[str]) -> list[tuple[int, Any]]:
        """Return status and body of what is attached to at most ten cards, in their order."""
        return self._parts([_path("cards", card, "attachments") for card in cards])

    def upload(self, card: str, name: str, body: IO[bytes], kind: str) -> str:
        """Put a file on a card; return its address."""
        path, form = _path("cards", card, "attachments"), {"name": name}

        def send() -> Any:
            files = {"file": (name, body, kind)}
            return answered(self._http.post(path, data=form, files=files), dict)

        what = f"attach a file to card {card}"
        answer = self._gateway.call(send, what=what, write=True, classify=classify, record=card)
        return str(answer.get("url") or "")

    def detach(self, card: str, attachment: str) -> None:
        """Take an attachment off a card. Raises Gone."""
        path = _path("cards", card, "attachments", attachment)
        self._write(f"take an attachment off card {card}", card, f"DELETE {path}", None, _ANY)

    def add_label(self, card: str, label: str) -> None:
        """Put a label of the board on a card."""
        path = _path("cards", card, "idLabels")
        self._write(f"add a label to card {card}", card, f"POST {path}", {"value": label}, _ANY)

    def remove_label(self, card: str, label: str) -> None:
        """Take a label off a card."""
        path = _path("cards", card, "idLabels", label)
        self._write(f"remove a label from card {card}", card, f"DELETE {path}", None, _ANY)

    def add_checklist(self, card: str, name: str) -> str:
        """Put an empty checklist on a card; return its id."""
        path = _path("cards", card, "checklists")
        answer = self._write(
            f"add a checklist to card {card}", card, f"POST {path}", {"name": name}
        )
        return str(answer.get("id") or "")

    def add_line(self, card: str, checklist: str, name: str, *, done: bool) -> None:
        """Add a line to a checklist of a card."""
        path, body = _path("checklists", checklist, "checkItems"), {"name": name, "checked": done}
        self._write(f"add a line to a checklist of card {card}", card, f"POST {path}", body)

    def change_line(self, card: str, line: str, name: str, *, done: bool) -> None:
        """Word and tick a line anew."""
        body = {"name": name, "state": "complete" if done else "incomplete"}
        path = _path("cards", card, "checkItem", line)
        self._write(f"change a line of a checklist of card {card}", card, f"PUT {path}", body)

    def remove_line(self, card: str, line: str) -> None:
        """Delete a line. Raises Gone."""
        path = _path("cards", card, "checkItem", line)
        self._write(f"remove a line from card {card}", card, f"DELETE {path}", None, _ANY)

    def set_field(self, card: str, field: str, body: Json) -> Json:
        """Set or clear one custom field of a card, and return its value."""
        path = _path("cards", card, "customField", field, "item")
        return self._write(f"set a custom field of card {card}", card, f"PUT {path}", body)

    # -- what a board can be given ----------------------------------------------------------

    def create_label(self, board: str, name: str) -> Json:
        """Create a label without a colour, and return it."""
        body = {"idBoard": board, "name": name, "color": None}
        return self._write(f"create label {name}", None, "POST /labels", body)

    def create_list(self, board: str, name: str) -> Json:
        """Create a list at the end of the board, and return it."""
        body = {"idBoard": board, "name": name, "pos": "bottom"}
        return self._write(f"create list {name}", None, "POST /lists", body)

    # -- sending ----------------------------------------------------------------------------

    def _one(self, what: str, path: str, **params: str | int) -> Json:
        answer: Json = self._read(what, path, params, dict)
        return answer

    def _rows(self, what: str, path: str, **params: str | int) -> Rows:
        answer: Rows = self._read(what, path, params, list)
        return answer

    def _read(
        self,
        what: str,
        path: str,
        params: Mapping[str, str | int],
        shape: type,
        record: str | None = None,
    ) -> Any:
        return self._gateway.call(
            lambda: answered(self._http.get(path, params=dict(params)), shape),
            what=what,
            write=False,
            classify=classify,
            record=record,
        )

    def _write(
        self,
        what: str,
        record: str | None,
        route: str,
        body: Json | None = None,
        shape: type | tuple[type, ...] = dict,
    ) -> Json:
        method, _, path = route.partition(" ")
        answer: Json = self._gateway.call(
            lambda: answered(self._http.request(method, path, json=body), shape),
            what=what,
            write=True,
            classify=classify,
            record=record,
        )
        return answer


def _path(*parts: str) -> str:
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _lasting(status: int, body: Any) -> tuple[int, Any]:
    """Return a part of a batch that says something of its card. Raises NotAnAnswer."""
    said = str(body.get("message")) if isinstance(body, dict) else str(body or "")
    lasting = meant(status, said)
    if lasting == 401 or lasting in _NOW or lasting >= 500:
        raise NotAnAnswer(status, said)
    return lasting, body if lasting == 200 else words(said)
