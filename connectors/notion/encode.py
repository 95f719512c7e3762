"""Canonical values -> the properties of a page write; pure but for the accounts it asks for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from connectors.notion.bindings import Bindings, Unbound
from connectors.notion.codec import Codec
from connectors.notion.dates import write_day, write_period
from connectors.notion.moments import write_moment
from connectors.notion.native import SHOWN, Held, NativePage, Period, Related, Users
from connectors.notion.richtext import lines_of
from connectors.notion.runs import write_runs, write_text
from connectors.notion.schema import Definition
from connectors.notion.words import label_written
from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import FieldName
from syncline.domain.references import members
from syncline.domain.text import Document

Accounts = Callable[[str], str]
"""E-mail -> account id; raises Unmapped when nobody has that address."""
Properties = dict[str, Any]


class Refused(Exception):  # a sentence on its way to an Unmapped
    """A value has no counterpart in this data source."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """What a write needs to know; `page` is the page as last read, None for a create."""

    bindings: Bindings
    codec: Codec
    accounts: Accounts
    page: NativePage | None = None
    before: Mapping[FieldName, frozenset[str]] = field(default_factory=dict)  # sets, as expected

    def properties(self, asked: Mapping[FieldName, Value]) -> Properties:
        """Return the properties to write for these fields, by property id. Raises Refused."""
        written: Properties = {}
        for name, value in asked.items():
            shown = self.codec.project(name, value)
            if isinstance(shown, Cannot):
                raise Refused(shown.reason)
            prop = self._property(name)
            if self.bindings.shares_period(name):
                written[prop.id] = {"date": self._period(asked, self._held(prop))}
            elif not self._shows(name, prop, shown):
                written[prop.id] = {prop.type: self._value(name, prop, shown)}
        return written

    def _property(self, name: FieldName) -> Definition:
        found = self.bindings.definition(name)
        if isinstance(found, Unbound):
            raise Refused(f"{found.reason}. {found.remedy}")
        if not self.bindings.writable(name):
            raise Refused(f'{name}: the property "{found.name}" is a {found.type}, read only')
        return found

    def _held(self, prop: Definition) -> Held:
        found = self.page.by_id(prop.id) if self.page else None
        return found.value if found else None

    def _shows(self, name: FieldName, prop: Definition, value: Value) -> bool:
        """Tell whether an option already means the word: such a record is not moved."""
        if self.page is None or self.codec.settings.fields[name].type is not FieldType.OPTION:
            return False
        return self.page.by_id(prop.id) is not None and self.codec.values(self.page, [name]) == {
            name: value
        }

    def _period(self, asked: Mapping[FieldName, Value], held: Held) -> Any:
        ends = {n: v if isinstance(v, date) else None for n, v in asked.items() if n in _ENDS}
        written = write_period(ends, held if isinstance(held, Period) else None)
        if isinstance(written, Cannot):
            raise Refused(written.reason)
        return written

    def _value(self, name: FieldName, prop: Definition, value: Value) -> Any:
        """Return the value in the form of the property's type."""
        held = self._held(prop)
        several = isinstance(value, frozenset)
        if prop.type == "people" or (prop.type == "relation" and several):
            write = self._people if prop.type == "people" else self._related
            return write(name, value, held)
        if prop.type == "date":
            return self._day(name, value, held)
        match value:
            case None:
                return [] if prop.type in _LISTS else None
            case Document():
                return write_runs(lines_of(value))
            case frozenset():
                return [{"name": self._choice(name, prop, label)} for label in sorted(value)]
        return self._text(name, prop, value)

    def _text(self, name: FieldName, prop: Definition, value: Value) -> Any:
        """Return a text, a number or a tick in the form of the property's type."""
        option = self.codec.settings.fields[name].type is FieldType.OPTION
        words = self._option(name, prop, value) if option else value
        if prop.type == "select" and not option:
            words = self._offered(name, prop, str(value))
        match prop.type:
            case "select" | "status":
                return {"name": words}
            case "relation":
                return [{"id": words}]
            case "title" | "rich_text":
                return write_text(str(words))
        return words

    def _option(self, name: FieldName, prop: Definition, word: Value) -> str:
        """Return the native word, in the spelling of the property's own option."""
        native = self.codec.words.native(name, str(word))
        assert isinstance(native, str), "projected before"
        if prop.options is None:
            return native
        same = (option for option in prop.options if option.casefold() == native.casefold())
        known = next(same, None)
        if known is None and self._closed(name, prop):
            raise Refused(
                f'{name}: "{prop.name}" has no option "{native}"; add it in Notion, or correct '
                f"values.{name}.{word}"
            )
        return known or native

    def _choice(self, name: FieldName, prop: Definition, label: str) -> str:
        """Return the option of a label; only `labels` may bring new ones."""
        return self._offered(name, prop, label_written(label))

    def _offered(self, name: FieldName, prop: Definition, native: str) -> str:
        if prop.options is not None and name not in _COINED and native not in prop.options:
            raise Refused(
                f'{name}: "{prop.name}" has no option "{native}"; add it in Notion, and it follows'
            )
        return native

    def _closed(self, name: FieldName, prop: Definition) -> bool:
        """Tell whether an unknown option is refused: Notion itself would silently add it."""
        computed = self.codec.settings.fields[name].computed
        return prop.type == "status" or not (computed or name in _COINED)

    def _day(self, name: FieldName, value: Value, held: Held) -> Any:
        day = value if isinstance(value, date) else None
        former = held if isinstance(held, Period) else None
        timed = self.codec.settings.fields[name].type is FieldType.MOMENT
        written = (write_moment if timed else write_day)(name, day, former)
        if isinstance(written, Cannot):
            raise Refused(written.reason)
        return written

    def _related(self, name: FieldName, value: Value, held: Held) -> list[dict[str, str]]:
        """Add and remove pages; those that are nobody's business here stay, in their order."""
        pages = members(value)
        shown = held if isinstance(held, Related) else Related(())
        if not shown.complete:
            raise Refused(f"{name}: Notion shows {len(shown.ids)} related pages of more")
        gone = self.before.get(name, frozenset()) - pages
        kept = [page for page in shown.ids if page not in gone]
        after = [*kept, *sorted(pages - set(kept))]
        if len(after) > LIST_LIMIT:
            raise Refused(f"{name}: {len(after)} related pages, and Notion takes {LIST_LIMIT}")
        return _ids(after)

    def _people(self, name: FieldName, email: Value, held: Held) -> list[dict[str, str]]:
        """Replace the first person; the others are nobody's business here and stay."""
        users = held.users if isinstance(held, Users) else ()
        if isinstance(held, Users) and not held.complete:
            raise Refused(f"{name}: Notion shows {SHOWN} people of more; shorten the list there")
        if isinstance(email, frozenset):  # all are known, or the field could not have been read
            return _ids(map(self.accounts, sorted(email)))
        new = [self.accounts(str(email))] if email else []
        others = (user.id for user in users[1:])
        return _ids([*new, *(other for other in others if other not in new)])


_ENDS = ("start", "target")
_COINED = frozenset({"labels", "sprint"})  # whose words are made up as people go
LIST_LIMIT = 100  # related pages that one write takes
_LISTS = ("title", "rich_text", "relation")


def _ids(ids: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": one} for one in ids]
