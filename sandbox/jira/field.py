"""What a field of an issue is: how it is described, read from a request, shown, and worded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.jira.parsing import Context
    from sandbox.jira.state import JiraState
    from sandbox.jira.views import Site

Words = tuple[str | None, str | None]


@dataclass(frozen=True)
class Field:
    """Describe one field; without `parse` it cannot be set by an edit."""

    id: str
    name: str
    schema: Mapping[str, Any]
    clauses: tuple[str, ...]
    show: Callable[[Site, Any], Any]
    words: Callable[[JiraState, Any], Words]
    parse: Callable[[Context, Any], Any] | None = None
    several: bool = False  # an update adds to it and removes from it, one by one
    changelog: str | None = None  # its name there, when it has another one and no id

    project: str | None = None  # the id of the only project that has it: it is team-managed

    @property
    def custom(self) -> bool:
        """Tell whether this is a custom field."""
        return self.id.startswith("customfield_")


def as_is(site: Site, value: Any) -> Any:
    """Show a value as it is stored."""
    return value


def say(state: JiraState, value: Any) -> Words:
    """Say a value by its text."""
    return (None, None if value is None else str(value))


def custom(kind: str, plugin: str, number: int, **more: Any) -> dict[str, Any]:
    """Describe a custom field of the types that Jira itself brings."""
    family = "com.atlassian.jira.plugin.system.customfieldtypes"
    return {"type": kind, **more, "custom": f"{family}:{plugin}", "customId": number}
