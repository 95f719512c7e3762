"""What is fixed for a whole schedule, and the clock that a schedule moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncline.domain.policy import CreateRule, FieldPolicy, Portfolio, Safety, SameAs
from tests.simulation.tools import CATEGORIES, FIELDS, MOMENTS, NAMES, SPECS

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
OPEN_SAFETY = Safety(False, 10**6, 1.0, 1.0)


@dataclass
class Clock:
    """The tools' time, and this machine's: they need not agree."""

    at: datetime = START
    skew: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return self.at + self.skew

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Setting:
    """What is fixed for a whole schedule."""

    order: tuple[str, ...] = NAMES
    policies: Mapping[str, FieldPolicy] = field(default_factory=dict)
    safety: Safety = OPEN_SAFETY
    seed: int = 0  # of the tools' characters
    moments: tuple[str, ...] = MOMENTS
    abreast: bool = False  # whether the replicas of a run are read and written by turns

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that every tool shows, if nobody takes one away."""
        return (*FIELDS, *self.moments)

    def portfolio(self) -> Portfolio:
        rule = SameAs(
            self.order, create={r: CreateRule() for r in self.order}, kinds=frozenset({"epic"})
        )
        fields = {name: SPECS[name] for name in self.fields}
        return Portfolio(
            "sim", self.order, fields, self.policies, (rule,),
            categories=CATEGORIES, safety=self.safety, steward="ops@acme.example",  # type: ignore[arg-type]
        )  # fmt: skip
