"""Between what the tool in memory holds and canonical values; pure."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from connectors.memory.records import Foreign, MemoryRecord, Native, Quirks
from syncline.domain.canvas import Canvas, painted
from syncline.domain.comments import comment_of, copying
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot, FieldType, Value, is_empty, normal
from syncline.domain.item import MARKER_PREFIX, Edited, FieldName, Kind, Snapshot
from syncline.domain.normaltext import normal_document
from syncline.domain.text import BlockKind, Document
from syncline.ports import FieldMapping, ReplicaSettings

LINES: frozenset[BlockKind] = frozenset({"paragraph"})
DEFAULT_MARKER = "Syncline"
_SHAPES: Mapping[FieldType, tuple[type, ...]] = {
    FieldType.TEXT: (str,),
    FieldType.RICH: (Document,),
    FieldType.OPTION: (str,),
    FieldType.PERSON: (str,),
    FieldType.DATE: (date,),
    FieldType.MOMENT: (date,),
    FieldType.SET: (frozenset,),
    FieldType.PEOPLE: (frozenset,),
    FieldType.LINKS: (frozenset,),
    FieldType.CHECKBOX: (bool,),
    FieldType.THREAD: (frozenset,),
    FieldType.REF: (str,),
    FieldType.NUMBER: (float, int),
    FieldType.URL: (str,),
}
_NAMES: Mapping[FieldType, str] = {
    FieldType.SET: "a set",
    FieldType.PEOPLE: "people",
    FieldType.LINKS: "links",
    FieldType.THREAD: "comments",
    FieldType.RICH: "a document",
}


@dataclass(frozen=True, slots=True)
class Accounts:
    """The tool's directory: account -> e-mail, as far as this token sees it."""

    emails: Mapping[str, str | None]

    def email(self, account: str) -> str | None:
        """Return the address of an account; one that looks like an address is its own."""
        return self.emails.get(account, account if "@" in account else None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field to store, in the tool's terms where that takes a look-up (accounts)."""

    field: FieldName
    value: Value
    expect: Value


class Overwrite(Exception):  # a refusal, said as a sentence by the tracker
    """A write would destroy content that cannot be read."""


class Codec:
    """The mapping of one replica, prepared once."""

    def __init__(
        self, settings: ReplicaSettings, quirks: Quirks, known: Callable[[str], bool]
    ) -> None:
        self.settings, self.quirks, self.known = settings, quirks, known
        self.marker = settings.marker or DEFAULT_MARKER
        self._kinds: dict[str, Kind] = {native: kind for kind, native in settings.kinds.items()}
        self._read = {
            name: {n.text.casefold(): word.word for word in words for n in word.natives}
            for name, words in settings.words.items()
        }
        self._write = {
            name: {word.word: tuple(n.text for n in word.natives) for word in words}
            for name, words in settings.words.items()
        }

    def native(self, name: FieldName) -> str:
        """Return the native name of a mapped field."""
        return self.settings.fields[name].native or name

    # -- reading ----------------------------------------------------------------------------

    def kind(self, record: MemoryRecord) -> Kind | None:
        """Return the canonical kind of a record, None when it is none of this replica's."""
        return self._kinds.get(record.kind) or self._kinds.get("*")

    def snapshot(self, record: MemoryRecord, accounts: Accounts, *, body: bool) -> Snapshot:
        """Decode a record; `body` = a deferred description was asked for. Raises CannotRead."""
        fields: dict[FieldName, Value] = {}
        refused: dict[FieldName, str] = {}
        deferred = self._deferred(body=body)
        for name in self.shown(body=body):
            value = self._decode(record, self.settings.fields[name], accounts)
            if isinstance(value, Cannot):
                refused[name] = value.reason
            else:
                fields[name] = value
        return Snapshot(
            self.settings.name,
            *self.identity(record),
            kind=self.kind(record) or "task",
            fields=fields,
            revision=str(record.revision),
            marker=self._marker(record),
            refused=refused,
            deferred=deferred,
            ties=self._texts(record, self.settings.ties),
            hints=self._texts(record, self.settings.hints),
            edits=self._edits(record, accounts),
            created=record.created,
            updated=record.updated,
        )

    def shown(self, *, body: bool) -> tuple[FieldName, ...]:
        """Return the mapped fields that the tool shows, a deferred description only with `body`."""
        mapped = (n for n in self.settings.fields if self.known(self.native(n)))
        return tuple(n for n in mapped if n not in self._deferred(body=body))

    def _deferred(self, *, body: bool) -> frozenset[FieldName]:
        later = self.quirks.deferred_body and not body and "description" in self.settings.fields
        return frozenset({"description"}) if later else frozenset()

    def identity(self, record: MemoryRecord) -> tuple[str, str, str]:
        """Return id, key and URL."""
        return record.id, record.id.upper(), f"{self.settings.url}/{record.id}"

    def values(
        self, record: MemoryRecord, names: Sequence[FieldName], accounts: Accounts
    ) -> dict[FieldName, Value]:
        """Decode some fields, leaving out what cannot be read: the write has happened."""
        shown = {}
        for name in names:
            with suppress(CannotRead):
                value = self._decode(record, self.settings.fields[name], accounts)
                if not isinstance(value, Cannot):
                    shown[name] = value
        return shown

    def _decode(
        self, record: MemoryRecord, mapping: FieldMapping, accounts: Accounts
    ) -> Value | Cannot:
        name, native = mapping.name, record.fields.get(mapping.native or mapping.name)
        if isinstance(native, Foreign):
            return Cannot(f"{name} holds {native.what}: it cannot be synced yet")
        if native is None or native == "":
            return normal(mapping.type, None)
        self._check(record, mapping, native)
        match mapping.type:
            case FieldType.OPTION:
                return self.word(name, str(native))
            case FieldType.PERSON | FieldType.PEOPLE:
                return self._people(name, native, accounts)
            case FieldType.DATE if isinstance(native, datetime):
                return native.date()
            case _:
                return normal(mapping.type, native)

    def _check(self, record: MemoryRecord, mapping: FieldMapping, native: Native) -> None:
        if not isinstance(native, _SHAPES[mapping.type]):
            wanted = _NAMES.get(mapping.type, f"a {mapping.type}")
            path = f"fields.{mapping.native or mapping.name}"
            raise CannotRead("memory", record.id, f"{path}: expected {wanted}, got {native!r}")

    def word(self, name: FieldName, native: str) -> str | Cannot:
        """Read an option as a canonical word; without a vocabulary it is its own word."""
        if name not in self._read:
            return native
        found = self._read[name].get(native.casefold())
        return found or Cannot(f'{name} "{native}" is in no vocabulary: add it under values.{name}')

    def _person(self, name: FieldName, account: str, accounts: Accounts) -> str | Cannot:
        found = self.settings.people.canonical("memory", account, accounts.email(account))
        return found or Cannot(
            f"{name} is {account}, whose e-mail the tool hides: add the account to people.yaml"
        )

    def _people(self, name: FieldName, held: Value, accounts: Accounts) -> Value | Cannot:
        """Return one person, or all of several: one whom nobody knows is not nobody."""
        if not isinstance(held, frozenset):
            return self._person(name, str(held), accounts)
        found = [self._person(name, account, accounts) for account in sorted(held)]
        unknown = next((one for one in found if isinstance(one, Cannot)), None)
        return unknown or frozenset(map(str, found))

    def _marker(self, record: MemoryRecord) -> str | None:
        text = record.fields.get(self.marker)
        return text if isinstance(text, str) and text.startswith(MARKER_PREFIX) else None

    def _texts(self, record: MemoryRecord, names: tuple[str, ...]) -> dict[str, str]:
        return {name: str(record.fields[name]) for name in names if record.fields.get(name)}

    def _edits(self, record: MemoryRecord, accounts: Accounts) -> dict[FieldName, Edited]:
        edits = {}
        for name, mapping in self.settings.fields.items():
            if touch := record.touched.get(mapping.native or name):
                by = touch.by and self.settings.people.canonical(
                    "memory", touch.by, accounts.email(touch.by)
                )
                edits[name] = Edited(by, touch.at)
        return edits

    # -- writing ----------------------------------------------------------------------------

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what the tool would show of a canonical value. Law: idempotent."""
        mapping = self.settings.fields.get(name)
        if mapping is None:
            return Cannot(f"{name} is not mapped in {self.settings.name}")
        shown = normal(mapping.type, value)
        if is_empty(shown):
            return Cannot("a title cannot be empty") if name == "title" else shown
        match mapping.type:
            case FieldType.OPTION:
                written = self._written(name, str(shown))
                return written if isinstance(written, Cannot) else str(shown)
            case FieldType.PERSON | FieldType.PEOPLE:
                return self.settings.people.addressed(shown)
            case FieldType.TEXT if name == "title":
                return self._cut(str(shown))
            case _:
                return self._painted(shown) if isinstance(shown, Document) else shown

    def _painted(self, body: Document) -> Document | None:
        if not self.quirks.lines:
            return body
        canvas = Canvas(self.settings.name, self.settings.elsewhere, LINES)
        return normal_document(painted(body, canvas))

    def _cut(self, title: str) -> str:
        limit = self.quirks.title_limit
        return title if limit is None or len(title) <= limit else title[: limit - 1].rstrip() + "…"

    def _written(self, name: FieldName, word: str) -> str | Cannot:
        """Return the native word that is written for a canonical one."""
        natives = self._write[name].get(word, ()) if name in self._write else (word,)
        offered = self.quirks.options.get(self.native(name))
        open_ones = [n for n in natives if offered is None or n in offered]
        if open_ones:
            return open_ones[0]
        return Cannot(f'no {name} of {self.settings.name} means "{word}"')

    def written(self, asked: Sequence[Asked], held: Mapping[str, Native]) -> dict[str, Native]:
        """Return the native fields to store over what is held. Raises Overwrite."""
        return {
            self.native(a.field): self._encode(a, held.get(self.native(a.field))) for a in asked
        }

    def _encode(self, asked: Asked, held: Native) -> Native:
        if isinstance(held, Foreign):
            raise Overwrite(f"{asked.field} holds {held.what}, which would be lost")
        match self.settings.fields[asked.field].type:
            case FieldType.SET | FieldType.PEOPLE | FieldType.LINKS:
                return merged_set(held, asked.value, asked.expect)
            case FieldType.THREAD:
                return self._thread(held, asked)
            case FieldType.OPTION if isinstance(asked.value, str):
                return self._option(asked.field, asked.value, held)
            case _:
                return asked.value

    def _thread(self, held: Native, asked: Asked) -> Native:
        here, home = _elements(held), self.settings.name
        steps = copying(_elements(asked.value), _elements(asked.expect), here, home)
        written = {comment.url for comment in (*steps.changed, *steps.gone)}
        kept = {one for one in here if comment_of(one).url not in written}
        return frozenset(kept | {c.element for c in (*steps.new, *steps.changed)})

    def _option(self, name: FieldName, word: str, held: Native) -> Native:
        """Write the first native word; a record that already shows the word keeps its own."""
        if isinstance(held, str) and self.word(name, held) == word:
            return held
        written = self._written(name, word)
        return word if isinstance(written, Cannot) else written


def merged_set(held: Native, ask: Value, expect: Value) -> frozenset[str]:
    """Add and remove only what differs between `expect` and `ask`, element by element."""
    wanted, known = _elements(ask), _elements(expect)
    return (_elements(held) | (wanted - known)) - (known - wanted)


def _elements(value: Native) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()
