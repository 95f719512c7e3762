"""The links that an issue shows, as it shows them; pure."""

from dataclasses import dataclass
from typing import Any

from connectors.jira.shapes import identifier, listed, record
from syncline.domain.item import RecordId
from syncline.ports import FieldMapping

FIELD = "issuelinks"
BLOCKS = "Blocks"  # the type that every site has


@dataclass(frozen=True, slots=True)
class Link:
    """A link from the issue that shows it to another one; `id` is that of the link."""

    id: str
    kind: str  # id of its type
    name: str  # of its type
    to: RecordId

    def is_a(self, wanted: str) -> bool:
        """Tell whether a link is of a type, by its name or id."""
        return wanted == self.kind or wanted.casefold() == self.name.casefold()


def link_type(mapping: FieldMapping) -> str:
    """Return the name or id of the type of links that a field holds."""
    return BLOCKS if mapping.native in (None, FIELD) else str(mapping.native)


def read_links(path: str, raw: Any) -> tuple[Link, ...] | None:
    """Read the links that lead from an issue to others; those that lead to it are theirs."""
    if raw is None:
        return None
    return tuple(
        _link(f"{path}[{index}]", one)
        for index, one in enumerate(listed(path, raw))
        if record(f"{path}[{index}]", one).get("outwardIssue")
    )


def _link(path: str, raw: Any) -> Link:
    kind = record(f"{path}.type", raw.get("type"))
    to = record(f"{path}.outwardIssue", raw["outwardIssue"])
    return Link(
        identifier(f"{path}.id", raw.get("id")),
        identifier(f"{path}.type.id", kind.get("id")),
        str(kind.get("name") or ""),
        identifier(f"{path}.outwardIssue.id", to.get("id")),
    )
