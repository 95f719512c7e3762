"""Archiving and unarchiving one issue: what the answer says of it."""

from collections.abc import Iterator
from typing import Any

from connectors.jira.client import JiraClient, Json
from syncline.domain.errors import Gone, Rejected
from syncline.domain.item import RecordId

_REMEDY = (
    "Jira archives only on the plans Premium and Enterprise, for its administrators, and a "
    "sub-task only with its parent: give such a token, or do it by hand"
)


def put_away(client: JiraClient, record: RecordId, *, back: bool) -> None:
    """Archive an issue, or bring it back. Raises Gone and Rejected, with the remedy."""
    try:
        answer = client.archive(record, back=back)
    except Rejected as refused:
        raise Rejected("jira", record, f"{refused.reason} {_REMEDY}") from None
    for name, words in _errors(answer):
        if name == "issuesNotFound":
            raise Gone("jira", record, words)
        raise Rejected("jira", record, f"{words} {_REMEDY}")
    if not answer.get("numberOfIssuesUpdated"):
        verb = "brought back" if back else "archived"
        raise Rejected("jira", record, f"Jira {verb} nothing and does not say why. {_REMEDY}")


def _errors(answer: Json) -> Iterator[tuple[str, str]]:
    """Yield the errors of an answer that is no refusal as a whole; each holds for some issues."""
    errors: Any = answer.get("errors")
    for name, error in errors.items() if isinstance(errors, dict) else ():
        if isinstance(error, dict) and error.get("issueIdsOrKeys"):
            yield name, str(error.get("message") or name)
