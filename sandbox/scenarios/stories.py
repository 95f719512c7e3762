"""The stories under the demo's epics: 200 of them, some stale, some late, some without an owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from sandbox.scenarios.planting import JIRA_STATUS, PROJECTS, Epic, Planter

if TYPE_CHECKING:
    from sandbox.jira.records import Issue

STORIES = 200
POINTS = "customfield_10016"
MIX = {  # how far the stories of an epic are, by the epic's status
    "planned": ("planned",),
    "in_progress": ("done", "in_progress", "planned", "in_progress", "in_review", "planned"),
    "in_review": ("done", "done", "in_review"),
    "done": ("done",),
    "dropped": ("dropped", "planned"),
}
PEOPLE = {
    "Payments": ("karim", "sofia", "tom"),
    "Onboarding": ("aya", "maya", "tom"),
    "Data": ("luc", "maya", "sofia"),
}

ENGLISH_TASKS = """
Write the API contract
Handle the error states
Cover it with contract tests
Measure the funnel before and after
Migrate existing accounts
Update the help centre
Load-test at 200 requests a second
Roll out behind a flag
Translate the new screens
Remove the old code path
Review with security
Add an entry to the audit log
Fix the time-out on slow networks
Prepare the demo
""".strip().splitlines()

FRENCH_TASKS = """
Rédiger le contrat d'API
Traiter les cas d'erreur
Couvrir par des tests de contrat
Mesurer le parcours avant et après
Migrer les comptes existants
Mettre à jour le centre d'aide
Tester la charge
Déployer derrière un interrupteur
Traduire les nouveaux écrans
Retirer l'ancien code
Revue avec la sécurité
Ajouter une trace au journal d'audit
Corriger le délai sur réseau lent
Préparer la démo
""".strip().splitlines()


def plant_stories(planter: Planter, epics: list[tuple[Issue, Epic]], rng: Random) -> None:
    """Plant the stories, epic after epic in turn, until there are enough of them."""
    for number in range(STORIES):
        parent, epic = epics[number % len(epics)]
        story = _story(planter, number, number // len(epics), epic, rng)
        more = {"parent": parent, "custom": {POINTS: float(rng.choice((1, 2, 3, 5, 8)))}}
        planter.issue(PROJECTS[epic.squad], "Story", story, more)


def _story(planter: Planter, number: int, turn: int, epic: Epic, rng: Random) -> Epic:
    """Say what one story is: an epic's words, smaller."""
    statuses = MIX[epic.status]
    status = statuses[(turn + number) % len(statuses)]
    if status not in JIRA_STATUS[PROJECTS[epic.squad]]:
        status = "in_progress"
    target = planter.today + timedelta(days=rng.randrange(3, 45))
    if number % 7 == 3:  # late
        target = planter.today - timedelta(days=rng.randrange(2, 15))
    return replace(
        epic,
        title=_title(epic, number, rng),
        status=status,
        priority=rng.choice(("P1", "P2", "P2", "P3")),
        owner=None if number % 19 == 5 else rng.choice(PEOPLE[epic.squad]),
        start=None,
        target=None if number % 5 == 4 else target,
        labels=(),
        body=(),
        created=epic.created + timedelta(days=1, minutes=number),
        updated=_updated(planter, number, rng),
    )


def _updated(planter: Planter, number: int, rng: Random) -> datetime:
    """Return when the story last moved; every sixth has been lying for three weeks or more."""
    days = rng.randrange(22, 45) if number % 6 == 1 else rng.randrange(1, 15)
    return planter.now - timedelta(days=days, minutes=rng.randrange(600))


def _title(epic: Epic, number: int, rng: Random) -> str:
    french = any(letter in epic.title for letter in "éèêàç'") or " de" in epic.title
    tasks = FRENCH_TASKS if french else ENGLISH_TASKS
    return f"{tasks[(number * 5 + rng.randrange(2)) % len(tasks)]}: {epic.title}"
