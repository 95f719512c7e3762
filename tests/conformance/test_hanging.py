"""What hangs on records: links to siblings that never pile up, and files that lose nothing."""

import hashlib
import io
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from connectors.hung.files import Files
from connectors.hung.shelf import LocalFile
from connectors.hung.signs import AttachedSigns, spelled
from syncline.domain.attachments import Attachment, attachment_of
from syncline.domain.errors import Rejected, UnknownOutcome
from syncline.domain.item import RecordId
from syncline.domain.siblings import Sibling
from syncline.ports import FileRule
from tests.conformance.bench import LIMIT, Bench, elements, elements_of
from tests.conformance.harness import REPLICA

PLAN = Sibling("roadmap", "ROAD-7", "https://roadmap.example/7?a=1&b=2")
TASK = Sibling("launches", "", "https://launches.example/t/42")
HOSTILE = "../../etc/passwd\u202e\x07fdp.txt"
NOTHING = frozenset[str]()


def test_a_record_shows_its_own_link_and_that_costs_nothing(bench: Bench) -> None:
    """In the listing already, with key and address."""
    before = bench.tool.requests()
    pages = list(bench.tracker.observe(None, bench.tool.now()))
    (shown,) = (s for page in pages for s in page.snapshots if s.id == bench.record)
    cost = bench.tool.requests() - before
    (own,) = elements_of(shown)
    assert own.startswith(("in here: ", f"{shown.key} in here: "))
    assert "attachments" in shown.deferred
    plain = bench.tool.tracker()
    before = bench.tool.requests()
    list(plain.observe(None, bench.tool.now()))
    assert cost <= bench.tool.requests() - before + 1  # memory and Asana learn their fields first


def test_links_to_siblings_are_shown_and_written_once(bench: Bench) -> None:
    """All that are asked; to ask again for what is there writes nothing."""
    bench.ask("siblings", elements(PLAN, TASK), NOTHING)
    assert bench.desk.siblings(bench.record) == [TASK.url, PLAN.url]
    wrote = bench.writes()
    bench.ask("siblings", elements(PLAN, TASK), elements(PLAN, TASK))
    assert bench.writes() == wrote


def test_a_renamed_link_is_renewed_in_its_place(bench: Bench) -> None:
    """The former address is gone, and the other link stays."""
    bench.ask("siblings", elements(PLAN, TASK), NOTHING)
    moved = Sibling("roadmap", "MOVED-1", "https://roadmap.example/moved")
    bench.ask("siblings", elements(moved, TASK), elements(PLAN, TASK))
    assert bench.desk.siblings(bench.record) == [TASK.url, moved.url]


def test_a_link_whose_sibling_is_gone_goes(bench: Bench) -> None:
    """And only that one."""
    bench.ask("siblings", elements(PLAN, TASK), NOTHING)
    bench.ask("siblings", elements(TASK), elements(PLAN, TASK))
    assert bench.desk.siblings(bench.record) == [TASK.url]


@pytest.mark.parametrize("skip", [0, 1])
def test_no_lost_answer_doubles_a_link(bench: Bench, skip: int) -> None:
    """Whichever of the calls it is; the next attempt knows nothing of the first."""
    bench.lose(bench.desk.links, skip)
    with suppress(UnknownOutcome):
        bench.ask("siblings", elements(PLAN, TASK), NOTHING)
    bench.mend()
    for _ in range(2):
        bench.ask("siblings", elements(PLAN, TASK), NOTHING)
    assert bench.desk.siblings(bench.record) == [TASK.url, PLAN.url]


def test_a_link_that_stands_twice_is_made_one(bench: Bench) -> None:
    """As after two late answers; where links have a key of their own there is nothing to do."""
    bench.ask("siblings", elements(PLAN, TASK), NOTHING)
    if isinstance(bench.tracker.shelf.signs, AttachedSigns):
        bench.tracker.shelf.add_link(bench.record, spelled(PLAN), PLAN.url)
        assert len(bench.desk.siblings(bench.record)) == 3
    bench.ask("siblings", elements(PLAN, TASK), NOTHING)
    assert bench.desk.siblings(bench.record) == [TASK.url, PLAN.url]


def test_a_file_is_known_by_an_address_that_never_expires(bench: Bench) -> None:
    """And it is fetched long after it was first seen, whole."""
    bench.desk.attach(bench.record, "plan.txt", b"the plan")
    (element,) = bench.read("attachments")
    file = attachment_of(element)
    assert (file.name, file.home) == ("plan.txt", REPLICA)
    assert "?" not in file.url.replace("get_asset?asset_id", "")
    bench.tool.advance(timedelta(hours=3))
    assert bench.read("attachments") == {element}
    with bench.tracker.shelf.fetched(file.url, LIMIT) as fetched:
        assert fetched.body.read() == b"the plan"
        assert fetched.digest == hashlib.sha256(b"the plan").hexdigest()


def test_two_files_of_one_name_are_two(bench: Bench) -> None:
    """Each has an address of its own."""
    for body in (b"one", b"two"):
        bench.desk.attach(bench.record, "plan.txt", body)
    shown = bench.read("attachments")
    bodies = set()
    for element in shown:
        with bench.tracker.shelf.fetched(attachment_of(element).url, LIMIT) as fetched:
            bodies.add(fetched.body.read())
    assert bodies == {b"one", b"two"}


def test_a_copy_has_the_bytes_of_its_original_and_is_known_as_a_copy(bench: Bench) -> None:
    """With its SHA-256 in the receipt; to ask again writes nothing, also with an empty memory."""
    body = bytes(range(256)) + b"\r\n--x\r\n"
    file = bench.foreign("Über plan (v2) [final].bin", body)
    receipt = bench.ask("attachments", frozenset({file.element}), NOTHING)
    assert hashlib.sha256(body).hexdigest() in receipt.note
    assert [held for _, held in bench.desk.shown(bench.record)] == [body]
    (shown,) = bench.read("attachments")
    assert attachment_of(shown).key == file.key
    wrote = bench.writes()
    bench.ask("attachments", frozenset({file.element}), NOTHING)
    assert bench.writes() == wrote
    assert len(bench.source.fetched_from) == 1


def test_a_copy_is_never_an_original(bench: Bench) -> None:
    """So that no file goes round."""
    file = bench.foreign("plan.txt", b"x")
    bench.ask("attachments", frozenset({file.element}), NOTHING)
    assert {attachment_of(one).home for one in bench.read("attachments")} == {"roadmap"}


@pytest.mark.parametrize("skip", [0, 1, 2])
def test_an_upload_whose_answer_is_lost_is_found_and_never_sent_twice(
    bench: Bench, skip: int
) -> None:
    """Three files, and the answer to one of the calls is lost."""
    files = [bench.foreign(f"plan {n}.txt", b"body %d" % n) for n in range(3)]
    ask = frozenset(one.element for one in files)
    bench.lose(bench.desk.uploads, skip)
    with suppress(UnknownOutcome):
        bench.ask("attachments", ask, NOTHING)
    bench.mend()
    bench.ask("attachments", ask, NOTHING)
    shown = bench.desk.shown(bench.record)
    assert sorted(held for _, held in shown) == [b"body 0", b"body 1", b"body 2"]


def test_what_is_too_large_is_linked_with_the_reason(bench: Bench) -> None:
    """The link leads to the original."""
    file = bench.foreign("film.mov", b"x" * (LIMIT + 1))
    receipt = bench.ask("attachments", frozenset({file.element}), NOTHING)
    assert "too large" in receipt.note
    assert [where for _, where in bench.desk.shown(bench.record)] == [file.url]
    bench.ask("attachments", frozenset({file.element}), NOTHING)
    assert len(bench.desk.shown(bench.record)) == 1


def test_links_in_place_of_copies_fetch_nothing(bench: Bench) -> None:
    """Where the portfolio says so."""
    bench.rule = FileRule()
    file = bench.foreign("plan.txt", b"x")
    bench.ask("attachments", frozenset({file.element}), NOTHING)
    assert [where for _, where in bench.desk.shown(bench.record)] == [file.url]
    assert not bench.source.fetched_from


def test_an_original_that_cannot_be_fetched_is_this_records_trouble_only(bench: Bench) -> None:
    """Nothing is written."""
    lost = Attachment("gone.txt", "roadmap", "https://roadmap.example/files/none")
    with pytest.raises(Rejected, match="cannot be fetched"):
        bench.ask("attachments", frozenset({lost.element}), NOTHING)
    assert not bench.desk.shown(bench.record)


@pytest.mark.parametrize("copy", [True, False])
def test_a_copy_goes_with_its_original_and_what_people_added_stays(
    bench: Bench,
    copy: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    """Also a file that somebody downloaded as a copy and added by hand."""
    bench.rule = FileRule(copy=copy, limit=LIMIT)
    file = bench.foreign("plan.txt", b"x")
    asked = frozenset({file.element})
    bench.ask("attachments", asked, NOTHING)
    bench.desk.attach(bench.record, "mine.txt", b"mine")
    bench.desk.attach(bench.record, file.copy_name, b"by hand")
    bench.ask("attachments", NOTHING, asked)
    assert sorted(held for _, held in bench.desk.shown(bench.record)) == [b"by hand", b"mine"]


def test_what_a_person_put_in_the_place_of_a_copy_stays(bench: Bench) -> None:
    """Where the tool tells who put it there."""
    if bench.tool.settings.tool in ("asana", "notion"):
        pytest.skip("the tool does not tell who attached a file")
    file = bench.foreign("plan.txt", b"x")
    asked = frozenset({file.element})
    bench.ask("attachments", asked, NOTHING)
    bench.desk.detach(bench.record, file.copy_name)
    bench.desk.attach(bench.record, file.copy_name, b"by hand")
    bench.ask("attachments", NOTHING, asked)
    assert [held for _, held in bench.desk.shown(bench.record)] == [b"by hand"]


def test_a_copy_that_is_not_what_was_sent_is_taken_away(bench: Bench) -> None:
    """As after a proxy that changes what passes."""
    file = bench.foreign("plan.txt", b"x")
    tracker = bench.tracker

    class Damaging:
        """Put other bytes there than the ones that were given."""

        def __getattr__(self, name: str) -> Any:
            return getattr(tracker.shelf, name)

        def add_file(self, record: RecordId, name: str, sent: LocalFile) -> str:
            del sent
            return tracker.shelf.add_file(record, name, LocalFile(io.BytesIO(b"y"), 1, "other"))

    damaging: Any = Damaging()
    files = Files(damaging, bench.desk.settings(bench.tool, bench.rule))
    files.sources = tracker.files.sources
    (call,) = files.calls(bench.record, frozenset({file.element}), NOTHING, [])
    with pytest.raises(Rejected, match="not what was sent"):
        call()
    assert not bench.desk.shown(bench.record)


def test_a_copy_that_somebody_removed_stays_away(bench: Bench) -> None:
    """It is not made again by what comes later."""
    first, second = bench.foreign("one.txt", b"1"), bench.foreign("two.txt", b"2")
    bench.ask("attachments", frozenset({first.element}), NOTHING)
    bench.desk.detach(bench.record, first.copy_name)
    both = frozenset({first.element, second.element})
    bench.ask("attachments", both, frozenset({first.element}))
    assert [held for _, held in bench.desk.shown(bench.record)] == [b"2"]


def test_a_hostile_name_leads_nowhere(bench: Bench) -> None:
    """Neither as it is read, nor as it is written."""
    file = bench.foreign(HOSTILE, b"x")
    bench.desk.attach(bench.record, HOSTILE.replace("\x07", ""), b"y")
    (shown,) = bench.read("attachments")
    assert "/" not in attachment_of(shown).name
    assert "\u202e" not in attachment_of(shown).name
    safe = Attachment(attachment_of(shown).name, "roadmap", file.url)
    bench.ask("attachments", frozenset({safe.element}), NOTHING)
    assert len(bench.desk.shown(bench.record)) == 2
