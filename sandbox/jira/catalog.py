"""What a Jira site is set up with: issue types, priorities, statuses, workflows, resolutions."""

from collections.abc import Mapping
from dataclasses import dataclass

CATEGORIES: Mapping[str, tuple[int, str, str]] = {  # key: id, name, colour
    "undefined": (1, "No Category", "medium-gray"),
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}


@dataclass(frozen=True)
class IssueType:
    """Describe one issue type; level 1 is above level 0, sub-tasks are at -1."""

    id: str
    name: str
    level: int
    description: str

    @property
    def subtask(self) -> bool:
        """Tell whether issues of this type live inside another issue."""
        return self.level < 0


ISSUE_TYPES = (
    IssueType("10000", "Epic", 1, "Epics track collections of related bugs, stories, and tasks."),
    IssueType("10001", "Story", 0, "Stories track functionality or features as user goals."),
    IssueType("10002", "Task", 0, "Tasks track small, distinct pieces of work."),
    IssueType("10003", "Bug", 0, "Bugs track problems or errors."),
    IssueType("10005", "Initiative", 2, "Initiatives are what several teams' epics are for."),
    IssueType("10004", "Sub-task", -1, "Sub-tasks track parts of a larger task."),
)
PRIORITIES: Mapping[str, str] = {
    "1": "Highest",
    "2": "High",
    "3": "Medium",
    "4": "Low",
    "5": "Lowest",
}
RESOLUTIONS: Mapping[str, str] = {"10000": "Done", "10001": "Won't Do"}


@dataclass(frozen=True)
class Status:
    """Describe one status; two projects may each have one of the same name."""

    id: str
    name: str
    category: str
    resolution: str | None = None  # set on arrival; leaving for an open status clears it


@dataclass(frozen=True)
class Transition:
    """Describe one way to a status, from some statuses or (None) from all."""

    id: str
    name: str
    to: str
    sources: frozenset[str] | None = None
    required: tuple[str, ...] = ()  # fields that its screen requires


@dataclass(frozen=True)
class Workflow:
    """Hold the statuses of a project, the first is the initial one, and the ways between them."""

    name: str
    statuses: tuple[Status, ...]
    transitions: tuple[Transition, ...]

    def status(self, wanted: str) -> Status | None:
        """Return the status with this id or name, if any."""
        names = (wanted, wanted.lower())
        return next((s for s in self.statuses if s.id in names or s.name.lower() in names), None)

    def offered(self, status: str) -> list[Transition]:
        """Return what leads on from a status id."""
        return [t for t in self.transitions if t.sources is None or status in t.sources]


def _from(*sources: str) -> frozenset[str]:
    return frozenset(sources)


CLASSIC = Workflow(
    "classic",
    (
        Status("10000", "To Do", "new"),
        Status("3", "In Progress", "indeterminate"),
        Status("10001", "In Review", "indeterminate"),
        Status("10002", "Done", "done", "10000"),
        Status("10003", "Won't do", "done", "10001"),
    ),
    (
        Transition("11", "Start progress", "3", _from("10000")),
        Transition("21", "Stop progress", "10000", _from("3")),
        Transition("31", "Ask for review", "10001", _from("3")),
        Transition("41", "Send back", "3", _from("10001")),
        Transition("51", "Finish", "10002", _from("10001")),
        Transition("61", "Reopen", "3", _from("10002")),
        Transition("71", "Won't do", "10003", None),
    ),
)
OPEN = Workflow(
    "open",
    (
        Status("10110", "To Do", "new"),
        Status("10111", "In Progress", "indeterminate"),
        Status("10112", "In Review", "indeterminate"),
        Status("10113", "Done", "done", "10000"),
        Status("10114", "Won't do", "done", "10001"),
    ),
    (
        Transition("2", "To Do", "10110"),
        Transition("3", "In Progress", "10111"),
        Transition("4", "In Review", "10112"),
        Transition("5", "Done", "10113"),
        Transition("6", "Won't do", "10114"),
    ),
)
FRENCH = Workflow(
    "french",
    (
        Status("10220", "À faire", "new"),
        Status("10221", "En cours", "indeterminate"),
        Status("10222", "Terminé", "done", "10000"),
        Status("10223", "Abandonné", "done", "10001"),
    ),
    (
        Transition("111", "Démarrer", "10221", _from("10220")),
        Transition("121", "Remettre à faire", "10220", _from("10221")),
        Transition("131", "Terminer", "10222", _from("10221")),
        Transition("141", "Rouvrir", "10221", _from("10222", "10223")),
        Transition("151", "Abandonner", "10223", _from("10220", "10221")),
    ),
)
STRICT = Workflow(
    "strict",
    (
        Status("10330", "To Do", "new"),
        Status("10331", "In Progress", "indeterminate"),
        Status("10332", "In Review", "indeterminate"),
        Status("10333", "Done", "done"),
        Status("10334", "Won't do", "done"),
    ),
    (
        Transition("211", "Start", "10331", _from("10330")),
        Transition("221", "Review", "10332", _from("10331")),
        Transition("231", "Finish", "10333", _from("10332"), ("resolution",)),
        Transition("241", "Give up", "10334", None, ("resolution", "customfield_10050")),
        Transition("251", "Reopen", "10331", _from("10333", "10334")),
    ),
)
"""Each step only from the one before; both ends want to know how it was resolved."""
WORKFLOWS: Mapping[str, Workflow] = {f.name: f for f in (CLASSIC, OPEN, FRENCH, STRICT)}
STATUSES: Mapping[str, Status] = {s.id: s for flow in WORKFLOWS.values() for s in flow.statuses}


@dataclass(frozen=True)
class Project:
    """Describe one project."""

    id: str
    key: str
    name: str
    workflow: Workflow
    lead: str  # a person's key
    category: str = ""
    kind: str = "software"  # or service_desk, whose customers see comments

    @property
    def board(self) -> int:
        """Return the number of its board."""
        return int(self.id) - 9_999


def issue_type(wanted: str) -> IssueType | None:
    """Return the issue type with this id or name (any case), if any."""
    return next(
        (t for t in ISSUE_TYPES if wanted == t.id or wanted.lower() == t.name.lower()), None
    )


def named(table: Mapping[str, str], wanted: str) -> str | None:
    """Return the id of an entry, given its id or its name (any case), if any."""
    if wanted in table:
        return wanted
    return next((key for key, name in table.items() if name.lower() == wanted.lower()), None)
