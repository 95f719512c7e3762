"""What a run leaves to read in the Prefect UI."""

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from syncline.domain.printing import plan_markdown
from syncline.engine.conclude import Summary
from syncline.engine.run import Result


def publish_plan(result: Result) -> None:
    """Publish the Plan as Markdown, with why it waits when it does."""
    if result.plan is None:
        return
    waits = [f"- {reason}" for reason in result.waits]
    if waits:
        approve = f"Run again with *Approve a held plan* = `{result.plan.digest}`."
        waits = ["**This plan waits for a person, because**", *waits, "", approve, ""]
    create_markdown_artifact(
        key="syncline-plan",
        markdown="\n".join([*waits, plan_markdown(result.plan)]),
        description="Every write with its reason",
    )


def publish_result(summary: Summary) -> None:
    """Publish how the run ended, with its numbers."""
    rows = [{"what": key, "value": str(value)} for key, value in _numbers(summary).items()]
    rows += [{"what": "note", "value": note} for note in summary.notes[:100]]
    create_table_artifact(key="syncline-result", table=rows, description=summary.outcome)


def publish_alerts(rows: list[dict[str, str]]) -> None:
    """Publish which alerts fire, for whom."""
    create_table_artifact(key="syncline-alerts", table=rows, description=f"{len(rows)} alerts")


def _numbers(summary: Summary) -> dict[str, object]:
    return {key: value for key, value in summary.document().items() if key != "notes"}
