"""An approved plan is written, or the person who approved it is told."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType

from flows.carrying import Approval, Patience, carry_out, failed, told
from syncline.domain.errors import RetryLater

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
APPROVAL = Approval("demo", "0123456789ab", ("1",), "Inès")
HASTE = Patience(turn=0.5, line=0.05, pace=0.005)
SCHEDULED, RUNNING = State(type=StateType.SCHEDULED), State(type=StateType.RUNNING)
SKIPPED = State(type=StateType.COMPLETED, name="Skipped", message="another run is at work")
CANCELLED = State(type=StateType.CANCELLED, message="Deployment concurrency limit reached.")
WRITTEN = State(type=StateType.COMPLETED, message="6 of 6 operations applied")


class Scripted:
    """Runs that live as a script says; the last state stays."""

    def __init__(self, *lives: tuple[State, ...]) -> None:
        self.lives = [list(life) for life in lives]
        self.asked: list[Mapping[str, object]] = []
        self.begun: set[object] = set()

    def start(self, deployment: str, request: Mapping[str, object]) -> FlowRun:
        assert deployment == "sync-portfolio/demo"
        self.asked.append(request)
        return FlowRun(id=uuid4(), flow_id=uuid4(), name="just-fennec")

    def read(self, run: FlowRun) -> FlowRun:
        life = self.lives[min(len(self.asked), len(self.lives)) - 1]
        state = life.pop(0) if len(life) > 1 else life[0]
        if state.type is StateType.RUNNING:
            self.begun.add(run.id)
        started = NOW if run.id in self.begun else None
        name = "apply demo 0123456789ab" if started else run.name
        made = {"state": state, "state_type": state.type, "state_name": state.name}
        return run.model_copy(update={**made, "start_time": started, "name": name})


@pytest.mark.parametrize("refused", [(SCHEDULED, CANCELLED), (SCHEDULED, RUNNING, SKIPPED)])
def test_a_sync_that_found_another_one_at_work_is_asked_for_again(
    refused: tuple[State, ...],
) -> None:
    """Whether Prefect kept it from beginning or the portfolio's lease was taken."""
    runs = Scripted(refused, refused, (RUNNING, WRITTEN))
    run = carry_out(runs, APPROVAL, HASTE)
    assert len(runs.asked) == 3
    assert runs.asked[0]["approve"] == APPROVAL.digest
    assert not failed(run)
    assert told(run).startswith("run apply demo 0123456789ab (")
    assert told(run).endswith("ended Completed: 6 of 6 operations applied")


def test_a_portfolio_that_is_never_free_is_told() -> None:
    """With the digest, and what comes next."""
    with pytest.raises(RetryLater, match=r"0123456789ab is approved.* nothing was written"):
        carry_out(Scripted((SKIPPED,)), APPROVAL, HASTE)


@pytest.mark.parametrize(
    "end",
    [
        State(type=StateType.FAILED, name="Refused", message="now it is another plan"),
        State(type=StateType.CRASHED),
        State(type=StateType.CANCELLED, message="by Nina"),
        State(type=StateType.COMPLETED, name="Held"),
    ],
    ids=lambda state: state.name,
)
def test_a_sync_that_wrote_nothing_is_no_success_of_the_approval(end: State) -> None:
    """Nor is it asked for again: a person stopped it, or has to read another plan."""
    runs = Scripted((RUNNING, end))
    run = carry_out(runs, APPROVAL, HASTE)
    assert len(runs.asked) == 1
    assert failed(run)
    assert f"ended {end.name}: {end.message or 'without a word'}" in told(run)


@pytest.mark.parametrize(
    ("stays", "said"), [(SCHEDULED, "stands in line for a worker"), (RUNNING, "is at work")]
)
def test_a_sync_that_goes_on_is_left_to_itself(stays: State, said: str) -> None:
    """A worker that does one run at a time waits for the approval to end."""
    run = carry_out(Scripted((stays,)), APPROVAL, HASTE)
    assert not failed(run)
    assert said in told(run)
