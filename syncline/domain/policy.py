"""What a configuration decided: who has authority, what is linked, when to stop, whom to tell.

Built once by `syncline.config`; every default here is the safe one.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from syncline.domain.calendar import Calendar
from syncline.domain.fields import FieldSpec
from syncline.domain.item import FieldName, Kind, ReplicaName
from syncline.domain.rules.shape import Hold, Limit, RuleId, Severity
from syncline.domain.schedule import Digest, QuietHours

Elsewhere = Literal["propose", "revert", "compare"]
Category = Literal["unstarted", "started", "done", "cancelled"]
Rollup = Literal["status", "done_share", "start", "target", "p85"]
Flow = Literal["mirror", "propose", "compare"]
Reach = Literal["off", "shadow", "pilot", "on"]
OnMissing = Literal["ask", "label", "archive", "ignore"]


@dataclass(frozen=True, slots=True)
class FieldPolicy:
    """Who decides a field, and what an edit made elsewhere becomes."""

    authority: tuple[ReplicaName, ...] = ()  # () = any replica
    elsewhere: Elsewhere = "propose"
    on_conflict: tuple[ReplicaName, ...] = ()  # first one wins; () = hold for a person
    set_once: bool = False  # written where it is empty, never changed
    computed: bool = False  # flows out, is never read back
    tolerance_wd: int | None = None  # dates at most so many working days apart do not disagree


@dataclass(frozen=True, slots=True)
class CreateRule:
    """When a missing Record is created: every named field holds one of its words."""

    when: Mapping[FieldName, frozenset[str]] = field(default_factory=dict)

    def fits(self, value_of: Callable[[FieldName], object]) -> bool:
        """Tell whether every named field holds one of its words."""
        return all(value_of(name) in words for name, words in self.when.items())


@dataclass(frozen=True, slots=True)
class SameAs:
    """Records of these replicas stand for one Item; one is created only where `create` says so."""

    replicas: tuple[ReplicaName, ...]
    match: tuple[str, ...] = ("marker", "url", "title")
    create: Mapping[ReplicaName, CreateRule] = field(default_factory=dict)
    kinds: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Delivers:
    """Items of the `by` replicas deliver one Item of `parent`; `tie` is the field that says so."""

    parent: ReplicaName
    by: Mapping[ReplicaName, Kind]
    tie: Mapping[ReplicaName, str] = field(default_factory=dict)
    up: Mapping[FieldName, Rollup] = field(default_factory=dict)
    down: Mapping[FieldName, Flow] = field(default_factory=dict)
    create: Mapping[ReplicaName, CreateRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Safety:
    """When a plan waits for a person, and when it is refused; shares are 0 to 1."""

    first_run_approval: bool = True
    approve_changes: int = 50
    approve_share: float = 0.10
    stop_share: float = 0.30
    max_archives: int = 5
    on_missing: OnMissing = "ask"


@dataclass(frozen=True, slots=True)
class Team:
    """Whose Items, who answers, and how far alerts go; `hints`: attribute -> what records say."""

    name: str
    pm: str | None = None
    lead: str | None = None
    slack: str | None = None
    alerts: Reach = "off"
    hints: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[RuleId, Reach] = field(default_factory=dict)  # where they go other ways here


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a configuration says of one rule; what it leaves out is as the rule has it."""

    state: Reach | None = None
    severity: Severity | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """What is said of rules, when a digest goes out, and when nobody is disturbed."""

    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    digest: Digest = field(default_factory=Digest)
    quiet: QuietHours | None = None
    pack: str = "scrum"
    escalation: bool = False
    pulse: bool = False  # whether readers are asked three questions a month
    answers: FieldName = ""  # a field of their own in which people may answer, besides labels
    hold: Hold | None = None  # how long rules must be true, and be over; None: as each rule says


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One configuration, as the rules see it; replicas and words are in the order of the file."""

    name: str
    replicas: tuple[ReplicaName, ...]
    fields: Mapping[FieldName, FieldSpec]
    policies: Mapping[FieldName, FieldPolicy] = field(default_factory=dict)
    same_as: tuple[SameAs, ...] = ()
    delivers: tuple[Delivers, ...] = ()
    categories: Mapping[str, Category] = field(default_factory=dict)  # status word -> category
    priorities: tuple[str, ...] = ("P0", "P1", "P2", "P3", "P4")  # the highest first
    safety: Safety = field(default_factory=Safety)
    teams: Mapping[str, Team] = field(default_factory=dict)
    team_of: Mapping[ReplicaName, Mapping[str, str]] = field(default_factory=dict)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    calendar: Calendar = field(default_factory=Calendar)
    newcomers: Mapping[ReplicaName, Reach] = field(default_factory=dict)  # how far without a team
    steward: str = ""  # e-mail of who answers for Items without an owner
    locale: str = "en"
    timezone: str = "UTC"
    store_url: str = ""
    carried: Mapping[ReplicaName, frozenset[FieldName]] = field(default_factory=dict)

    @property
    def told_teams(self) -> frozenset[str]:
        """Return the teams that are told of alerts; "" for what is of no team."""
        told = (team.name for team in self.teams.values() if team.alerts in {"pilot", "on"})
        return frozenset({"", *told})

    def carries(self, replica: ReplicaName, name: FieldName) -> bool:
        """Tell whether a field is mapped in a replica."""
        return name in self.carried.get(replica, ())

    @property
    def answer_fields(self) -> tuple[FieldName, ...]:
        """Return the synced fields in which people may answer alerts: labels, and one of theirs."""
        return tuple(name for name in ("labels", self.alerts.answers) if name in self.fields)

    def policy(self, name: FieldName, homes: Collection[ReplicaName] | None = None) -> FieldPolicy:
        """Return a field's policy, for an Item with Records in `homes` where they are given.

        Only a replica that holds the Item decides it: where none of the authorities does, as for
        an epic that is in no roadmap, any replica decides.
        """
        written = self.policies.get(name, FieldPolicy())
        if homes is None or all(replica in homes for replica in written.authority):
            return written
        return replace(written, authority=tuple(r for r in written.authority if r in homes))

    def team(self, replica: ReplicaName, hints: Mapping[str, str]) -> str | None:
        """Return the team that a Record's hints name; letter case does not matter."""
        for hint, attribute in self.team_of.get(replica, {}).items():
            said = hints.get(hint, "").casefold()
            for team in self.teams.values():
                if said and team.hints.get(attribute, "").casefold() == said:
                    return team.name
        return None
