"""The live checks of an Asana replica; only reads, apart from `mend`."""

from collections import Counter
from collections.abc import Iterator

from connectors.asana.board import BUILT_IN, CUSTOM, native_name
from connectors.asana.client import AsanaClient
from connectors.asana.codec import Codec
from connectors.asana.directory import Directory
from connectors.asana.native import NativeTask
from connectors.asana.observation import Observer
from connectors.asana.subtasks import Loose, Subtasks
from connectors.asana.words import folded, read_word
from syncline.domain.errors import ConfigurationError, ItemError, SynclineError
from syncline.domain.fields import Cannot, FieldType
from syncline.domain.item import FieldName
from syncline.ports import FieldMapping, Finding, ReplicaSettings

_ADOPTED = " to the project, to be synced as "
_NAMED = 3  # sub-tasks that a finding names


class AsanaInspector:
    """Fulfil `Inspector` for a project."""

    settings: ReplicaSettings
    client: AsanaClient
    codec: Codec
    directory: Directory
    observer: Observer
    subtasks: Subtasks
    _tasks: tuple[NativeTask, ...] = ()

    def inspect(self) -> tuple[Finding, ...]:
        """Check token, project, fields, words and marker; only reads."""
        try:
            self.directory.forget()
            self._tasks = tuple(self.observer.tasks())
            me, board = self.client.me(), self.directory.board
            findings = [
                self._fine(f"the token works, as {me.get('name')} ({me.get('email')})"),
                self._fine(
                    f"the project is {board.name} ({board.gid}), with {len(self._tasks)} tasks"
                ),
                self._marker_field(),
            ]
            for mapping in self.settings.fields.values():
                findings += self._field(mapping)
            findings += map(self._tie, self.settings.ties)
            findings += self._outside()
        except SynclineError as trouble:
            return (self._wrong(str(trouble), "check the address, the token and the project"),)
        return tuple(findings)

    def mend(self, finding: Finding) -> str:
        """Put the marker's text field on the project, or sub-tasks into it."""
        if finding.fix and _ADOPTED in finding.fix:
            return self._adopt()
        if finding.fix is None or self.codec.marker is None:
            raise ConfigurationError(f"{finding.what}: this cannot be mended from here")
        self.directory.mend_marker(self.codec.marker)
        return f"the text field {self.codec.marker} is now on {self.directory.board.name}"

    def _marker_field(self) -> Finding:
        marker = self.codec.marker
        if marker is None:
            return self._fine("records stay unmarked, as configured: lost answers are not healed")
        field = self.directory.field(marker)
        if field is None:
            fix = f"add the text field {marker}"
            what = f"the project has no custom field {marker} for the marker"
            return Finding(self.settings.name, what, fine=False, remedy=fix, fix=fix)
        if field.type != "text":
            what = f"the marker's field {marker} is of type {field.type}"
            return self._wrong(what, "name a text field under marker")
        return self._fine(f"the marker's field {marker} is there")

    def _tie(self, name: str) -> Finding:
        """Say whether there is a text field that tells what a task delivers."""
        field = self.directory.field(name)
        if field is None or field.type != "text":
            found = f"of type {field.type}" if field else "missing"
            what = f"the tie {name} is {found}"
            return self._wrong(what, "add the text field, or name another under links")
        return self._fine(f"the tie is the text field {field.name}")

    def _outside(self) -> Iterator[Finding]:
        """Tell of sub-tasks that no listing shows, where parents are synced."""
        loose = self._loose()
        if not loose:
            return
        named = [one.task.name or one.task.gid for one in loose]
        shown = ", ".join(named[:_NAMED]) + (" ..." if len(named) > _NAMED else "")
        tasks = _counted(len({one.above for one in loose}), "task")
        parts = _counted(len(loose), "sub-task")
        are = "is" if len(loose) == 1 else "are"
        what = f"{parts} of {tasks} {are} outside of the project and not synced: {shown}"
        kinds = {str(self.codec.kind(one.task)) for one in loose}
        fix = f"add {parts}{_ADOPTED}{' or '.join(sorted(kinds))}"
        offered = fix if self.settings.access == "write" else None
        yield Finding(self.settings.name, what, fine=False, remedy=fix, fix=offered)

    def _loose(self) -> list[Loose]:
        mapped = any(native_name(one) == "parent" for one in self.settings.fields.values())
        found = self.subtasks.loose() if mapped else []
        return [one for one in found if self.codec.kind(one.task)]

    def _adopt(self) -> str:
        """Add all that can be added; say what was refused, which the next inspection finds."""
        loose, refused = self._loose(), list[str]()
        for one in loose:
            try:
                self.subtasks.add(one.task.gid)
            except ItemError as why:
                refused.append(f"{one.task.name}: {why}")
        added = len(loose) - len(refused)
        are = "is" if added == 1 else "are"
        told = f"{_counted(added, 'sub-task')} {are} now in {self.directory.board.name}"
        return "; refused was ".join([told, *refused])

    def _field(self, mapping: FieldMapping) -> Iterator[Finding]:
        native = native_name(mapping)
        if native in BUILT_IN:
            if BUILT_IN[native] is not mapping.type:
                what = f"{mapping.name} is a {mapping.type}, but {native} is a {BUILT_IN[native]}"
                yield self._wrong(what, f"name another field under fields.{mapping.name}.in")
            elif native == "section":
                yield from self._words(mapping, [s.name for s in self.directory.sections])
            return
        field = self.directory.field(native)
        remedy = f"add it to the project, or name another under fields.{mapping.name}.in"
        if field is None:
            yield self._wrong(f"{mapping.name} is mapped to {native}, which is missing", remedy)
        elif mapping.type not in CUSTOM.get(field.type, ()):
            what = f"{mapping.name} is a {mapping.type}, but {native} is of type {field.type}"
            yield self._wrong(what, remedy)
        elif mapping.type is FieldType.OPTION and field.type == "enum":
            yield from self._words(mapping, [o.name for o in field.options if o.enabled])
        else:
            fixed = f": read, never written, as {field.fixed}" if field.fixed else ""
            yield self._fine(f"{mapping.name} is the custom field {field.name}{fixed}")

    def _words(self, mapping: FieldMapping, offered: list[str]) -> Iterator[Finding]:
        """Compare the words that the project offers and shows with those of the vocabulary."""
        name = mapping.name
        shown = Counter(self._seen(mapping))
        unread = [n for n in {**dict.fromkeys(offered), **shown} if self._unread(name, n)]
        for native in unread:
            if count := shown[native]:
                what = f'{name} "{native}" of {count} tasks is in no vocabulary'
                yield self._wrong(what, f'add "{native}" under values.{name}')
        there = {folded(native) for native in offered}
        for one in self.settings.words.get(name, ()):
            first = one.natives[0].text if one.natives else ""
            if first and folded(first) not in there:
                what = f'{name} {one.word} is written as "{first}", which the project does not have'
                yield self._wrong(what, f'add "{first}" in Asana, or change values.{name}')
        idle = [native for native in unread if not shown[native]]
        note = f"; in no vocabulary, and unused: {', '.join(idle)}" if idle else ""
        yield self._fine(f"{name} is one of {', '.join(offered)}{note}")

    def _unread(self, name: FieldName, native: str) -> bool:
        return isinstance(read_word(self.settings, name, native), Cannot)

    def _seen(self, mapping: FieldMapping) -> Iterator[str]:
        for task in self._tasks:
            word = self.codec.native_text(task, mapping)
            if word:
                yield word

    def _fine(self, what: str) -> Finding:
        return Finding(self.settings.name, what, fine=True)

    def _wrong(self, what: str, remedy: str) -> Finding:
        return Finding(self.settings.name, what, fine=False, remedy=remedy)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
