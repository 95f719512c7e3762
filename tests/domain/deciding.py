"""Decide one field of a small world."""

from datetime import UTC, datetime

from syncline.domain.fields import Cannot, FieldSpec, FieldType, Value
from syncline.domain.ledger import FieldOutcome, FieldView, Sighting
from syncline.domain.merge import decide
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Agreed, Conflict, Proposal, Shadow

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEXT = FieldSpec("title", FieldType.TEXT)
ANYBODY = FieldPolicy()
LABELS = FieldSpec("labels", FieldType.SET)
BODY = FieldSpec("description", FieldType.RICH)


ONE = Agreed("0", 1)
ELSEWHERE = FieldPolicy(authority=("A",), elsewhere="propose")


def identity(_: str, value: Value) -> Value | Cannot:
    """Show every value as it is."""
    return value


def short(replica: str, value: Value) -> Value | Cannot:
    """Show at most three characters in B: a tool that cannot hold the rest."""
    return value[:3] if replica == "B" and isinstance(value, str) else value


def shadows(**versions: tuple[Value, int]) -> dict[str, Shadow]:
    """Return shadows that were asked what they show."""
    return {replica: Shadow(value, value, n) for replica, (value, n) in versions.items()}


def sightings(**shown: Value) -> dict[str, Sighting]:
    """Return what replicas show now."""
    return {replica: Sighting(value) for replica, value in shown.items()}


def run(
    agreed: Agreed,
    base: dict[str, Shadow],
    seen: dict[str, Sighting],
    *,
    spec: FieldSpec = TEXT,
    policy: FieldPolicy = ANYBODY,
    conflict: Conflict | None = None,
    proposals: dict[str, Proposal] | None = None,
    project: object = identity,
) -> FieldOutcome:
    """Decide one field."""
    view = FieldView("i", spec, policy, agreed, base, seen, conflict, proposals or {})
    return decide(view, project, NOW)  # type: ignore[arg-type]


BOTH = shadows(A=("0", 1), B=("0", 1))
