"""The live checks of `doctor` for one Notion data source; they only read."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from connectors.notion.bindings import BODY, Bindings, Unbound
from connectors.notion.client import Json, NotionClient
from connectors.notion.codec import Codec
from connectors.notion.listing import Listing
from connectors.notion.native import read_user
from connectors.notion.schema import Definition
from connectors.notion.scope import Condition, filters
from connectors.notion.shapes import Malformed
from syncline.domain.errors import ReplicaError, RetryLater, SynclineError
from syncline.domain.fields import FieldType
from syncline.domain.item import FieldName
from syncline.ports import Finding, ReplicaSettings

_SHARE = (
    "Open the database in Notion, menu ... > Connections, and add this connection; the id is that "
    "of the data source, not of the database"
)


class NotionInspector:
    """Check token, data source, properties, options, `where` and marker; mend the marker."""

    _settings: ReplicaSettings
    _client: NotionClient
    _listing: Listing
    _bindings: Bindings
    _codec: Codec
    _scope: tuple[Condition, ...]

    def inspect(self) -> tuple[Finding, ...]:
        """Check everything that can be checked without a write; a failure is a finding too."""
        found: list[Finding] = []
        remedy = "Give the token of an internal connection of this workspace"
        try:
            found.append(self._fine(f"the token works, as {self._account()}"))
            remedy = _SHARE
            schema = self._listing.discovered(fresh=True)
            found.append(self._fine(f'the data source is "{schema.title}"'))
            self._bindings.schema, remedy = schema, "Run `syncline doctor` again"
            for check in (self._fields, self._options, self._where, self._ties, self._marker):
                found += check()
        except (ReplicaError, RetryLater) as failed:
            found.append(self._wrong(str(failed), remedy))
        return tuple(found)

    def mend(self, finding: Finding) -> str:
        """Add the marker property; return a sentence."""
        name = self._bindings.marker
        if finding.fix is None or finding.fix != self._fix:
            return f"Nothing to do for: {finding.what}."
        self._client.add_property(self._listing.source, name, {"rich_text": {}})
        self._listing.discovered(fresh=True)
        return f'Added the text property "{name}" to "{self._listing.discovered().title}".'

    @property
    def _fix(self) -> str:
        return f"add the text property {self._bindings.marker}"

    def _account(self) -> str:
        try:
            user = read_user(self._client.me(), "user")
        except Malformed as wrong:
            return f"a user that cannot be read ({wrong})"
        return user.name or user.id

    def _fields(self) -> Iterator[Finding]:
        for name in self._settings.fields:
            if not self._bindings.in_property(name):
                where = BODY if self._bindings.in_body(name) else "open comments of a page"
                yield self._fine(f"{name}: the {where}")
                continue
            found = self._bindings.definition(name)
            if isinstance(found, Unbound) and self._bindings.by_default(name):
                yield self._fine(f"{found.reason}, so it is not synced here")
            elif isinstance(found, Unbound):
                yield self._wrong(found.reason, found.remedy)
            elif not self._bindings.writable(name) and self._settings.access == "write":
                why = self._bindings.fixed(name)
                yield self._fine(f"{name}: read, never written, as {why}")
            else:
                yield self._fine(f'{name}: "{found.name}" ({found.type})')

    def _options(self) -> Iterator[Finding]:
        """Compare the options of a property with the vocabulary, in both directions."""
        for name, mapping in self._settings.fields.items():
            if mapping.type is not FieldType.OPTION or not self._codec.words.has(name):
                continue
            found = self._bindings.definition(name)
            if isinstance(found, Definition) and found.options is not None:
                if not mapping.computed:
                    yield self._unmapped(name, found)
                yield from self._missing(name, found)

    def _unmapped(self, name: FieldName, found: Definition) -> Finding:
        options = found.options or ()
        strange = [o for o in options if not isinstance(self._codec.words.word(name, o), str)]
        used = [option for option in strange if self._used(found, option)]
        if not used:
            return self._fine(f'{name}: every option of "{found.name}" in use is in the vocabulary')
        return self._wrong(
            f'{name}: options of "{found.name}" in no vocabulary: {_quoted(used)}',
            f"Add them under values.{name}.<word>.{self._settings.name}",
        )

    def _used(self, found: Definition, option: str) -> bool:
        """Tell whether a record in scope has an option."""
        wanted = {"property": found.id, found.type: {"equals": option}}
        return any(self._listing.rows([*self._filters(), wanted]))

    def _filters(self) -> list[Json]:
        with suppress(ReplicaError):  # `where` has a finding of its own
            return [*filters(self._scope, self._listing.discovered(), self._settings.name)]
        return []

    def _missing(self, name: FieldName, found: Definition) -> Iterator[Finding]:
        known = {option.casefold() for option in found.options or ()}
        absent = [n for n in self._codec.words.natives(name) if n.casefold() not in known]
        if absent:
            yield self._wrong(
                f'{name}: "{found.name}" has no option {_quoted(absent)}',
                f"Add the option in Notion, or correct values.{name}",
            )

    def _where(self) -> Iterator[Finding]:
        schema = self._listing.discovered()
        try:
            filters(self._scope, schema, self._settings.name)
        except SynclineError as wrong:
            yield self._wrong(f"where: {wrong}", f"Correct replicas.{self._settings.name}.where")
            return
        for part in self._scope:
            known = schema.find(part.key)
            options = known.options if known else None
            absent = [w for w in part.wanted if isinstance(w, str) and w not in (options or (w,))]
            for word in absent:
                yield self._wrong(
                    f'where: "{part.key}" has no option "{word}"',
                    f"Correct replicas.{self._settings.name}.where",
                )

    def _ties(self) -> Iterator[Finding]:
        for name in self._settings.ties:
            found = self._listing.discovered().find(name)
            if found is None:
                remedy = "Add a text, URL or relation property, or name another under links"
                yield self._wrong(f'there is no property "{name}" for the tie', remedy)
            else:
                yield self._fine(f'the tie is "{found.name}" ({found.type})')

    def _marker(self) -> Iterator[Finding]:
        name = self._bindings.marker
        found = self._listing.discovered().find(name)
        if name == "none":
            yield self._fine("no marker, knowingly: lost answers cannot be healed here")
        elif found is None:
            remedy = f'Add a text property "{name}", or run `syncline doctor --fix`'
            yield self._wrong(f'there is no marker property "{name}"', remedy, self._fix)
        elif found.type != "rich_text":
            remedy = "Rename it, or name another property under marker"
            yield self._wrong(f'the marker property "{name}" is a {found.type}, no text', remedy)
        else:
            yield self._fine(f'the marker property is "{found.name}"')

    def _fine(self, what: str) -> Finding:
        return Finding(self._settings.name, what, fine=True)

    def _wrong(self, what: str, remedy: str, fix: str | None = None) -> Finding:
        return Finding(self._settings.name, what, fine=False, remedy=remedy, fix=fix)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
