"""Ways over several transitions: a workflow as far as its issues have shown it."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from connectors.jira.query import quoted
from connectors.jira.words import Words
from connectors.jira.workflow import Way, way_to
from syncline.domain.item import FieldName

HOPS = 3  # transitions that one status may cost
LOOKS = 8  # statuses that are looked into for one path

Place = tuple[str, str, str]  # project, issue type, status id


@dataclass
class Atlas:
    """The ways out of each status, of one type of issue in one project.

    Jira shows a workflow to administrators alone. To everybody it shows the ways out of one
    issue, so an issue that stands in a status tells the ways out of it.
    """

    look: Callable[[str], Sequence[Way] | None]  # the ways out of some issue that a JQL finds
    known: dict[Place, tuple[Way, ...] | None] = field(default_factory=dict)

    def learn(self, at: Place, offered: Sequence[Way]) -> None:
        """Remember the ways out of a status."""
        self.known[at] = tuple(offered)

    def ways(self, at: Place) -> tuple[Way, ...]:
        """Return the ways out of a status; none where no issue that is in it can be seen."""
        if at not in self.known:
            project, kind, status = at
            jql = (
                f"project = {quoted(project)} AND issuetype = {quoted(kind)} AND status = {status}"
            )
            found = self.look(jql) if status.isdigit() else None
            self.known[at] = None if found is None else tuple(found)
        return self.known[at] or ()


def path_to(
    word: str, at: Place, atlas: Atlas, words: Words, name: FieldName
) -> tuple[Way, ...] | None:
    """Return the shortest path to a canonical word, breadth first, of at most `HOPS` transitions.

    It leads over no status of category done: to pass there can close what is not finished.
    """
    project, kind, _ = at
    been, looked = {at[2]}, 0
    paths: deque[tuple[Way, ...]] = deque([()])
    while paths:
        path = paths.popleft()
        here = path[-1].to.id if path else at[2]
        looked += 1
        if here is None or looked > LOOKS:
            continue
        offered = atlas.ways((project, kind, here))
        if last := way_to(word, offered, words, name):
            return (*path, last)
        for way in offered if len(path) + 1 < HOPS else ():
            if way.to.id and way.to.id not in been and way.to.category != "done":
                been.add(way.to.id)
                paths.append((*path, way))
    return None
