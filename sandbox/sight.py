"""What the synchroniser's token may not see, while people go on seeing it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Reply, Tool
from sandbox.notion.answers import as_uuid

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World


@dataclass
class Blind:
    """Hold what one tool keeps from the token: records, projects, data sources, by id or key."""

    hidden: frozenset[str] = frozenset()  # answer 404, and are in no listing
    forbidden: frozenset[str] = frozenset()  # answer 403, and are in no listing
    everything: bool = False  # every call answers 403

    @property
    def unseen(self) -> frozenset[str]:
        """Return what is in no listing."""
        return self.hidden | self.forbidden


@dataclass
class Sight:
    """Hold what each tool keeps from the token; nothing by default."""

    tools: dict[str, Blind] = field(default_factory=dict)

    def clear(self) -> None:
        """Show everything again."""
        self.tools.clear()

    def unseen(self, tool: str, user: Person | None) -> frozenset[str]:
        """Return the ids and keys that a tool keeps from somebody."""
        blind = self.tools.get(tool)
        return blind.unseen if blind and user and user.bot else frozenset()

    def refusal(self, world: World, tool: Tool, call: Call) -> Reply | None:
        """Return the answer to a call about something that its token may not see."""
        blind = self.tools.get(tool.name)
        if blind is None or call.user is None or not call.user.bot:
            return None
        if blind.everything:
            return tool.failure(403)
        named = [*call.path_params.values(), *(value for _, value in call.query)]
        about = {name for one in named for name in within(world, tool.name, one)}
        if about & blind.forbidden:
            return tool.failure(403)
        return tool.failure(404) if about & blind.hidden else None

    def shown(self) -> dict[str, Any]:
        """Show the settings as JSON."""
        return {
            tool: {
                "hidden": sorted(blind.hidden),
                "forbidden": sorted(blind.forbidden),
                "everything": blind.everything,
            }
            for tool, blind in sorted(self.tools.items())
        }


def within(world: World, tool: str, name: str) -> Iterable[str]:
    """Return the name of a thing, its other names, and those of what it is in."""
    found = _WITHIN.get(tool)
    return {name, *(found(world, name) if found else ())}


def _of_jira(world: World, name: str) -> Collection[str]:
    issue = world.jira.find(name)
    return (issue.id, issue.key, issue.project) if issue else ()


def _of_asana(world: World, name: str) -> Collection[str]:
    task, section = world.asana.tasks.get(name), world.asana.sections.get(name)
    projects = [m.project.gid for m in task.memberships] if task else []
    return [*projects, section.project.gid] if section else projects


def _of_notion(world: World, name: str) -> Collection[str]:
    identifier = as_uuid(name) or name
    block = world.notion.blocks.get(identifier)
    page = block.page if block else world.notion.pages.get(identifier)
    if page is None:
        return (identifier,)
    return (identifier, page.id, page.source.id) if page.source else (identifier, page.id)


_WITHIN: Mapping[str, Callable[[World, str], Collection[str]]] = {
    "jira": _of_jira,
    "asana": _of_asana,
    "notion": _of_notion,
}
