"""Fields that have one name and an id of their own in each project, as team-managed projects make.

Inside, such a field goes by one of its ids; it is renamed where an issue comes in, and where a
write goes out. Pure, but for remembering the projects of issues.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]
Homes = Mapping[str, Mapping[str, str]]
"""The id inside -> the id of a project -> the id of the field there."""


@dataclass
class Aliases:
    """The ids of one replica; without any, everything passes as it is."""

    homes: Homes = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)  # issue or key of a project -> its id

    def inward(self, raw: Any) -> Any:
        """Return an issue in which each field goes by its id inside."""
        fields = raw.get("fields") if self.homes and isinstance(raw, Mapping) else None
        place = fields.get("project") if isinstance(fields, Mapping) else None
        if not isinstance(fields, Mapping) or not isinstance(place, Mapping):
            return raw
        project = str(place.get("id"))
        self.projects |= {str(raw.get("id")): project, str(place.get("key")): project}
        names = self._names(project)
        shown = {names.get(key, key): value for key, value in fields.items() if names.get(key, key)}
        return {**raw, "fields": shown, "changelog": self._history(raw.get("changelog"), names)}

    def _names(self, project: str) -> dict[str, str]:
        """Return the name inside of every id; "" for those of other projects."""
        names: dict[str, str] = {}
        for inside, homes in self.homes.items():
            names |= dict.fromkeys(homes.values(), "")
            names[homes.get(project, inside)] = inside
            if project in homes and homes[project] != inside:
                names[inside] = ""
        return names

    def _history(self, changelog: Any, names: Mapping[str, str]) -> Any:
        if not isinstance(changelog, Mapping):
            return changelog
        entries = [self._entry(one, names) for one in changelog.get("histories") or ()]
        return {**changelog, "histories": entries}

    def _entry(self, entry: Any, names: Mapping[str, str]) -> Any:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("items"), list):
            return entry
        items = [
            {**one, "fieldId": names.get(str(one.get("fieldId"))) or one.get("fieldId")}
            if isinstance(one, Mapping) and "fieldId" in one
            else one
            for one in entry["items"]
        ]
        return {**entry, "items": items}

    def outward(self, project: str | None, written: Json) -> dict[str, Any]:
        """Return the fields of a write by their ids in a project."""
        return {self.homes.get(k, {}).get(project or "", k): v for k, v in written.items()}

    def body(self, project: str | None, body: Json) -> dict[str, Any]:
        """Return an edit by the ids of a project."""
        return {part: self.outward(project, fields) for part, fields in body.items()}
