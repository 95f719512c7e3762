"""The live checks of the reference tracker."""

from collections.abc import Iterable, Iterator, Mapping

from connectors.memory.codec import Codec
from connectors.memory.records import MemoryRecord
from connectors.memory.tool import MemoryTool
from syncline.domain.errors import ConfigurationError, SynclineError
from syncline.domain.fields import Cannot, FieldType
from syncline.ports import Finding, ReplicaSettings


class MemoryInspector:
    """Fulfil `Inspector` for a replica of a tool in memory."""

    settings: ReplicaSettings
    tool: MemoryTool
    codec: Codec

    def inspect(self) -> tuple[Finding, ...]:
        """Check token, container, words and marker field; only reads."""
        try:
            records = [record for page in self.tool.listing(None) for record in page]
        except SynclineError as refused:
            return (Finding(self.settings.name, str(refused), fine=False, remedy=_REACH),)
        count = f"{len(records)} records of {self.settings.url}"
        findings = [self._fine(f"the token shows {count}"), self._marker_field()]
        return (*findings, *self._missing_fields(), *self._unmapped(records))

    def mend(self, finding: Finding) -> str:
        """Add the marker field."""
        if finding.fix is None or self.tool.fields is None:
            raise ConfigurationError(f"{finding.what}: this cannot be mended from here")
        self.tool.fields.add(self.codec.marker)
        return f"the text field {self.codec.marker} was added"

    def _fine(self, what: str) -> Finding:
        return Finding(self.settings.name, what, fine=True)

    def _marker_field(self) -> Finding:
        marker = self.codec.marker
        if self.tool.has(marker):
            return self._fine(f"the marker field {marker} is there")
        remedy = f"add the text field {marker}"
        what = f"the marker field {marker} is missing"
        return Finding(self.settings.name, what, fine=False, remedy=remedy, fix=remedy)

    def _missing_fields(self) -> Iterator[Finding]:
        for name in self.settings.fields:
            native = self.codec.native(name)
            if not self.tool.has(native):
                what = f"{name} is mapped to the field {native}, which does not exist"
                remedy = f"add {native}, or name another under fields.{name}.in"
                yield Finding(self.settings.name, what, fine=False, remedy=remedy)

    def _unmapped(self, records: Iterable[MemoryRecord]) -> Iterator[Finding]:
        options = [m.name for m in self.settings.fields.values() if m.type is FieldType.OPTION]
        for name in options:
            native = self.codec.native(name)
            seen = {str(word) for r in records if (word := r.fields.get(native))}
            reasons: Mapping[str, object] = {w: self.codec.word(name, w) for w in sorted(seen)}
            for word, reading in reasons.items():
                if isinstance(reading, Cannot):
                    remedy = f'name "{word}" under values.{name}'
                    yield Finding(self.settings.name, reading.reason, fine=False, remedy=remedy)


_REACH = "check the address and the token"
