"""Ten times there and back: what was read is written and read again, and nothing wears off."""

import time
from collections.abc import Iterator
from datetime import date

import pytest

from syncline.domain.fields import Cannot, Value
from syncline.domain.text import Block, Document, Run
from tests.conformance.harness import Harness, create, read, update

TRIPS = 10
ZONES = ("Etc/GMT+12", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu", "Europe/Paris")
TEXTS = {
    "entities": "&amp; &amp;amp; &lt;b&gt; <b> &#39; &nbsp; %20 %2C",
    "signs": "*a* _b_ `c` [d](e) {f} |g| \\h ~i~ :j: @k #l !m",
    "decomposed": "Re\u0301vision de l'e\u0301te\u0301 A\u030a",
    "invisible": "zero\u200bwidth\ufeff \u202eabc\u202c soft\u00adhyphen",
    "emoji": "👩‍👩‍👧 🇫🇷 🏳️‍🌈 😀",
    "spaces": " a  b\u00a0c\u2003d ",
}


def trips(tool: Harness, name: str, value: Value, other: Value) -> None:
    """Write what was read, ten times; another value in between makes it a real write."""
    tracker = tool.tracker()
    if isinstance(tracker.project(name, value), Cannot):
        return
    beside = {"title": "A record"} if name != "title" else {}
    record = tracker.apply(create(tool, {**beside, name: value})).record
    first = read(tool, record).fields[name]
    shown = first
    for _ in range(TRIPS):
        for asked in (other, shown):
            for operation in update(tool, record, {name: asked}):
                tracker.apply(operation)
        shown = read(tool, record).fields[name]
        assert shown == first


@pytest.mark.parametrize("case", TEXTS)
def test_a_title_does_not_wear_off(tool: Harness, case: str) -> None:
    """No entity is escaped twice, no sign is lost, no form of a letter changes."""
    trips(tool, "title", TEXTS[case], "Another title")


@pytest.mark.parametrize("case", TEXTS)
def test_a_body_does_not_wear_off(tool: Harness, case: str) -> None:
    """Plain, marked, linked and in a list."""
    text = TEXTS[case]
    body = Document(
        (
            Block("paragraph", (Run(text), Run("bold", frozenset({"strong"})), Run(text))),
            Block("bullet", (Run(text), Run("link", link="https://acme.example/?a=1&b=%202"))),
            Block("bullet", (Run(text),), 1),
        )
    )
    trips(tool, "description", body, Document((Block("paragraph", (Run("Another body"),)),)))


@pytest.mark.parametrize("case", TEXTS)
def test_a_label_does_not_wear_off(tool: Harness, case: str) -> None:
    """However it has to be spelled in the tool."""
    trips(tool, "labels", frozenset({TEXTS[case], "plain"}), frozenset({"plain"}))


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let this machine be somewhere else."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ZONES, indirect=True)
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2028, 2, 29), date(2026, 12, 31)])
def test_a_day_stays_the_day_wherever_this_machine_is(tool: Harness, zone: str, day: date) -> None:
    """A day without a time of day has no zone, so none can move it."""
    trips(tool, "target", day, date(2026, 6, 1))
