"""The live checks of a Jira replica; only reads."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from connectors.jira import shapes
from connectors.jira.binding import Binding
from connectors.jira.client import JiraClient
from connectors.jira.query import Scope
from connectors.jira.shapes import Choice
from connectors.jira.words import Words
from syncline.domain.errors import ReplicaError, SynclineError
from syncline.domain.fields import Cannot, FieldType
from syncline.ports import Finding, ReplicaSettings

_REACH = "Check the site, the e-mail address and the token"


@dataclass(frozen=True, slots=True)
class JiraInspector:
    """Look at everything that a replica's configuration says of its site."""

    settings: ReplicaSettings
    client: JiraClient
    scope: Scope
    words: Words
    binding: Callable[[], Binding]

    def inspect(self) -> tuple[Finding, ...]:
        """Check token, projects, types, words and fields."""
        found: list[Finding] = []
        try:
            found.extend(self._findings())
        except SynclineError as refused:
            remedy = refused.remedy if isinstance(refused, ReplicaError) else _REACH
            found.append(self._wrong(str(refused), remedy))
        return tuple(found)

    def _findings(self) -> Iterator[Finding]:
        account = self.client.myself()
        yield self._fine(f"the token works, as {account.get('displayName', 'somebody')}")
        for key in self.scope.projects:
            yield from self._project(key)
        yield from self._fields()
        yield self._fine("the marker is a label, which needs nothing to be set up")
        issues = list(self._issues())
        yield self._fine(f"{len(issues)} issues are in scope")
        for name, bound in self.binding().fields.items():
            if bound.mapping.type is FieldType.OPTION and name in self.settings.words:
                yield from self._unmapped(name, [i["fields"].get(bound.id) for i in issues])

    def _issues(self) -> Iterator[Any]:
        token, used = None, set[str | None]()
        while token not in used:
            used.add(token)
            page = self.client.search(self.scope.listing(None), self.binding().ids, token)
            yield from (one for one in page["issues"] if isinstance(one.get("fields"), dict))
            token = page.get("nextPageToken")
            if token is None:
                return

    def _fields(self) -> Iterator[Finding]:
        binding = self.binding()
        for name, bound in binding.fields.items():
            fixed = f": read, never written, as {bound.fixed}" if bound.fixed else ""
            yield self._fine(f"{name} is {bound.id}{fixed}")
        for problem in binding.problems:
            yield self._wrong(f"{problem.field}: {problem.seen}", problem.remedy)

    def _project(self, key: str) -> Iterator[Finding]:
        try:
            project = self.client.project(key)
        except ReplicaError as missing:
            yield self._wrong(f"project {key}: {missing.seen}", "Check `projects` and permissions")
            return
        yield self._fine(f"project {key} is {project.get('name', key)}")
        offered = {str(one.get("name")).casefold() for one in project.get("issueTypes") or ()}
        for kind in self.scope.kinds:
            if kind.casefold() not in offered:
                remedy = f"Add the type to {key}, or name another under `kinds`"
                yield self._wrong(f"project {key} has no issue type {kind}", remedy)

    def _unmapped(self, field: str, seen: Iterable[Any]) -> Iterator[Finding]:
        read = {choice.name: self.words.read(field, choice) for choice in _choices(seen)}
        wrong = {name: r for name, r in read.items() if isinstance(r, Cannot)}
        for name, reading in sorted(wrong.items()):
            yield self._wrong(reading.reason, f'Name "{name}" under values.{field}')
        if not wrong:
            yield self._fine(f"every {field} that occurs is in the vocabulary")

    def _fine(self, what: str) -> Finding:
        return Finding(self.settings.name, what, fine=True)

    def _wrong(self, what: str, remedy: str) -> Finding:
        return Finding(self.settings.name, what, fine=False, remedy=remedy)


def _choices(raw: Iterable[Any]) -> list[Choice]:
    found = []
    for one in raw:
        try:
            choice = shapes.choice("name", one)
        except shapes.Malformed:
            continue
        if choice:
            found.append(choice)
    return found
