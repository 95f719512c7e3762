"""Reading over the wire: scope, cursor, schema, limits."""

from dataclasses import replace
from datetime import date

import pytest

from sandbox.notion.records import Property
from syncline.domain.errors import ReplicaError, Unreadable
from syncline.domain.item import Absent
from syncline.domain.people import People, Person
from tests.connectors.notion.place import Place, lines

QUERY = "POST /v1/data_sources/{data_source_id}/query"
SCHEMA = "GET /v1/data_sources/{data_source_id}"
BODY = "GET /v1/blocks/{block_id}/children"


def test_a_page_shows_every_default_property(place: Place) -> None:
    """Found by their default names, read by the type that each turns out to have."""
    parent = place.page("Parent")
    page = place.page(
        "Child", "a", Owner=["ines", "paul"], Target=date(2026, 4, 1), Labels=["a%2Cb"],
        Parent=[parent], Priority="P1", Status="Discovery",
    )  # fmt: skip
    shown = place.read(page)
    assert shown.fields == {
        "title": "Child", "description": lines("a"), "status": "planned",
        "owner": "ines@acme.example", "priority": "P1", "start": None,
        "target": date(2026, 4, 1), "labels": frozenset({"a,b"}), "parent": parent.id,
    }  # fmt: skip
    assert (shown.key, shown.kind, shown.marker) == ("ROAD-2", "initiative", None)


def test_two_parents_are_refused_with_the_remedy(place: Place) -> None:
    """Syncline holds one; which, is for a person to say."""
    page = place.page("Child", Parent=[place.page("a"), place.page("b")])
    shown = place.read(page)
    assert "parent" not in shown.fields
    assert "relates 2 pages, and Syncline holds one: keep one" in shown.refused["parent"]


def test_a_hidden_address_is_no_empty_owner(place: Place) -> None:
    """Who left shows no address; people.yaml can still name the account."""
    page = place.page("One", Owner=["leo"])
    assert "add the account to people.yaml" in place.read(page).refused["owner"]
    account = place.world.people["leo"].notion_id
    people = People([Person("leo@acme.example", accounts={"notion": account})])
    named = place.read(page, tracker=place.opened(people=people))
    assert named.fields["owner"] == "leo@acme.example"


def test_a_scope_is_asked_of_notion_and_a_page_that_left_it_is_absent(place: Place) -> None:
    """The listing leaves it out, and a direct read says why."""
    inside, outside = place.page("In"), place.page("Out", Status="Idea")
    tracker = place.opened(where={"Status": {"not": ["Idea"]}})
    assert place.seen(tracker)[0].keys() == {"In"}
    assert '"does_not_equal":"Idea"' in place.world.log.entries[-1].body
    found = tracker.read([outside.id, inside.id], {"title"})
    assert found[outside.id] == Absent(outside.id, 'outside of `where`: "Status" is idea')
    assert not isinstance(found[inside.id], Absent)


def test_a_new_tracker_with_a_stored_cursor_asks_once(place: Place) -> None:
    """The cursor carries the schema: a quiet round of a new process is one request."""
    place.page()
    place.later(minutes=10)
    cursor = place.seen(place.tracker)[1]
    place.later(minutes=10)
    before = place.mark
    tracker = place.opened()
    assert place.seen(tracker, cursor) == ({}, cursor)
    assert "start" in tracker.traits.fields
    assert place.requests(before) == [QUERY]


def test_a_cursor_of_another_version_is_a_full_listing(place: Place) -> None:
    """Nothing is lost, and nothing is guessed."""
    place.page()
    assert place.seen(place.tracker, '{"version": 0}')[0].keys() == {"One"}


def test_a_renamed_property_is_still_the_same_property(place: Place) -> None:
    """It is bound by its id, also in a new process, and written under it."""
    page = place.page("One", Target=date(2026, 4, 1))
    cursor = place.seen(place.tracker)[1]
    prop = place.source.find("Target")
    assert prop
    prop.name = "Deadline"
    tracker = place.opened()
    shown, _ = place.seen(tracker, cursor)
    assert shown["One"].fields["target"] == date(2026, 4, 1)
    stored = place.update(page, {"target": date(2026, 5, 1)}, tracker=tracker).stored
    assert stored == {"target": date(2026, 5, 1)}


def test_a_property_that_appears_is_found(place: Place) -> None:
    """The first page that shows it makes the tracker look at the schema again, once."""
    tracker = place.opened(fields=place.mapped(start="Begin"))
    place.page()
    cursor = place.seen(tracker)[1]
    assert "start" not in tracker.traits.fields
    prop = place.source.find("Start")
    assert prop
    del place.source.properties[prop.raw_id]
    added = replace(prop, raw_id="new1", name="Begin")
    place.source.properties["new1"] = added
    place.page("Two", Begin=date(2026, 3, 3))
    shown, _ = place.seen(tracker, cursor)
    assert shown["Two"].fields["start"] == date(2026, 3, 3)
    assert "start" in tracker.traits.fields


def test_the_body_is_read_when_asked_for_alone(place: Place) -> None:
    """One request for the page, one more for its body."""
    page = place.page("One", "text")
    place.seen(place.tracker)
    before = place.mark
    assert place.read(page, body=False).deferred == {"description"}
    assert len(place.requests(before)) == 1
    assert place.read(page).deferred == frozenset()
    assert place.requests(before)[1:] == ["GET /v1/pages/{page_id}", BODY]


def test_a_revision_is_open_until_its_minute_has_passed(place: Place) -> None:
    """A second edit may fall into the same minute, and would not show."""
    page = place.page()
    first = place.seen(place.tracker)[0]["One"].revision
    assert first.endswith("Z~")
    place.later(minutes=1)
    closed = place.seen(place.tracker)[0]["One"].revision
    assert closed == first.removesuffix("~")
    assert place.read(page).revision == closed


def test_a_page_token_that_comes_back_ends_the_listing(place: Place) -> None:
    """An endless listing is an error, not a hang."""
    place.page()
    answer = {"object": "list", "results": [], "has_more": True, "next_cursor": "again"}
    place.seen(place.tracker)
    place.fail(
        "applied_then_status", "POST", "/v1/data_sources/*", status=200, body=answer, count=0
    )
    with pytest.raises(Unreadable, match="leads nowhere"):
        place.seen(place.tracker)


def test_a_scope_over_a_missing_property_stops_the_replica(place: Place) -> None:
    """Before a listing could come out empty."""
    with pytest.raises(ReplicaError, match='names "Team", and there is no such property'):
        place.seen(place.opened(where={"Team": "Payments"}))


def test_an_id_that_is_no_page_is_absent_without_a_request(place: Place) -> None:
    """Neither a word nor a path."""
    before = place.mark
    found = place.tracker.read(["nothing", "../users"], {"title"})
    assert all(isinstance(one, Absent) for one in found.values())
    assert place.requests(before) == []


def test_hints_and_ties_are_shown_as_text(place: Place) -> None:
    """A select by its option, an empty property not at all."""
    page = place.page("One", Priority="P0")
    shown = place.read(page, tracker=place.opened(hints=("Priority", "Gone"), ties=("Delivery",)))
    assert (shown.hints, shown.ties) == ({"Priority": "P0"}, {})


def test_doctor_adds_the_marker_and_creates_work_then(place: Place) -> None:
    """Its fix is said before it is done."""
    prop = place.source.find("Syncline")
    assert prop
    del place.source.properties[prop.raw_id]
    tracker = place.opened()
    (missing,) = [f for f in tracker.inspect() if f.fix]
    assert missing.fix == "add the text property Syncline"
    assert not tracker.traits.markable
    assert tracker.find("syn-0123456789abcdefghijkl") == ()
    assert tracker.mend(missing) == 'Added the text property "Syncline" to "Roadmap".'
    assert tracker.traits.markable
    place.create({"title": "New"}, tracker)
    assert [s.fields["title"] for s in tracker.find("syn-0123456789abcdefghijkl")] == ["New"]


def test_doctor_names_what_the_vocabulary_and_the_schema_lack(place: Place) -> None:
    """In both directions; an option that no page has is no trouble."""
    place.page("One", Status="Shipped")
    wrong = [f.what for f in place.tracker.inspect() if not f.fine]
    assert wrong == [
        'status: options of "Status" in no vocabulary: "Shipped"',
        'status: "Status" has no option "Lost"',
    ]


def test_doctor_is_at_peace_with_defaults_that_are_not_there(place: Place) -> None:
    """Nobody named the property: the field is not synced here, and that is said."""
    prop = place.source.find("Labels")
    assert prop
    del place.source.properties[prop.raw_id]
    (labels,) = [f for f in place.opened().inspect() if f.what.startswith("labels")]
    assert labels.fine
    assert labels.what.endswith('no property "Labels" in "Roadmap", so it is not synced here')
    named = place.opened(fields=place.mapped(labels="Tags"))
    (labels,) = [f for f in named.inspect() if f.what.startswith("labels")]
    assert (labels.fine, labels.remedy) == (
        False, "Add the property in Notion, or name another one under fields.labels.in.roadmap.",
    )  # fmt: skip


def test_a_property_of_another_type_is_no_field(place: Place) -> None:
    """A number cannot be a date; a made-up time can be read, and not written."""
    fields = place.mapped(start="Priority", target="Made")
    place.world.notion.data_sources[place.source.id].properties["made"] = Property(
        "made", "Made", "created_time"
    )
    tracker = place.opened(fields=fields)
    assert {"start", "target"} & tracker.traits.fields == {"target"}
    assert "target" not in tracker.traits.writable
    shown = place.read(place.page(), tracker=tracker)
    assert shown.fields["target"] == date(2026, 3, 2)
    assert "start" not in shown.fields
