"""What work is planned into: sprints of a board, components and versions of a project.

A value is stored as the ids of what it names. A sprint is set by the agile routes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sandbox.jira.field import Field, Words
from sandbox.jira.parsing import Context, FieldError

if TYPE_CHECKING:
    from sandbox.jira.state import JiraState
    from sandbox.jira.views import Site

SPRINT = "customfield_10020"
Ids = tuple[str, ...]
Named = Mapping[str, str]  # id -> name
State = Literal["future", "active", "closed"]


@dataclass(frozen=True)
class Sprint:
    """Hold a sprint; `board` is the number of the project's only board."""

    id: str
    name: str
    state: State
    board: int


def _sprints(site: Site, ids: Ids | None) -> Any:
    """Show every sprint that an issue was ever in, the oldest first."""
    shown = [site.state.sprints[one] for one in ids or ()]
    return [sprint(one) for one in shown] or None


def sprint(one: Sprint) -> dict[str, Any]:
    """Show a sprint as the field of an issue does."""
    return {
        "id": int(one.id), "name": one.name, "state": one.state, "boardId": one.board, "goal": "",
    }  # fmt: skip


def _said(names: Callable[[JiraState], Named]) -> Callable[[JiraState, Any], Words]:
    def say(state: JiraState, ids: Ids | None) -> Words:
        known = names(state)
        texts = ", ".join(known[one] for one in ids or ())
        return (", ".join(ids), texts) if ids else (None, None)

    return say


def _part(site: Site, route: str, number: str, name: str) -> dict[str, Any]:
    dates = {"archived": False, "released": False} if route == "version" else {}
    return {"self": site.link(f"{route}/{number}"), "id": number, "name": name, **dates}


def _parts(route: str, names: Callable[[JiraState], Named]) -> Callable[[Site, Any], Any]:
    def show(site: Site, ids: Ids | None) -> Any:
        return [_part(site, route, one, names(site.state)[one]) for one in ids or ()]

    return show


def _named(word: str, table: str) -> Callable[[Context, Any], Ids]:
    def read(context: Context, raw: Any) -> Ids:
        """Read a list of what the project has, by id or name: Jira makes none of them up."""
        if raw is None:
            return ()
        if not isinstance(raw, list):
            raise FieldError("data was not an array")
        known: Named = getattr(context.state, table).get(context.project.key, {})
        found = []
        for one in raw:
            wanted = one if isinstance(one, dict) else {}
            ids = [n for n, name in known.items() if wanted.get("id", n) == n
                   and wanted.get("name", name) == name and wanted]  # fmt: skip
            if not ids:
                asked = wanted.get("name", wanted.get("id", one))
                raise FieldError(f"{word} name '{asked}' is not valid")
            found += ids
        return tuple(sorted(set(found)))

    return read


def _all(table: str) -> Callable[[JiraState], Named]:
    return lambda state: {
        number: name for one in getattr(state, table).values() for number, name in one.items()
    }


def _field(name: str, title: str, word: str, table: str, route: str) -> Field:
    return Field(
        name, title, {"type": "array", "items": route, "system": name}, (name,),
        _parts(route, _all(table)), _said(_all(table)), _named(word, table), several=True,
    )  # fmt: skip


PLANNED = (
    Field(
        SPRINT, "Sprint",
        {
            "type": "array", "items": "json", "customId": 10020,
            "custom": "com.pyxis.greenhopper.jira:gh-sprint",
        },
        ("cf[10020]", "Sprint"), _sprints,
        _said(lambda state: {one.id: one.name for one in state.sprints.values()}),
    ),
    _field("components", "Components", "Component", "components", "component"),
    _field("fixVersions", "Fix versions", "Version", "versions", "version"),
)  # fmt: skip
