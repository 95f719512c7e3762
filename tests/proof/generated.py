"""Generated documents as the descriptions of epics in four tools, typed and edited by people."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from connectors.registry import Connector
from flows.runtime import House
from sandbox import Sandbox
from syncline.config import load
from syncline.domain.item import RecordId, Snapshot
from syncline.domain.plan import Change, Update
from syncline.domain.text import Block, Document, Native, Run
from tests.content.places import AsanaBody, Body, JiraBody, NotionBody, TrelloBody
from tests.content.texts import Writer
from tests.proof.four import TOOLS, FourTools
from tests.proof.place import WorldClock

REPLICAS: Mapping[str, type[Body]] = {
    "delivery": JiraBody, "launches": AsanaBody, "specs": NotionBody, "freelancers": TrelloBody,
}  # fmt: skip
Where = tuple[str, RecordId]  # a replica, and a record in it


class Generated(FourTools):
    """The same epics in four tools; each has the document of a seed, typed in one of them."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox, folder)
        self._hers = self._opened(**{f"{tool.upper()}_TOKEN": f"{tool}-ines" for tool in TOOLS})
        self._kept: House | None = None
        self.hands: Mapping[str, Connector] = {r: self._hers.tracker(r) for r in REPLICAS}
        self.records: dict[str, dict[str, RecordId]] = {}  # title -> replica -> record

    def write(self) -> None:
        """Let a run carry as many bodies as there are."""
        super().write()
        written = self.config.read_text()
        written = written.replace("changes: 50, share: 10%", "changes: 500, share: 100%")
        written = written.replace("share: 30%", "share: 100%")
        self.config.write_text(written)

    def _opened(self, **tokens: str) -> House:
        environ = {**self.environ, **tokens}
        loaded = load(self.config, today=self.world.clock.now.date(), environ=environ)
        return House(self.config, loaded, WorldClock(self.world), environ)

    @contextmanager
    def house(self) -> Iterator[House]:
        """Open the portfolio once for all runs: reading it costs more than a still round."""
        self._kept = self._kept or self._opened()
        yield self._kept

    def close(self) -> None:
        """Close what the runs and Inès have open."""
        self._hers.close()
        if self._kept:
            self._kept.close()

    def look(self) -> None:
        """Find the records of every epic."""
        for replica, tracker in self.hands.items():
            for page in tracker.observe(None, self.world.clock.now):
                for shown in page.snapshots:
                    self.records.setdefault(str(shown.fields["title"]), {})[replica] = shown.id

    def home(self, number: int) -> str:
        """Return the replica in which the document of an epic is typed."""
        return [*REPLICAS][number % len(REPLICAS)]

    def document(self, seed: int, replica: str) -> Document | None:
        """Return the document of a seed, with live mentions of the tool where it is typed."""
        known = REPLICAS[replica].mention
        mention = (known[0], Native(replica, known[1].source)) if known else None
        return Writer(seed, mention).document()

    def shown(self, replica: str, record: RecordId) -> Document | None:
        """Return what a record shows as its description."""
        found = self.hands[replica].read([record], {"description"})[record]
        assert isinstance(found, Snapshot), found
        shown = found.fields["description"]
        assert shown is None or isinstance(shown, Document)
        return shown

    def type(self, replica: str, record: RecordId, document: Document | None) -> None:
        """Let Inès type a document over what a record shows."""
        tracker = self.hands[replica]
        change = Change("description", document, self.shown(replica, record), 1, "typed")
        lane = tracker.traits.lanes.get("description", "edit")
        tracker.apply(Update("", replica, record, lane, (change,)))

    def add(self, replica: str, record: RecordId, words: str) -> None:
        """Let Inès add a paragraph to what a record shows."""
        shown = self.shown(replica, record)
        block = Block("paragraph", (Run(words),))
        self.type(replica, record, Document((*(shown.blocks if shown else ()), block)))

    def sources(self) -> dict[Where, str]:
        """Return every description as its tool keeps it."""
        return {
            (replica, record): self.body(replica, record).source()
            for records in self.records.values()
            for replica, record in records.items()
        }

    def body(self, replica: str, record: RecordId) -> Body:
        """Return a description as its tool keeps it."""
        world, made = self.world, REPLICAS[replica]()
        match made:
            case JiraBody():
                made.native = world.jira.the(record)["description"]
            case AsanaBody():
                made.html = world.asana.tasks[record].html_notes
            case NotionBody():
                made.desk.page.children = world.notion.pages[record].children
            case TrelloBody():
                made.text = world.trello.cards[record].desc
        return made

    def alive(self) -> list[str]:
        """Return what is live away from the tool where it was typed."""
        return [
            f"{replica} {title}: {live}"
            for number, (title, records) in enumerate(sorted(self.records.items()))
            for replica, record in records.items()
            if replica != self.home(number)
            for live in self.body(replica, record).live()
        ]


@contextmanager
def generated(folder: Path, documents: int, first: int = 0) -> Iterator[Generated]:
    """Let Inès type a document for each epic, in this tool and in that, and carry them once."""
    with Sandbox(scenario="agency", items=documents) as sandbox:
        place = Generated(sandbox, folder)
        place.begin()
        place.look()
        for number, (_, records) in enumerate(sorted(place.records.items())):
            home = place.home(number)
            place.type(home, records[home], place.document(first + number, home))
        place.round()
        yield place
        place.close()


def wrong(place: Generated, edits: int) -> Iterator[str]:
    """Edit one document in one tool, as often as said; yield what else changes or comes alive."""
    if writes := place.round():
        yield f"the round after the first writes {writes}"
    before, titles = place.sources(), sorted(place.records)
    for number in range(edits):
        title = titles[number * 3 % len(titles)]
        records = place.records[title]
        replica = [*records][number % len(records)]
        place.add(replica, records[replica], f"Typed in round {number} <script>, @ines")
        place.round()
        after = place.sources()
        changed = {where for where, source in after.items() if before[where] != source}
        if changed != set(records.items()):
            yield f"an edit of {title} in {replica} changes {sorted(changed)}"
        if (writes := place.round()) or place.sources() != after:
            yield f"the round after edit {number} ({title}, {replica}) writes {writes}"
        before = after
    yield from place.alive()
