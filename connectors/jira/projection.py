"""What Jira would show of a canonical value; pure, and known before any request."""

from connectors.jira import labels, richtext
from connectors.jira.words import Words
from syncline.domain.fields import Cannot, FieldType, Value, is_empty, normal, timed
from syncline.domain.item import FieldName
from syncline.domain.text import Document
from syncline.ports import FieldMapping, ReplicaSettings

TITLE = 255  # UTF-16 units, as Jira counts them


class Projection:
    """The projections of one replica."""

    def __init__(self, settings: ReplicaSettings, words: Words) -> None:
        self._settings, self._words = settings, words
        self._canvas = richtext.canvas(settings.name, settings.elsewhere)

    def of(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what a field would show. Law: idempotent."""
        mapping = self._settings.fields.get(name)
        if mapping is None:
            return Cannot(f"{name} is not mapped in {self._settings.name}")
        settled = normal(mapping.type, value)
        if mapping.type is FieldType.MOMENT:
            return timed("Jira", settled)
        return self._empty(mapping) if is_empty(settled) else self._full(mapping, settled)

    def _empty(self, mapping: FieldMapping) -> Value | Cannot:
        if mapping.name in ("title", "status", "priority"):
            return Cannot(f"Jira has no issue without a {mapping.name}")
        return normal(mapping.type, None)

    def _full(self, mapping: FieldMapping, settled: Value) -> Value | Cannot:
        name = mapping.name
        match mapping.type, settled:
            case FieldType.TEXT, str() if name == "title":
                return cut(settled)
            case FieldType.OPTION, str() if not self._words.writable(name, settled):
                return Cannot(f'no {name} of {self._settings.name} means "{settled}"')
            case FieldType.SET, frozenset():
                return frozenset(filter(labels.holdable, settled))
            case FieldType.PERSON | FieldType.PEOPLE, _:
                return self._settings.people.addressed(settled)
        if isinstance(settled, Document):
            return richtext.projected(settled, self._canvas)
        return settled


def cut(title: str) -> str:
    """Shorten a title to what Jira holds; … stands for the rest."""
    if _units(title) <= TITLE:
        return title
    kept = title[: TITLE - 1]
    while _units(kept) > TITLE - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
