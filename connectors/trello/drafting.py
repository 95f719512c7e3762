"""What an operation sends, with everything looked up that it needs: lists, members, labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.trello.board import AT_BIRTH, native_name
from connectors.trello.codec import Codec
from connectors.trello.directory import Directory
from connectors.trello.native import NativeCard
from connectors.trello.projection import projection
from connectors.trello.writing import Body, Wanted, field_body, plain_property, spoken, wanted
from syncline.domain.errors import Unmapped
from syncline.domain.fields import Cannot, FieldType, Value, is_empty
from syncline.domain.plain import one_line
from syncline.domain.plan import Change


@dataclass(frozen=True, slots=True)
class Setting:
    """The value that one custom field of a card is given."""

    field: str
    body: Body


@dataclass(frozen=True, slots=True)
class Tagging:
    """The labels that are put on a card, and those that are taken off, by id."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drafts:
    """The bodies of one replica's writes. Every method raises Unmapped, before anything is sent."""

    codec: Codec
    directory: Directory

    def wanted(self, record: str, changes: Iterable[Change]) -> tuple[Wanted, ...]:
        """Put what is asked into what Trello can show."""
        fields = []
        for change in changes:
            shown = projection(self.codec.settings, change.field, change.ask)
            if isinstance(shown, Cannot):
                raise Unmapped("trello", record, f"{change.field}: {shown.reason}")
            fields.append(wanted(change, self.codec.settings.fields[change.field], shown))
        return tuple(fields)

    def card(self, fields: Sequence[Wanted]) -> Body:
        """Return the properties of a new card: all but its custom fields."""
        filled = [field for field in fields if not is_empty(field.value)]
        body: Body = {}
        for field in filled:
            if field.native == "labels":
                body["idLabels"] = list(map(self.directory.label, _elements(field.value)))
            elif field.native in AT_BIRTH:
                body |= self._property(field, None)
        return body if "idList" in body else {**body, "idList": self._first_list()}

    def edit(self, fields: Iterable[Wanted], held: NativeCard) -> Body:
        """Return the properties that change; one that is shown already stays as it was typed."""
        body: Body = {}
        for field in fields:
            shown = self.codec.shown(held, field.mapping, self.directory.board)
            if shown != field.value:
                body |= self._property(field, held)
        return body

    def _property(self, field: Wanted, held: NativeCard | None) -> Body:
        match field.native:
            case "list":
                return self._move(field, held)
            case "members" if field.mapping.type is FieldType.PEOPLE:
                return {"idMembers": self._team(field, held)}
            case "members":
                return {"idMembers": self._members(field.value, held)}
            case _:
                return plain_property(field, held)

    def _move(self, field: Wanted, held: NativeCard | None) -> Body:
        native = spoken(self.codec.settings, field.mapping.name, str(field.value))
        body: Body = {"idList": self._list(native.text)}
        ticked = held.due_complete if held else False
        if native.completed is not None and native.completed != ticked:
            body["dueComplete"] = native.completed
        return body

    def _list(self, name: str) -> str:
        found = self.directory.open_list(name)
        if found is None:
            reason = f'the board has no open list "{name}": add it, or name another under values'
            raise Unmapped("trello", name, reason)
        return found.id

    def _first_list(self) -> str:
        """Return where a card goes that is asked no status: to the first list of a known word."""
        board, settings = self.directory.board, self.codec.settings
        mapped = (name for name, one in settings.fields.items() if native_name(one) == "list")
        words = (word for name in mapped for word in settings.words.get(name, ()))
        named = (board.open_list(native.text) for word in words for native in word.natives[:1])
        found = next(filter(None, named), None)
        found = found or next((one for one in board.lists if not one.closed), None)
        if found is None:
            raise Unmapped("trello", board.name, "the board has no open list: add one in Trello")
        return found.id

    def _members(self, email: Value, held: NativeCard | None) -> list[str]:
        """Return the members with another owner, first; the others stay."""
        owner = self.codec.owner_account(held, self.directory.board) if held else None
        others = [one for one in (held.members if held else ()) if one != owner]
        if email is None:
            return others
        account = self._account(str(email))
        return [account, *(one for one in others if one != account)]

    def _team(self, field: Wanted, held: NativeCard | None) -> list[str]:
        """Return the members with those added and without those removed; the others stay."""
        before, after = set(_elements(field.expect)), set(_elements(field.value))
        gone = set(map(self._account, before - after))
        here = [one for one in (held.members if held else ()) if one not in gone]
        return [*here, *(one for one in map(self._account, sorted(after)) if one not in here)]

    def _account(self, email: str) -> str:
        account = self.directory.account(email)
        if account is None:
            remedy = "add the person to the board, and name the account in people.yaml"
            raise Unmapped("trello", email, f"no member of the board for {email}: {remedy}")
        return account

    def tagging(self, field: Wanted, held: NativeCard) -> Tagging:
        """Return the additions and removals by which `expect` becomes `value`."""
        before, after = set(_elements(field.expect)), set(_elements(field.value))
        return Tagging(
            tuple(map(self.directory.label, sorted(after - before))),
            tuple(one.id for one in held.labels or () if one_line(one.name) in before - after),
        )

    def setting(self, field: Wanted) -> Setting:
        """Return what a custom field is given."""
        custom = self.directory.field(field.native)
        if custom is None:
            reason = f"the board has no custom field {field.native}: add it in Trello"
            raise Unmapped("trello", field.mapping.name, reason)
        return Setting(custom.id, field_body(field, custom, self.codec.settings))


def _elements(value: Value) -> list[str]:
    return sorted(value) if isinstance(value, frozenset) else []
