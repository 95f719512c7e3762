"""The words between the web server and the emulated tools: Call in, Reply or Refusal out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World

NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Call:
    """Hold one request as a tool sees it; json is None when there is no JSON body."""

    method: str
    path: str  # below the tool's mount, e.g. /rest/api/3/issue/PAY-1
    base: str  # scheme, host and mount, e.g. http://127.0.0.1:8700/jira
    path_params: Mapping[str, str]
    query: list[tuple[str, str]]
    json: Any
    raw: bytes
    headers: Mapping[str, str]  # lower-case names
    user: Person | None = None

    def first(self, name: str, default: str | None = None) -> str | None:
        """Return the first query value of this name, or the default."""
        return next((value for key, value in self.query if key == name), default)

    def every(self, name: str) -> list[str]:
        """Return all query values of this name: repeated, comma-joined or both."""
        return [
            part for key, value in self.query if key == name for part in value.split(",") if part
        ]


@dataclass(frozen=True)
class Reply:
    """Hold one answer: a dict or list is sent as JSON, text and bytes as they are."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)


class Refusal(Exception):  # an answer, not a failure
    """Leave a handler early with the vendor's own error answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with {reply.status}: {reply.body}")
        self.reply = reply


Handler = Callable[["World", Call], Reply]


@dataclass(frozen=True)
class Endpoint:
    """Tie a method and a path template such as /rest/api/3/issue/{key} to its handler."""

    method: str
    template: str
    handler: Handler
    write: bool = False


@dataclass(frozen=True)
class Tool:
    """Describe one emulated tool to the server; each package offers it as `tool.TOOL`."""

    name: str  # jira, asana, notion, slack, trello
    mount: str  # /jira, /asana/api/1.0, /notion, /slack/api, /trello
    routes: tuple[Endpoint, ...]
    authenticate: Callable[[Call, World], Person | None]
    unauthorized: Callable[[], Reply]
    rate_limited: Callable[[int], Reply]  # with Retry-After seconds
    failure: Callable[[int], Reply]  # the vendor's body for any status, 400 to 599
    no_route: Callable[[Call], Reply]  # a path that the vendor does not know
    bad_json: Callable[[], Reply]  # a body that is not JSON although it says so
    empty_list: Callable[[Call], Reply]  # a valid listing without an element (a lie)
