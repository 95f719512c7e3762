"""From native issues to Snapshots; pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.jira import labels, richtext, shapes
from connectors.jira.binding import Binding, Bound
from connectors.jira.comments import FIELD, Said, heard, thread
from connectors.jira.issuelinks import link_type
from connectors.jira.native import SHAPES, Issue, Touch
from connectors.jira.shapes import Account, Choice
from connectors.jira.words import Words
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot, FieldType, Value, normal
from syncline.domain.item import Edited, FieldName, Kind, Snapshot
from syncline.domain.ticks import ticked
from syncline.ports import FieldMapping, ReplicaSettings

_SHAPES: Mapping[FieldType, Callable[[str, Any], Any]] = {
    FieldType.TEXT: shapes.worded,
    FieldType.URL: shapes.text,
    FieldType.RICH: shapes.anything,
    FieldType.OPTION: shapes.choice,
    FieldType.PERSON: shapes.account,
    FieldType.DATE: shapes.day,
    FieldType.MOMENT: shapes.moment,
    FieldType.SET: shapes.texts,
    FieldType.PEOPLE: shapes.accounts,
    FieldType.CHECKBOX: shapes.choices,
    FieldType.REF: shapes.reference,
    FieldType.NUMBER: shapes.number,
}


class Codec:
    """The mapping of one replica, prepared once."""

    def __init__(self, settings: ReplicaSettings, binding: Binding, words: Words) -> None:
        self._settings, self._binding, self._words = settings, binding, words
        self._kinds: dict[str, Kind] = {
            name.casefold(): kind for kind, name in settings.kinds.items()
        }
        self._projects = {key.casefold() for key in settings.container.get("projects", ())}

    # -- reading ----------------------------------------------------------------------------

    def outside(self, issue: Issue) -> str | None:
        """Say why an issue is none of this replica's, if it is not."""
        if self._kind(issue) is None:
            return f"it is of type {issue.kind}, which {self._settings.name} does not take"
        home = (issue.project or "").casefold()
        if self._projects and home and home not in self._projects:
            return f"it is in the project {issue.project} now, outside {self._settings.name}"
        return None

    def _kind(self, issue: Issue) -> Kind | None:
        return self._kinds.get(issue.kind.casefold()) or self._kinds.get("*")

    def snapshot(self, issue: Issue) -> Snapshot:
        """Return what an issue shows. Raises CannotRead."""
        fields: dict[FieldName, Value] = {}
        refused: dict[FieldName, str] = {}
        untold = self._untold(issue)
        for name, bound in self._binding.fields.items():
            if name in untold:
                continue
            value = self._decode(issue, bound)
            if isinstance(value, Cannot):
                refused[name] = value.reason
            else:
                fields[name] = value
        record, key, url = self.identity(issue)
        return Snapshot(
            replica=self._settings.name,
            id=record,
            key=key,
            url=url,
            kind=self._kind(issue) or "task",
            fields=fields,
            revision=issue.updated.isoformat() if issue.updated else "",
            marker=next(filter(labels.is_marker, sorted(issue.labels)), None),
            refused=refused,
            deferred=untold,
            ties=_texts(issue, self._binding.ties),
            hints=_texts(issue, self._binding.hints),
            edits=self._edits(issue),
            created=issue.created,
            updated=issue.updated,
        )

    def mapping(self, name: FieldName) -> FieldMapping:
        """Return how a field is mapped."""
        return self._binding.fields[name].mapping

    def identity(self, issue: Issue) -> tuple[str, str, str]:
        """Return id, key and URL."""
        return issue.id, issue.key, f"{self._settings.url}/browse/{issue.key}"

    def _untold(self, issue: Issue) -> frozenset[FieldName]:
        """Return the comments, where an issue shows none or a part of them."""
        fields = self._binding.fields.items()
        return frozenset(n for n, b in fields if b.id == FIELD and issue.talk is None)

    def heard(self, issue: Issue) -> list[Said]:
        """Return the comments that an issue shows, oldest first."""
        settings = self._settings
        return heard(issue.talk or (), settings.url, issue.id, settings.name)

    def _decode(self, issue: Issue, bound: Bound) -> Value | Cannot:
        kind = bound.mapping.type
        if bound.id == FIELD:
            return thread(self.heard(issue))
        if bound.id not in issue.values and bound.id != "parent":  # Jira leaves out no parent
            return Cannot(f"{bound.id} is not on issues of {issue.project or 'this project'}")
        raw = issue.values.get(bound.id)
        seen = raw if bound.id in SHAPES else _shaped(issue, bound, raw)
        return normal(kind, None) if seen is None else self.canonical(bound, seen)

    def canonical(self, bound: Bound, seen: Any) -> Value | Cannot:
        """Return the canonical value of a native one that is not empty."""
        name, kind = bound.mapping.name, bound.mapping.type
        match kind, seen:
            case FieldType.OPTION | FieldType.CHECKBOX, _:
                words = [self._words.read(name, one) for one in _choices(seen)]
                return ticked(name, words) if kind is FieldType.CHECKBOX else words[0]
            case FieldType.PERSON | FieldType.PEOPLE, _:
                return self._people(name, seen)
            case FieldType.RICH, _:
                return richtext.decode(seen, self._settings.name)
            case FieldType.LINKS, tuple():
                wanted = link_type(bound.mapping)
                return frozenset(link.to for link in seen if link.is_a(wanted))
            case FieldType.SET, tuple():
                own = (one for one in seen if not labels.is_marker(one))
                return normal(kind, frozenset(map(labels.to_canonical, own)))
            case _:
                return normal(kind, _plain(kind, seen))

    def bodies(self, issue: Issue) -> dict[str, Any]:
        """Return the rich texts of an issue as they are in Jira, by field id."""
        rich = (b.id for b in self._binding.fields.values() if b.mapping.type is FieldType.RICH)
        return {name: issue.values.get(name) for name in rich}

    def _person(self, name: FieldName, seen: Account) -> str | Cannot:
        found = self._settings.people.canonical("jira", seen.id, seen.email)
        return found or Cannot(
            f"{name} is {seen.name} ({seen.id}), whose e-mail Jira hides: "
            "add the account to people.yaml"
        )

    def _people(self, name: FieldName, seen: Any) -> Value | Cannot:
        """Return one person, or all of several: one whom nobody knows is not nobody."""
        if isinstance(seen, Account):
            return self._person(name, seen)
        found = [self._person(name, one) for one in seen]
        unknown = next((one for one in found if isinstance(one, Cannot)), None)
        return unknown or normal(FieldType.PEOPLE, frozenset(map(str, found)))

    def _edits(self, issue: Issue) -> dict[FieldName, Edited]:
        latest: dict[str, Touch] = {}
        for touch in issue.touches:
            before = latest.get(touch.field)
            if before is None or (touch.at and before.at and touch.at > before.at):
                latest[touch.field] = touch
        return {
            name: Edited(self.author(latest[bound.id].by), latest[bound.id].at)
            for name, bound in self._binding.fields.items()
            if bound.id in latest
        }

    def author(self, by: Account | None) -> str | None:
        """Return the address of whoever made an entry of the changelog, None if nobody can tell."""
        return self._settings.people.canonical("jira", by.id, by.email) if by else None


def _shaped(issue: Issue, bound: Bound, raw: Any) -> Any:
    read = shapes.sprint if bound.type == "sprint" else _SHAPES[bound.mapping.type]
    try:
        return read(f"fields.{bound.id}", raw)
    except shapes.Malformed as wrong:
        raise CannotRead("jira", issue.key, str(wrong)) from None


def _choices(seen: Any) -> tuple[Choice, ...]:
    """Return one option, or several; a text is one as well."""
    if isinstance(seen, tuple):
        return seen
    return (seen if isinstance(seen, Choice) else Choice(str(seen)),)


def _plain(kind: FieldType, seen: Any) -> Any:
    """Return the day of a moment where a day is wanted, and the name of what has one."""
    if isinstance(seen, datetime) and kind is not FieldType.MOMENT:
        return seen.date()
    return seen.name if isinstance(seen, Choice) else seen


def _texts(issue: Issue, ids: Mapping[str, str]) -> dict[str, str]:
    """Return the raw text of fields that link or tell the team."""
    found = {}
    for name, native_id in ids.items():
        raw = issue.values.get(native_id)
        if isinstance(raw, Mapping):
            raw = raw.get("value") or raw.get("name") or raw.get("key")
        if isinstance(raw, Choice):
            raw = raw.name
        if isinstance(raw, str) and raw:
            found[name] = raw
    return found
