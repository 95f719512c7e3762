"""One issue that carries much: each comment and each file in every tool, once, and then rest."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.scenarios.containers import found
from tests.proof.place import Place

pytestmark = pytest.mark.slow

COMMENTS, FILES = 30, 12
SAID = [f"Comment {number}: the basket of area {number} waits." for number in range(COMMENTS)]
BODIES = {f"plan-{n}.txt": f"Plan {n}\n".encode() * (n + 1) for n in range(FILES)}


class Laden(Place):
    """Three replicas of one epic, whose comments and files are carried."""

    def write(self) -> None:
        """Write the portfolio with the two fields, and make a property for the files."""
        super().write()
        text = self.config.read_text(encoding="utf-8")
        asked = "\nfields:\n  comments: {}\n  attachments: {as: copy}\n"
        assert text.count("\nfields:\n") == 1
        self.config.write_text(text.replace("\nfields:\n", asked), encoding="utf-8")
        self.world.notion.add_property(found(self.world).epics, "Attachments", "files")

    def lade(self) -> None:
        """Let Inès comment and attach."""
        jira = self.world.jira
        (issue,) = jira.issues.values()
        for text in SAID:
            jira.add_comment(issue.id, text, "ines")
        for name, body in BODIES.items():
            jira.add_attachment(issue.id, name, body, "ines", "text/plain")
        self.later()

    def said(self) -> dict[str, list[str]]:
        """Return what is said in each tool that gets copies."""
        (task,) = self.world.asana.tasks.values()
        notion = ("".join(r["plain_text"] for r in c.rich_text) for c in self.world.notion.comments)
        asana = (story.text for story in task.stories if story.type == "comment")
        return {"asana": list(asana), "notion": list(notion)}

    def files(self) -> dict[str, list[bytes]]:
        """Return the bytes of what hangs on the record of each tool."""
        (task,) = self.world.asana.tasks.values()
        (page,) = self.world.notion.pages.values()
        assert page.source
        prop = page.source.find("Attachments")
        assert prop
        (held,) = self.world.jira.attachments.values()
        return {
            "asana": [self.world.asana.stored[one.gid] for one in task.attachments],
            "notion": [self.world.notion.stored[one["id"]] for one in page.values[prop.raw_id]],
            "jira": [one.body for one in held],
        }


@pytest.fixture
def laden(tmp_path: Path) -> Iterator[Laden]:
    """Return an epic in three tools that agree, whose issue then fills."""
    with Sandbox(scenario="uniform", items=1) as sandbox:
        place = Laden(sandbox, tmp_path)
        place.begin()
        place.lade()
        yield place


def test_thirty_comments_and_twelve_files_go_into_two_tools(
    laden: Laden, figure: Callable[[str], None]
) -> None:
    """Whole, byte for byte and once; a second run has nothing to do."""
    mark = laden.mark()
    done = laden.sync()
    assert done.summary.outcome == "OK", done.summary
    written = laden.writes(mark)
    for tool, copies in laden.said().items():
        heard = Counter(text for text in SAID for copy in copies if text in copy)
        assert (tool, heard) == (tool, Counter(SAID))
        assert len(copies) == COMMENTS
    for tool, bodies in laden.files().items():
        hashes = sorted(hashlib.sha256(body).hexdigest() for body in bodies)
        whole = sorted(hashlib.sha256(body).hexdigest() for body in BODIES.values())
        assert (tool, hashes) == (tool, whole)
    _rest(laden)
    figure(
        f"large: an issue of {COMMENTS} comments and {FILES} files: "
        f"{written.total()} writes into two tools, then 0"
    )


def _rest(laden: Laden) -> None:
    """Find nothing to do in the next run, at once and when every overlap has passed."""
    for seconds in (90.0, 1_000.0):
        laden.later(seconds)
        mark = laden.mark()
        again = laden.sync()
        assert again.plan is not None, again.summary
        assert again.plan.operations == ()
        assert laden.writes(mark).total() == 0
