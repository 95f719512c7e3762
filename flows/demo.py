"""`syncline demo`: the whole story on the sandbox, told so that a product manager understands."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flows import cli
from flows.demo_servers import Servers, served
from flows.runtime import open_house
from flows.screen import Screen
from sandbox.hands import Hands
from syncline.domain.fields import Value, shown_text
from syncline.domain.state import ItemState
from syncline.ports import Store

EPICS = ("specs", "delivery", "launches")


class StoryBroken(Exception):
    """A step of the demo did not end as told."""


def tell(*, keep: bool, seed: int) -> int:
    """Tell the story; 0 when every step ended as told."""
    began = time.monotonic()
    screen = Screen()
    with (
        tempfile.TemporaryDirectory(prefix="syncline-demo-") as folder,
        served(Path(folder), seed, screen.say) as servers,
    ):
        try:
            Story(screen, servers).run()
        except StoryBroken as broken:
            screen.problem(f"The story broke: {broken}")
            return 5
        screen.out.rule(f"Done in {time.monotonic() - began:.0f} s")
        if keep:
            servers.stay(screen.say)
    return 0


@dataclass(frozen=True)
class Cast:
    """The epics that the story is about; each in three tools, and no two the same."""

    moved: ItemState  # its status is moved in Asana
    dated: ItemState  # its target is changed in Jira
    written: ItemState  # its body is written in Notion
    disputed: ItemState  # its target is changed in two tools at once
    renamed: ItemState  # its title is changed where titles are not decided


class Story:
    """One chapter a method; every command is the one that a person would type."""

    def __init__(self, screen: Screen, servers: Servers) -> None:
        self.screen, self.servers = screen, servers
        self.config = str(servers.config)

    def run(self) -> None:
        """Tell the chapters in order."""
        self.check()
        self.first_sync()
        cast = self.cast()
        self.edits(cast)
        self.conflict(cast)
        self.proposal(cast)
        self.undone(cast)
        self.a_week_later()
        self.nothing_left()

    # -- chapters ---------------------------------------------------------------------------

    def check(self) -> None:
        """Look at the tools before anything is written."""
        self.chapter("1. Is everything in place?", "Nothing is written by this.")
        self.command("doctor", self.config)

    def first_sync(self) -> None:
        """Show the first plan, see it held, approve exactly it."""
        self.chapter(
            "2. The first plan",
            "44 epics in Notion, Jira and Asana, 200 stories in Jira. Every write is shown first.",
        )
        self.command("plan", self.config, code=1)
        self.servers.wait_for_prefect()
        self.chapter("3. A first plan always waits for a person", "")
        self.command("sync", self.config, "--yes", code=3)
        digest = self.held()
        self.screen.out.print("Olivia (Product Ops) has read it and approves exactly this plan:")
        self.command("sync", self.config, "--approve", digest)

    def edits(self, cast: Cast) -> None:
        """Let people work in their own tools, and see each edit arrive in the two others."""
        self.later(minutes=10)
        self.chapter("4. People work, each in their own tool", "")
        target = date.fromisoformat(str(cast.dated.value("target"))) + timedelta(days=14)
        sentence = "Décision du 2 mars : on commence par le marché français."
        self.told(f"Karim drags “{title(cast.moved)}” to “En revue” in Asana.")
        self.hands("karim").move_in_asana(cast.moved.records["launches"].id, "En revue")
        self.told(f"Sofia moves the due date of “{title(cast.dated)}” to {target} in Jira.")
        jira = self.hands("sofia")
        jira.edit_in_jira(cast.dated.records["delivery"].id, {"duedate": target.isoformat()})
        self.told(f"Nina adds a paragraph to “{title(cast.written)}” in Notion: {sentence}")
        self.hands("nina").write_in_notion(cast.written.records["specs"].id, sentence)
        self.command("sync", self.config, "--yes")
        self.everywhere(cast.moved, "status", lambda v: v == "in_review")
        self.everywhere(cast.dated, "target", lambda v: v == target)
        self.everywhere(cast.written, "description", lambda v: sentence in str(v))
        self.command("explain", self.config, cast.dated.records["delivery"].key)

    def conflict(self, cast: Cast) -> None:
        """Let two people disagree: both values stay until somebody decides."""
        self.later(minutes=10)
        self.chapter("5. Two people change one date at the same time", "Nobody is overwritten.")
        first = date.fromisoformat(str(cast.disputed.value("target"))) + timedelta(days=7)
        second = first + timedelta(days=21)
        self.told(f"Tom sets {first} in Jira; Inès sets {second} in Notion.")
        records = cast.disputed.records
        self.hands("tom").edit_in_jira(records["delivery"].id, {"duedate": first.isoformat()})
        dated = {"Target date": {"date": {"start": second.isoformat()}}}
        self.hands("ines").edit_in_notion(records["specs"].id, dated)
        self.command("sync", self.config, "--yes")
        self.command("conflicts", self.config)
        with self.store() as store:
            mine = [c for c in store.conflicts() if c.item == cast.disputed.item.id]
        self.check_that(len(mine) == 1, "the two dates should be one open conflict")
        self.told("Inès decides: the date in Notion is right.")
        self.command("resolve", self.config, mine[0].id, "--take", "specs")
        self.later(minutes=10)
        self.command("sync", self.config, "--yes")
        self.everywhere(cast.disputed, "target", lambda v: v == second)

    def proposal(self, cast: Cast) -> None:
        """Let somebody rename an epic where titles are not decided: a proposal, declined."""
        self.later(minutes=10)
        self.chapter("6. A title changed where titles are not decided", "A proposal, no overwrite.")
        agreed = title(cast.renamed)
        self.told(f"Tom renames “{agreed}” in Jira; titles are decided in Notion.")
        renamed = {"summary": f"{agreed} (v2)"}
        self.hands("tom").edit_in_jira(cast.renamed.records["delivery"].id, renamed)
        self.command("sync", self.config, "--yes")
        self.command("proposals", self.config)
        with self.store() as store:
            mine = [p for p in store.proposals() if p.item == cast.renamed.item.id]
        self.check_that(len(mine) == 1, "the new title should be one open proposal")
        self.told("Nina keeps the title.")
        self.command("decline", self.config, mine[0].id)
        self.later(minutes=10)
        self.command("sync", self.config, "--yes")
        self.everywhere(cast.renamed, "title", lambda v: v == agreed)

    def undone(self, cast: Cast) -> None:
        """Let a mistake be carried everywhere, and take that run back."""
        self.later(minutes=10)
        self.chapter("7. A run is taken back", "Except what anyone changed since.")
        with self.store() as store:
            former = store.load([cast.dated.item.id])[cast.dated.item.id].value("target")
        wrong = date.fromisoformat(str(former)) + timedelta(days=365)
        self.told(f"Karim mistypes a year: “{title(cast.dated)}” is due on {wrong} in Asana.")
        hands = self.hands("karim")
        hands.edit_in_asana(cast.dated.records["launches"].id, {"due_on": wrong.isoformat()})
        self.command("sync", self.config, "--yes")
        self.everywhere(cast.dated, "target", lambda v: v == wrong)
        with self.store() as store:
            run = store.runs(1)[0].id
        self.later(minutes=10)
        self.command("undo", self.config, run, "--yes")
        self.everywhere(cast.dated, "target", lambda v: v == former)

    def a_week_later(self) -> None:
        """Let a week pass and tell owners, once each, what could use a look."""
        self.later(days=7)
        self.chapter("8. A week later", "Each owner hears once, from one message.")
        self.command("sync", self.config, "--yes")
        self.command("alerts", self.config)
        first = self.servers.messages()
        self.check_that(len(first) > 0, "somebody should have been told")
        self.command("alerts", self.config)
        self.check_that(len(self.servers.messages()) == len(first), "nobody is told twice")
        self.told(f"{len(first)} people got one message each in Slack, and none a second one.")

    def nothing_left(self) -> None:
        """Run once more: nothing to do, nothing written."""
        self.later(minutes=10)
        self.chapter("9. Once more", "Nothing has changed, so nothing is written.")
        before = self.servers.writes()
        self.command("sync", self.config, "--yes")
        self.command("plan", self.config)
        self.check_that(self.servers.writes() == before, "the last sync should write nothing")

    # -- how it is told ---------------------------------------------------------------------

    def chapter(self, heading: str, line: str) -> None:
        """Open a chapter."""
        self.screen.out.print()
        self.screen.out.rule(f"[bold]{heading}[/]", align="left")
        if line:
            self.screen.show(line)

    def told(self, sentence: str) -> None:
        """Tell what somebody does."""
        self.screen.show(f"→ {sentence}")

    def command(self, *words: str, code: int = 0) -> None:
        """Type a command; break the story when it ends otherwise than told."""
        shown = [w.replace(self.config, "demo.yaml") for w in words]
        self.screen.out.print(f"[bold cyan]$ syncline {' '.join(shown)}[/]")
        ended = cli.run(list(words))
        if ended == cli.STOPPED:
            raise KeyboardInterrupt
        self.check_that(ended == code, f"`{shown[0]}` ended with {ended} instead of {code}")

    def check_that(self, holds: bool, otherwise: str) -> None:  # reads as a sentence
        """Break the story when something is not as told."""
        if not holds:
            raise StoryBroken(otherwise)

    def everywhere(self, item: ItemState, name: str, right: Callable[[Value], bool]) -> None:
        """Read the three records directly and show what each tool shows."""
        with open_house(self.config) as house:
            for replica in EPICS:
                record = item.records[replica].id
                seen = house.trackers[replica].read([record], [name])[record]
                value = getattr(seen, "fields", {}).get(name)
                self.screen.show(f"    {replica:9} {name} = {shown_text(value)}")
                self.check_that(right(value), f"{replica} shows {shown_text(value)}")

    def hands(self, person: str) -> Hands:
        """Return somebody's hands."""
        return Hands(self.servers.access, person)

    def later(self, **span: float) -> None:
        """Let time pass in the sandbox."""
        self.servers.advance(timedelta(**span))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the state store."""
        with open_house(self.config) as house:
            yield house.store

    def held(self) -> str:
        """Return the digest of the plan that waits."""
        with self.store() as store:
            plan = store.held()
        if plan is None:
            raise StoryBroken("the first plan should wait")
        return plan.digest

    def cast(self) -> Cast:
        """Choose five quiet epics that are in all three tools."""
        with self.store() as store:
            states = store.load([i.id for i in store.items() if i.kind == "epic"])
        quiet = [
            s for _, s in sorted(states.items())
            if set(s.records) == set(EPICS) and not s.conflicts and s.value("target")
            and s.item.team in {"payments", "onboarding"}
            and not any(r.refused for r in s.records.values())
        ]  # fmt: skip
        started = [s for s in quiet if s.value("status") == "in_progress"]
        self.check_that(len(quiet) >= 5 and bool(started), "the demo should have five quiet epics")
        others = [s for s in quiet if s is not started[0]]
        return Cast(started[0], *others[:4])


def title(state: ItemState) -> str:
    """Return an epic's title."""
    return str(state.value("title"))
