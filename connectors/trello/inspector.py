"""The live checks of a Trello replica; only reads, apart from `mend`."""

from collections import Counter
from collections.abc import Iterator

from connectors.trello.board import BUILT_IN, CUSTOM, DEFAULTS, Board, native_name
from connectors.trello.client import TrelloClient
from connectors.trello.codec import Codec
from connectors.trello.directory import Directory
from connectors.trello.native import NativeCard
from connectors.trello.observation import Observer
from connectors.trello.words import folded, read_word
from syncline.domain.errors import ConfigurationError, SynclineError
from syncline.domain.fields import Cannot
from syncline.domain.item import FieldName
from syncline.ports import FieldMapping, Finding, ReplicaSettings

_ADD_LIST = "add the list "


class TrelloInspector:
    """Fulfil `Inspector` for a board."""

    settings: ReplicaSettings
    client: TrelloClient
    codec: Codec
    directory: Directory
    observer: Observer
    _cards: tuple[NativeCard, ...] = ()

    def inspect(self) -> tuple[Finding, ...]:
        """Check token, board, lists, custom fields, words and members; only reads."""
        try:
            self.directory.forget()
            me, board = self.client.me(), self.directory.board
            self._cards = tuple(self.observer.cards())
            findings = [
                self._fine(f"the token works, as @{me.get('username')}"),
                self._board(board),
                self._marker(),
            ]
            for mapping in self.settings.fields.values():
                findings += self._field(mapping)
        except SynclineError as trouble:
            remedy = "check the address, the key, the token and the board"
            return (self._wrong(str(trouble), remedy),)
        return tuple(findings)

    def mend(self, finding: Finding) -> str:
        """Add a list to the board."""
        if finding.fix is None or not finding.fix.startswith(_ADD_LIST):
            raise ConfigurationError(f"{finding.what}: this cannot be mended from here")
        name = finding.fix.removeprefix(_ADD_LIST)
        if self.directory.renewed().open_list(name) is None:
            self.client.create_list(self.directory.board.id, name)
            self.directory.forget()
        return f"the list {name} is now on {self.directory.board.name}"

    def _board(self, board: Board) -> Finding:
        if board.closed:
            return self._wrong(f"the board {board.name} is closed", "reopen it in Trello")
        return self._fine(f"the board is {board.name} ({board.id}), with {len(self._cards)} cards")

    def _marker(self) -> Finding:
        if not self.codec.marked:
            return self._fine("records stay unmarked, as configured: lost answers are not healed")
        return self._fine("the marker is an attachment, which needs nothing to be set up")

    def _field(self, mapping: FieldMapping) -> Iterator[Finding]:
        native = native_name(mapping)
        if native not in BUILT_IN:
            yield from self._custom(mapping, native)
        elif BUILT_IN[native] is not mapping.type:
            what = f"{mapping.name} is a {mapping.type}, but {native} is a {BUILT_IN[native]}"
            yield self._wrong(what, f"name another field under fields.{mapping.name}.in")
        elif native == "list":
            lists = [one.name for one in self.directory.board.lists if not one.closed]
            yield from self._words(mapping, lists)
        elif native == "members":
            yield self._members()

    def _custom(self, mapping: FieldMapping, native: str) -> Iterator[Finding]:
        field = self.directory.board.field(native)
        remedy = f"add it to the board, or name another under fields.{mapping.name}.in"
        if mapping.native is None and mapping.name not in DEFAULTS:
            yield self._fine(f"{mapping.name}: a card has none, so it is not synced here")
        elif field is None:
            yield self._wrong(f"{mapping.name} is mapped to {native}, which is missing", remedy)
        elif mapping.type not in CUSTOM.get(field.type, ()):
            what = f"{mapping.name} is a {mapping.type}, but {native} is of type {field.type}"
            yield self._wrong(what, remedy)
        elif field.type == "list":
            yield from self._words(mapping, [option.name for option in field.options])
        else:
            yield self._fine(f"{mapping.name} is the custom field {field.name}")

    def _words(self, mapping: FieldMapping, offered: list[str]) -> Iterator[Finding]:
        """Compare the words that the board offers and shows with those of the vocabulary."""
        name = mapping.name
        shown = Counter(self._seen(mapping))
        unread = [n for n in {**dict.fromkeys(offered), **shown} if self._unread(name, n)]
        for native in unread:
            if count := shown[native]:
                what = f'{name} "{native}" of {count} cards is in no vocabulary'
                yield self._wrong(what, f'add "{native}" under values.{name}')
        yield from self._unoffered(mapping, {folded(native) for native in offered})
        idle = [native for native in unread if not shown[native]]
        note = f"; in no vocabulary, and unused: {', '.join(idle)}" if idle else ""
        yield self._fine(f"{name} is one of {', '.join(offered)}{note}")

    def _unoffered(self, mapping: FieldMapping, offered: set[str]) -> Iterator[Finding]:
        name, of_lists = mapping.name, native_name(mapping) == "list"
        for one in self.settings.words.get(name, ()):
            first = one.natives[0].text if one.natives else ""
            if first and folded(first) not in offered:
                what = f'{name} {one.word} is written as "{first}", which the board does not have'
                fix = _ADD_LIST + first if of_lists else None
                yield self._wrong(what, f'add "{first}" in Trello, or change values.{name}', fix)

    def _members(self) -> Finding:
        """Tell whose address nobody knows: Trello shows none but that of the token's account."""
        members, people = self.directory.board.members, self.settings.people
        unknown = [f"@{one.username}" for one in members if one.canonical(people) is None]
        note = f"; not in people.yaml: {', '.join(unknown)}" if unknown else ""
        return self._fine(f"the board has {len(members)} members{note}")

    def _unread(self, name: FieldName, native: str) -> bool:
        return isinstance(read_word(self.settings, name, native), Cannot)

    def _seen(self, mapping: FieldMapping) -> Iterator[str]:
        for card in self._cards:
            word = self.codec.native_text(card, mapping, self.directory.board)
            if word:
                yield word

    def _fine(self, what: str) -> Finding:
        return Finding(self.settings.name, what, fine=True)

    def _wrong(self, what: str, remedy: str, fix: str | None = None) -> Finding:
        return Finding(self.settings.name, what, fine=False, remedy=remedy, fix=fix)
