"""A portfolio whose tools disagree, and rounds that ask about it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from syncline.domain.alerts import Alert
from syncline.domain.fields import CORE_FIELDS, FieldSpec, Value
from syncline.domain.policy import FieldPolicy
from syncline.domain.rules.shape import Finding
from syncline.domain.state import Answer, Conflict, Lease, LeaseTaken, Proposal
from syncline.engine.desk import ALERTS
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store
from tests.engine.rounds import INES, OPS, RULES, Rounds, alert

TITLES = {"A": "Pay in 3", "B": "Pay in four", "C": "Pay in 5"}


class Asked:
    """Tools that disagree on a title, and rounds that ask about it."""

    def __init__(
        self, path: Path, rounds: Rounds, replicas: Iterable[str] = "AB", *own: FieldSpec,
        decides: str = "",
    ) -> None:  # fmt: skip
        fields = {**CORE_FIELDS, **{spec.name: spec for spec in own}}
        policies = {"title": FieldPolicy(tuple(decides))}
        rules = replace(
            portfolio(*replicas), name="p", steward=OPS, fields=fields, policies=policies
        )
        self.team = Team3(path / "state.db", rules, clock=rounds.clock)
        self.rounds = rounds
        self.team.tools["A"].add({"title": "E", "labels": frozenset({"x"})}, kind="epic")
        self.team.settle()
        self.edit(title={name: TITLES[name] for name in replicas})
        rounds.rules = replace(rules, alerts=RULES.alerts)
        rounds.stores = {"p": store(self.team)}
        rounds.deciding = self.session

    def edit(self, by: str = "", **fields: dict[str, Value]) -> None:
        """Let people edit fields in tools, and sync."""
        self.team.clock.pass_by(minutes=10)
        for name, shown in fields.items():
            for tool, value in shown.items():
                (record,) = self.team.tools[tool].records()
                self.team.tools[tool].edit(record.id, name, value, by=by or f"{tool}@acme.example")
        self.team.sync()

    def label(self, *words: str, by: str = "") -> None:
        """Let somebody leave only these labels in the first tool, beside the one that was there."""
        self.edit(by, labels={"A": frozenset({"x", *words})})

    @property
    def labels(self) -> set[str]:
        """Return what the item is labelled in all tools after a sync, beside what was there."""
        self.team.clock.pass_by(minutes=10)
        self.team.sync()
        shown = (self.team.values(tool, "labels").values() for tool in self.team.tools)
        return {word for words in shown for one in words for word in one or ()} - {"x"}  # type: ignore[union-attr]  # sets

    @property
    def titles(self) -> set[Value]:
        """Return the titles in all tools after a sync."""
        self.team.clock.pass_by(minutes=10)
        self.team.sync()
        return {v for tool in self.team.tools for v in self.team.values(tool, "title").values()}

    @property
    def answers(self) -> list[Answer]:
        """Return what was kept of the answers."""
        assert self.rounds.store
        return list(self.rounds.store.portfolio(ALERTS).answers())

    @property
    def replies(self) -> list[str]:
        """Return what was said below messages."""
        return [memo.head for sent in self.rounds.channel.sent for memo in sent.replies]

    @property
    def open(self) -> tuple[Conflict, ...]:
        """Return the open conflicts."""
        return store(self.team).conflicts()

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Return the open proposals."""
        return store(self.team).proposals()

    @property
    def item(self) -> str:
        """Return the one item."""
        (item,) = store(self.team).items()
        return item.id

    def session(self, _: str) -> AbstractContextManager[Session | LeaseTaken]:
        """Hold the portfolio's lease."""
        return _Deciding(self.team)

    def run(self, *others: Alert, owner: str = INES) -> tuple[str, ...]:
        """Do a round in which every open question is asked; return what went wrong."""
        asks = [self.question(owner, about) for about in (*self.open, *self.proposals)]
        return self.rounds.run(*asks, *others).failed

    @staticmethod
    def question(owner: str, about: Conflict | Proposal) -> Alert:
        """Return the alert about a conflict or a proposal."""
        proposed = f"@{about.replica}" if isinstance(about, Proposal) else ""
        values = {"field": about.field, "days": 2, "case": "proposal" if proposed else "conflict"}
        found = Finding("G1", "S2", values, (about.item,), f"{about.field}{proposed}")
        return replace(alert(about.item, owner, severity="S2"), finding=found)


class _Deciding(AbstractContextManager[Session | LeaseTaken]):
    def __init__(self, team: Team3) -> None:
        self.team = team
        self.held = holding(store(team), team.clock, "decides", lambda _: True)

    def __enter__(self) -> Session | LeaseTaken:
        lease = self.held.__enter__()
        return self.team.session(lease) if isinstance(lease, Lease) else lease

    def __exit__(self, *wrong: object) -> None:
        self.held.__exit__(None, None, None)
