"""The shipped automations: what Prefect itself does when something happens, or does not."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.client.schemas.objects import StateType
from prefect.events import AutomationCore, EventTrigger, Posture
from prefect.events.actions import ActionTypes, ChangeFlowRunState, RunDeployment, SendNotification

from flows.events import PLAN_HELD, PORTFOLIO, PREFIX, RAN, RESYNC
from flows.settings import Settings

HEARTBEAT = timedelta(seconds=30)  # how often a run says that it lives; Prefect's least
SILENCE = 3 * HEARTBEAT
MEMORY = timedelta(days=30)  # how long ago a deployment may have succeeded last
OURS = "syncline: "  # how the name of each begins
RUN = "prefect.flow-run."
DEPLOYED = PREFIX + "deployed"
DEPLOYMENT = PREFIX + "deployment."
MESSAGE = "prefect.state-message"
# A form that makes no sense was told to the person who filled it in; nothing is out of order.
SENSIBLE = "!Validation of flow parameters failed*"
TAG: dict[str, str | list[str]] = {
    "prefect.resource.role": "tag",
    "prefect.resource.id": "prefect.tag.syncline",
}
FAILED = {RUN + name for name in ("Failed", "Refused", "Crashed", "TimedOut")}
ENDED = {RUN + name for name in ("Completed", "Partial", "Held")}
Template = Mapping[str, Any]


def jinja(template: str) -> Template:
    """Return a parameter that Prefect fills in when the automation fires."""
    return {"__prefect_kind": "jinja", "template": template}


def running(deployment: UUID, parameters: Mapping[str, Any]) -> RunDeployment:
    """Return the action that starts a run."""
    return RunDeployment.model_validate({"deployment_id": deployment, "parameters": parameters})


def zombies() -> AutomationCore:
    """Say Crashed of a run that says nothing any more: its machine or its worker is gone."""
    return AutomationCore(
        name=OURS + "a run that went silent has crashed",
        description="A killed worker cannot say how its run ended. Three missed heartbeats do.",
        trigger=EventTrigger(
            after={RUN + name for name in ("heartbeat", "Running", "Pending", "Submitting")},
            # Any state counts, also our own names such as Held: an ended run beats no more.
            expect={RUN + "*"},
            match={"prefect.resource.id": RUN + "*"},
            match_related=TAG,
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            within=SILENCE,
        ),
        actions=[
            ChangeFlowRunState(
                force=False,
                state=StateType.CRASHED,
                name="Crashed",
                message=f"No heartbeat for {SILENCE.seconds} s: its process or machine is gone. "
                "Nothing is half-written; the next run goes on from there.",
            )
        ],
    )


def failures(notice: ActionTypes, deployments: list[str]) -> AutomationCore:
    """Tell the steward when a deployment begins to fail; once, until it has succeeded again.

    What was just deployed counts like a success: the very first run may fail, too.
    """
    return AutomationCore(
        name=OURS + "tell the steward that runs fail",
        description="Once when a deployment begins to fail, and again only after it has succeeded.",
        trigger=EventTrigger(
            after=ENDED | {DEPLOYED},
            expect=FAILED,
            match={"prefect.resource.id": [RUN + "*", DEPLOYMENT + "*"], MESSAGE: SENSIBLE},
            match_related={
                "prefect.resource.role": "deployment", "prefect.resource.name": deployments,
            },
            for_each={"related:deployment:prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
            within=MEMORY,  # with `after`, 0 would be: in that very moment
        ),
        actions=[notice],
    )  # fmt: skip


def stale(notice: ActionTypes, settings: Settings) -> AutomationCore:
    """Tell the steward that no run of a portfolio has ended for long: the alarm from outside."""
    return AutomationCore(
        name=OURS + "tell the steward that a portfolio is not synced any more",
        description=f"No run has ended well for {settings.stale_after}. Schedules, workers and "
        "tokens can all be the reason; this is told by the server alone.",
        trigger=EventTrigger(
            after={PREFIX + name for name in RAN} | {DEPLOYED},
            expect={PREFIX + name for name in RAN},
            match={"prefect.resource.id": PORTFOLIO + "*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            within=settings.stale_after,
        ),
        actions=[notice],
    )


def resync(portfolio: str, sync: UUID) -> AutomationCore:
    """Start a sync of the items that an event names: a webhook heard of them."""
    return AutomationCore(
        name=f"{OURS}resync {portfolio} on request",
        description=f"The event {RESYNC} for {portfolio} starts a sync of the items it names.",
        trigger=EventTrigger(
            expect={RESYNC},
            match={"prefect.resource.id": PORTFOLIO + portfolio},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[
            running(
                sync,
                {
                    "request": {
                        "portfolio": portfolio,
                        "mode": "apply",
                        "items": {
                            "__prefect_kind": "json",
                            "value": jinja("{{ (event.payload['items'] or []) | tojson }}"),
                        },
                    }
                },
            )
        ],
    )


def ask(approve: UUID) -> AutomationCore:
    """Ask a person as soon as a plan waits."""
    return AutomationCore(
        name=OURS + "ask a person about a plan that waits",
        description="Starts approve-plan, which shows the plan and waits for the answer.",
        trigger=EventTrigger(
            expect={PREFIX + PLAN_HELD},
            match={"prefect.resource.id": PORTFOLIO + "*"},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[
            running(
                approve,
                {"request": {"portfolio": jinja("{{ event.payload.portfolio }}")}},
            )
        ],
    )


FAILURE_SAID = (
    "{{ flow_run.name }} ended {{ flow_run.state.name }}: "
    "{{ flow_run.state.message or 'without a word' }}"
)
STALE_SAID = (
    "{{ event.resource.name or event.resource.id }} has not been synced for a long time: no run "
    "has ended. Look at its schedule, at the worker and at the tokens."
)


def by_flow(steward: UUID, portfolio: str, message: str) -> RunDeployment:
    """Tell through Syncline's own channel, by a run that a worker takes."""
    request = {"portfolio": jinja(portfolio), "message": jinja(message)}
    return running(steward, {"request": request})


def by_block(block: UUID, subject: str, message: str) -> SendNotification:
    """Tell through a notification block of Prefect: also when no worker is left."""
    return SendNotification(block_document_id=block, subject=subject, body=message)
