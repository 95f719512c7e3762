"""Where a new task goes: its section, tags and parent, and within the replica's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.asana.codec import Codec
from connectors.asana.directory import Directory
from connectors.asana.words import folded
from connectors.asana.writing import Wanted, spoken
from syncline.domain.errors import Unmapped

Body = dict[str, Any]


@dataclass(frozen=True)
class Placing:
    """The project of one replica."""

    codec: Codec
    directory: Directory

    def section(self, name: str) -> str:
        """Return the id of a section. Raises Unmapped where the project has none of this name."""
        section = self.directory.section(name)
        if section is None:
            reason = f'the project has no section "{name}": add it, or name another under values'
            raise Unmapped("asana", name, reason)
        return section.gid

    def of(self, fields: Sequence[Wanted]) -> Body:
        """Return the place that fields ask for, and where they ask for none the scope's."""
        body: Body = {"projects": [self.codec.project]}
        sole = {folded(part.field): part.sole for part in self.codec.where if part.sole}
        if word := sole.get("section"):
            body = self._within(word)
        if word := sole.get("tags"):
            body["tags"] = [self.directory.tag(word)]
        for field in fields:
            match field.lane, field.value:
                case "section", str(word):
                    native = spoken(self.codec.settings, field.mapping.name, word)
                    if native.text:
                        body = {**_without_place(body), **self._within(native.text)}
                    if native.completed:
                        body["completed"] = True
                case "tags", frozenset() as labels if labels:
                    tags = [self.directory.tag(label) for label in sorted(labels)]
                    body["tags"] = sorted({*body.get("tags", ()), *tags})
                case "parent", str(parent):
                    body["parent"] = parent
        return body

    def customs(self) -> Body:
        """Return the custom fields that must show one word to be in scope, filled in."""
        found: Body = {}
        for part in self.codec.where:
            field = self.directory.choice(part.field) if _is_custom(part.field) else None
            if part.sole is None or field is None or field.read_only:
                continue
            option = field.option(part.sole)
            match field.type:
                case "enum" if option:
                    found[field.gid] = option.gid
                case "multi_enum" if option:
                    found[field.gid] = [option.gid]
                case "text":
                    found[field.gid] = part.sole
        return found

    def _within(self, section: str) -> Body:
        place = {"project": self.codec.project, "section": self.section(section)}
        return {"memberships": [place]}


def _without_place(body: Body) -> Body:
    return {key: value for key, value in body.items() if key not in ("projects", "memberships")}


def _is_custom(field: str) -> bool:
    return folded(field) not in ("section", "completed", "tags")
