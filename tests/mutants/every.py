"""Every mutant, in the order of the table."""

from tests.mutants import (
    asana_quirks,
    braking,
    carrying,
    deciding,
    hanging,
    jira_quirks,
    keeping,
    merging,
    missing,
    notion_quirks,
    other_quirks,
    planning,
    reading,
    recovering,
    sending,
    showing,
    telling,
    undoing,
    wire_quirks,
    writing,
)
from tests.mutants.mutant import Mutant

PARTS = {
    "Reading": reading.MUTANTS,
    "Deciding": deciding.MUTANTS,
    "Merging": merging.MUTANTS,
    "Braking": braking.MUTANTS,
    "Writing": writing.MUTANTS,
    "Recovering": recovering.MUTANTS,
    "Records that are not shown": missing.MUTANTS,
    "Keeping": keeping.MUTANTS,
    "Decisions of people": undoing.MUTANTS,
    "Sending": sending.MUTANTS,
    "Telling": telling.MUTANTS,
    "Showing": showing.MUTANTS,
    "Carrying": carrying.MUTANTS,
    "Hanging on records": hanging.MUTANTS,
    "Planning": planning.MUTANTS,
    "Quirks of Jira": jira_quirks.MUTANTS,
    "Quirks of Asana": asana_quirks.MUTANTS,
    "Quirks of Notion": notion_quirks.MUTANTS,
    "Quirks of Trello, Slack and the wire": other_quirks.MUTANTS,
    "Answers without an end, deliveries without a right": wire_quirks.MUTANTS,
}
EVERY: tuple[Mutant, ...] = tuple(mutant for part in PARTS.values() for mutant in part)
