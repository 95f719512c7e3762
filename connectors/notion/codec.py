"""Between what a page natively says and canonical values; pure."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.notion.bindings import MARKER, Bindings
from connectors.notion.decode import Reader, raw_text
from connectors.notion.native import (
    Choices,
    NativePage,
    RichText,
)
from connectors.notion.richtext import canvas, line_canvas, lined, projected
from connectors.notion.runs import LINK_LIMIT, RUN_LIMIT, RUNS_LIMIT, length
from connectors.notion.shapes import Malformed
from connectors.notion.words import SET_LIMIT, Words, holdable
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot, FieldType, Value, normal
from syncline.domain.item import FieldName, Kind, Snapshot
from syncline.domain.text import Document
from syncline.ports import FieldMapping, ReplicaSettings

_OPEN = timedelta(minutes=1)  # last_edited_time is floored to the minute
_NEVER_EMPTY = frozenset({"title", "status"})
Body = Document | None | Cannot


class Codec:
    """The mapping of one replica, as far as it needs no schema."""

    def __init__(self, settings: ReplicaSettings, bindings: Bindings) -> None:
        self.settings, self.bindings = settings, bindings
        self.words = Words(settings.words)
        self._reader = Reader(settings.people, self.words, bindings)
        self._page = canvas(settings.name, settings.elsewhere)
        self._line = line_canvas(settings.name, settings.elsewhere)
        self._kinds: dict[str, Kind] = {
            native.casefold(): kind for kind, native in settings.kinds.items()
        }

    # -- reading ----------------------------------------------------------------------------

    def kind(self, page: NativePage) -> Kind | None:
        """Return the canonical kind of a page, None when it is none of this replica's."""
        prop = self.bindings.kind(page)
        named = prop.value.names if prop and isinstance(prop.value, Choices) else ()
        by_name = (self._kinds.get(name.casefold()) for name in named)
        return next(filter(None, by_name), None) or self._kinds.get("*")

    def snapshot(self, page: NativePage, kind: Kind, now: datetime | None) -> Snapshot:
        """Decode a page without its body. Raises CannotRead.

        `now` tells whether the page's minute is still open; without it, it may be.
        """
        fields: dict[FieldName, Value] = {}
        refused: dict[FieldName, str] = {}
        cut = self.bindings.cut(page).keys()
        for name, value in self._decoded(page, self.settings.fields.keys() - cut):
            if isinstance(value, Cannot):
                refused[name] = value.reason
            else:
                fields[name] = value
        return Snapshot(
            replica=self.settings.name,
            id=page.id,
            key=page.number or page.id,
            url=page.url,
            kind=kind,
            fields=fields,
            revision=revision(page, now),
            marker=self._marker(page),
            refused=refused,
            deferred=self.bindings.apart | cut,
            ties=self._texts(page, self.settings.ties),
            hints=self._texts(page, self.settings.hints),
            created=page.created,
            updated=page.edited,
        )

    def values(self, page: NativePage, names: Collection[FieldName]) -> dict[FieldName, Value]:
        """Decode some fields, leaving out what cannot be read."""
        decoded = self._decoded(page, names)
        return {name: value for name, value in decoded if not isinstance(value, Cannot)}

    def readable(self, page: NativePage) -> dict[FieldName, Value]:
        """Decode every field that can be read, the body apart."""
        shown: dict[FieldName, Value] = {}
        for name in self.settings.fields:
            with suppress(CannotRead):
                shown |= self.values(page, (name,))
        return shown

    def _decoded(
        self, page: NativePage, names: Collection[FieldName]
    ) -> list[tuple[FieldName, Value | Cannot]]:
        found: list[tuple[FieldName, Value | Cannot]] = []
        for name in names:
            mapping = self.settings.fields[name]
            prop = self.bindings.held(page, mapping) if self.bindings.in_property(name) else None
            if prop is None:
                continue
            try:
                found.append((name, self._reader.value(mapping, prop)))
            except Malformed as wrong:
                raise CannotRead("notion", page.id, str(wrong)) from None
        return found

    def _marker(self, page: NativePage) -> str | None:
        prop = self.bindings.on(page, self.bindings.marker)
        text = str(prop.value).strip() if prop and isinstance(prop.value, RichText) else ""
        return text if MARKER.fullmatch(text) else None

    def _texts(self, page: NativePage, names: Collection[str]) -> dict[str, str]:
        found = ((name, self.bindings.on(page, name)) for name in names)
        shown = ((name, raw_text(prop.value)) for name, prop in found if prop)
        return {name: text for name, text in shown if text}

    # -- projecting -------------------------------------------------------------------------

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what Notion would show of a canonical value. Law: idempotent."""
        mapping = self.settings.fields.get(name)
        if mapping is None:
            return Cannot(f"{name} is not mapped in {self.settings.name}")
        shown = normal(mapping.type, value)
        if shown is None and name in _NEVER_EMPTY:
            return Cannot(f"{name} cannot be empty")
        match shown:
            case Document():
                return self._project_document(name, shown)
            case frozenset() if mapping.type is not FieldType.THREAD:
                return self._project_set(mapping, shown)
            case str():
                return self._project_text(mapping, shown)
        return shown

    def _project_set(self, mapping: FieldMapping, shown: frozenset[str]) -> Value | Cannot:
        if mapping.type is FieldType.LINKS:
            return shown
        if mapping.type is FieldType.PEOPLE:
            return self.settings.people.addressed(shown)
        kept = holdable(shown)
        crowd = f"{mapping.name} has {len(kept)} values; Notion holds {SET_LIMIT}"
        return Cannot(crowd) if len(kept) > SET_LIMIT else kept

    def _project_document(self, name: FieldName, document: Document) -> Value:
        if self.bindings.in_body(name):
            return projected(document, self._page)
        return lined(document, self._line)

    def _project_text(self, mapping: FieldMapping, shown: str) -> Value | Cannot:
        name = mapping.name
        match mapping.type:
            case FieldType.OPTION:
                native = self.words.native(name, shown)
                return native if isinstance(native, Cannot) else shown
            case FieldType.PERSON:
                return self.settings.people.addressed(shown)
            case FieldType.TEXT if name == "title":
                return cut(shown)
            case FieldType.URL if length(shown) > LINK_LIMIT:
                return Cannot(f"{name} has {length(shown)} characters; Notion takes {LINK_LIMIT}")
            case FieldType.TEXT if length(shown) > RUN_LIMIT * (RUNS_LIMIT // 2):
                return Cannot(f"{name} has {length(shown)} characters, too many for Notion")
        return shown


def cut(title: str) -> str:
    """Return a title that fits into one run, with "…" where it was cut."""
    if length(title) <= RUN_LIMIT:
        return title
    units, end = 0, 0
    while (units := units + length(title[end])) < RUN_LIMIT:
        end += 1
    return title[:end].rstrip() + "…"


def revision(page: NativePage, now: datetime | None) -> str:
    """Return the page's minute, with "~" while more edits may fall into it."""
    if page.edited is None:
        return "~"
    minute = page.edited.replace(second=0, microsecond=0)
    closed = now is not None and now >= minute + _OPEN
    return f"{minute:%Y-%m-%dT%H:%M}Z{'' if closed else '~'}"


def with_value(snapshot: Snapshot, name: FieldName, value: Value | Cannot) -> Snapshot:
    """Return a snapshot with a deferred field that a direct read showed."""
    deferred = snapshot.deferred - {name}
    if isinstance(value, Cannot):
        return replace(
            snapshot, refused={**snapshot.refused, name: value.reason}, deferred=deferred
        )
    return replace(snapshot, fields={**snapshot.fields, name: value}, deferred=deferred)
