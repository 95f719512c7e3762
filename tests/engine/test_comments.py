"""Comments through whole runs: all hear what was said, once; its author alone takes it back."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault, Quirks
from syncline.domain.comments import Comment, comment_of
from syncline.domain.fields import CORE_FIELDS
from tests.engine.conftest import Team3, portfolio
from tests.engine.undoing import undone

NAMES = ("A", "B", "C")


class Office:
    """One epic in three tools, and people who talk about it; knows what each tool must show."""

    def __init__(self, path: Path, **quirks: Quirks) -> None:
        bare = portfolio(*NAMES)
        fields = {**bare.fields, "comments": CORE_FIELDS["comments"]}
        made = {"B": Quirks(answers=False), **quirks}
        self.team = Team3(path / "s.db", replace(bare, fields=fields), quirks=made)
        self.record = {n: t.add({"title": "Pay"}, kind="epic") for n, t in self.team.tools.items()}
        self.said: dict[str, str] = {}  # url -> element
        self.away: set[tuple[str, str]] = set()  # (tool, url): copies that somebody removed
        self.count = 0
        self.team.settle()
        self.rest()

    def shown(self, name: str) -> frozenset[str]:
        """Return what a tool shows."""
        held = self.team.tools[name].record(self.record[name]).fields.get("comments")
        return held if isinstance(held, frozenset) else frozenset()

    def show(self, name: str, thread: frozenset[str]) -> None:
        """Let a person leave a tool with these comments."""
        self.team.tools[name].edit(self.record[name], "comments", thread, by="ann")

    def say(self, name: str, text: str) -> str:
        """Write a comment in a tool; return its link."""
        self.count += 1
        url = f"memory://{name}/c{self.count}"
        at = datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(minutes=self.count)
        self.said[url] = Comment(url, name, "Ann", at, text).element
        self.show(name, self.shown(name) | {self.said[url]})
        return url

    def change(self, url: str, text: str | None) -> None:
        """Edit a comment where it was written, or delete it."""
        former = comment_of(self.said.pop(url))
        kept = self.shown(former.home) - {former.element}
        if text is not None:
            self.said[url] = replace(former, text=text).element
            kept |= {self.said[url]}
        self.show(former.home, kept)

    def remove_copy(self, name: str, url: str) -> bool:
        """Remove what stands for a comment in another tool; False when it is not there."""
        copy = next((c for c in self.shown(name) if comment_of(c).url == url), None)
        if copy is None or comment_of(copy).home == name:
            return False
        self.show(name, self.shown(name) - {copy})
        self.away.add((name, url))
        return True

    def rest(self, rounds: int = 6) -> None:
        """Let runs pass until every lag is over."""
        for _ in range(rounds):
            self.team.clock.pass_by(minutes=20)
            self.team.sync()

    def calm(self) -> None:
        """Let all faults end, and every run be over."""
        for tool in self.team.tools.values():
            tool.faults.clear()
        self.rest(7)

    def expected(self, name: str) -> frozenset[str]:
        """Return what a tool must show in the end."""
        return frozenset(
            element for url, element in self.said.items() if (name, url) not in self.away
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Return an office in which nothing was said yet."""
    made = Office(tmp_path)
    yield made
    assert made.team.store
    made.team.store.close()


def test_what_is_said_in_one_tool_is_heard_in_all(office: Office) -> None:
    """With its author; and the next run has nothing to do."""
    office.say("A", "Ship it?\n\nOn Friday.")
    office.say("C", "Yes")
    office.rest()
    for name in NAMES:
        assert office.shown(name) == office.expected(name), name
        assert len(office.shown(name)) == 2
    assert not office.team.plan().operations


def test_an_edit_and_a_deletion_are_followed(office: Office) -> None:
    """Where it was written, and nowhere else."""
    first, second = office.say("A", "Frday"), office.say("B", "Never mind")
    office.rest()
    office.change(first, "Friday")
    office.change(second, None)
    office.rest()
    assert all(office.shown(name) == office.expected(name) for name in NAMES)
    assert len(office.expected("C")) == 1


def test_a_removed_copy_stays_away_and_its_comment_stays(office: Office) -> None:
    """Also when more is said, and when the comment itself is edited afterwards."""
    url = office.say("A", "Not for this board")
    office.rest()
    assert office.remove_copy("B", url)
    office.rest()
    office.say("C", "More")
    office.rest()
    assert all(office.shown(name) == office.expected(name) for name in NAMES)
    assert len(office.shown("A")) == 2


def test_a_copy_that_is_edited_changes_nothing_elsewhere(office: Office) -> None:
    """Its words are not its author's; the next edit of the author is written over them."""
    url = office.say("A", "Yes")
    office.rest()
    copy = next(iter(office.shown("B")))
    office.show("B", frozenset({replace(comment_of(copy), text="No").element}))
    assert not office.team.plan().operations
    office.rest(1)
    for name in ("A", "C"):
        assert [comment_of(c).text for c in office.shown(name)] == ["Yes"]
    assert not office.team.plan().operations
    office.change(url, "Yes, on Friday")
    office.rest()
    assert [comment_of(c).text for c in office.shown("C")] == ["Yes, on Friday"]


def test_an_edited_copy_is_nobodys_word_when_its_record_is_read(office: Office) -> None:
    """As when somebody says something else beside it."""
    office.say("A", "Yes")
    office.rest()
    copy = next(iter(office.shown("B")))
    office.show("B", frozenset({replace(comment_of(copy), text="No").element}))
    office.say("B", "More")
    office.rest(1)
    for name in ("A", "C"):
        assert sorted(comment_of(c).text for c in office.shown(name)) == ["More", "Yes"]


def test_a_lost_store_doubles_no_comment(office: Office) -> None:
    """The last line of a copy tells what it is a copy of."""
    office.say("A", "Yes")
    office.rest()
    assert office.team.store
    office.team.store.close()
    office.team.store = None
    for file in office.team.path.parent.glob("s.db*"):
        file.unlink()
    office.team.reopen()
    office.team.settle()
    office.rest()
    assert all(office.shown(name) == office.expected(name) for name in NAMES)


def test_a_new_record_gets_what_was_said_before(office: Office) -> None:
    """It is made first, and its comments follow."""
    made = office.team.tools["A"].add({"title": "Refund"}, kind="epic")
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    element = Comment("memory://A/c99", "A", "Bob", at, "When?").element
    office.team.tools["A"].edit(made, "comments", frozenset({element}), by="bob")
    office.rest()
    threads = office.team.values("C", "comments")
    assert threads["Refund"] == frozenset({element})


@pytest.mark.parametrize("seed", range(12))
def test_whatever_fails_everybody_hears_everything_once(tmp_path: Path, seed: int) -> None:
    """Comments, edits, deletions, removed copies and lost answers, in any order between runs."""
    dice, office = random.Random(seed), Office(tmp_path)
    for step in range(24):
        act(office, dice, step)
    office.calm()
    for name in NAMES:
        assert office.shown(name) == office.expected(name), name
    assert not office.team.plan().operations
    assert office.team.store
    office.team.store.close()


def act(office: Office, dice: random.Random, step: int) -> None:
    """Do one thing that people or networks do."""
    chance, name = dice.random(), dice.choice(NAMES)
    if chance < 0.3:
        office.say(name, f"word {step}")
    elif chance < 0.4 and office.said:
        office.change(dice.choice(sorted(office.said)), f"edited {step}")
    elif chance < 0.47 and office.said:
        office.change(dice.choice(sorted(office.said)), None)
    elif chance < 0.57 and office.said:
        # A copy whose answer was lost, and that was removed before anybody looked, is made again.
        office.calm()
        office.remove_copy(name, dice.choice(sorted(office.said)))
    elif chance < 0.7:
        kind = dice.choice(("lost", "unsent", "late", "outage", "rejected"))
        fault = Fault(kind, "update", delay=timedelta(seconds=dice.choice((5, 50))))
        office.team.tools[name].faults.add(fault)
    else:
        office.team.clock.pass_by(minutes=dice.choice((0, 1, 5, 30)))
        office.team.sync()


def test_an_undo_leaves_what_people_said(office: Office) -> None:
    """A copy is no value that a run decided: it goes when its comment goes."""
    office.say("A", "Yes")
    office.rest()
    assert office.team.store
    store = office.team.store.portfolio(office.team.portfolio.name)
    wrote = next(run.id for run in store.runs(40) if store.intents_of(run.id))
    result = undone(office.team, wrote)
    assert not result.plan or not result.plan.operations
    assert all(office.shown(name) == office.expected(name) for name in NAMES)


def test_what_no_listing_tells_is_found_in_turn(tmp_path: Path) -> None:
    """A tool whose comments move no stamp: some records are read in every run, each in its turn."""
    office = Office(tmp_path, A=Quirks(silent=frozenset({"comments"}), sweep=2))
    made = [office.team.tools["A"].add({"title": f"Other {n}"}, kind="epic") for n in range(5)]
    office.team.settle()
    office.rest()
    office.record["A"] = made[-1]  # the last whose turn it is
    office.say("A", "Anybody?")
    office.rest(4)  # three runs look at all six records of A; the fourth writes what they found
    assert office.team.values("C", "comments")["Other 4"] == office.expected("C")
    looked = office.team.tools["A"].requests["read"]
    office.rest(1)
    assert office.team.tools["A"].requests["read"] - looked == 1
    assert office.team.store
    office.team.store.close()
