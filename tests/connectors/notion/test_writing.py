"""Writing over the wire: once, no more than needed, and nothing beside it."""

from datetime import date

import pytest

from syncline.domain.errors import Outage, Rejected, UnknownOutcome, Unmapped
from syncline.domain.fields import FieldType
from syncline.domain.plan import Change, Create, Stamp
from syncline.domain.rollup import spellings
from syncline.domain.text import Block, Document, Run
from syncline.ports import FieldMapping
from tests.connectors.notion.place import ITEM, Place, lines

PATCH_PAGE = "PATCH /v1/pages/{page_id}"
CREATE = "POST /v1/pages"
APPEND = "PATCH /v1/blocks/{block_id}/children"
PATCH_BLOCK = "PATCH /v1/blocks/{block_id}"
DELETE_BLOCK = "DELETE /v1/blocks/{block_id}"


@pytest.mark.parametrize("kind", ["drop", "status"])
def test_a_create_reaches_notion_once_whatever_becomes_of_it(place: Place, kind: str) -> None:
    """Nobody retries: not the client, not the gateway, not the transport."""
    place.fail(kind, "POST", "/v1/pages", status=503, count=0)
    with pytest.raises(UnknownOutcome):
        place.create({"title": "Once"})
    assert place.requests().count(CREATE) == 1


def test_a_tool_that_is_not_there_was_asked_for_nothing(place: Place) -> None:
    """A refused connection is an outage: a write was not sent."""
    page = place.page()
    place.read(page)
    gone = place.opened(url="http://127.0.0.1:9/notion")
    with pytest.raises(Outage):
        place.update(page, {"title": "x"}, tracker=gone)


def test_an_unchanged_block_keeps_its_id_and_one_write_changes_another(place: Place) -> None:
    """Pre-read, one block, and no read after it."""
    page = place.page("One", "a", "b", "c")
    before = [block.id for block in page.children]
    place.update(page, {"title": "warm"})
    held = place.read(page).fields["description"]
    mark = place.mark
    wanted = lines("a", "B", "c")
    receipt = place.update(page, {"description": wanted}, expect=held)
    assert receipt.answered
    assert (
        receipt.stored
        == {"description": wanted}
        == {"description": place.read(page).fields["description"]}
    )
    assert place.requests(mark)[0] == PATCH_BLOCK
    assert [block.id for block in page.children] == before


def test_a_body_that_moved_since_it_was_read_is_read_again(place: Place) -> None:
    """The steps are made for what is there, not for what was."""
    page = place.page("One", "a", "b")
    place.read(page)
    place.world.notion.add_blocks(page, [], by="ines")
    page.children.reverse()
    place.update(page, {"description": lines("b", "a", "c")}, expect=lines("b", "a"))
    assert place.body(page) == ["b", "a", "c"]


def test_a_body_that_fails_half_way_is_unknown(place: Place) -> None:
    """After the first write nobody may say that nothing happened; nothing is lost either."""
    page = place.page("One", "a", "b", "c")
    place.update(page, {"title": "warm"})
    place.fail("status", "DELETE", "/v1/blocks/{block_id}", status=400, after=1)
    with pytest.raises(UnknownOutcome, match="written in part"):
        place.update(page, {"description": lines("x")}, expect=lines("a", "b", "c"))
    assert place.body(page) == ["x", "c"]


def test_a_body_whose_first_write_is_refused_is_rejected(place: Place) -> None:
    """Nothing was written, and the tool's words are kept."""
    page = place.page("One", "a")
    place.update(page, {"title": "warm"})
    place.fail("status", "PATCH", "/v1/blocks/{block_id}", status=400)
    with pytest.raises(Rejected, match="failed validation"):
        place.update(page, {"description": lines("x")}, expect=lines("a"))


def test_a_body_can_be_emptied_and_filled_again(place: Place) -> None:
    """Empty is a value."""
    page = place.page("One", "a", "b")
    assert place.update(page, {"description": None}).stored == {"description": None}
    assert place.body(page) == []
    place.update(page, {"description": lines("new")})
    assert place.read(page).fields["description"] == lines("new")


def test_the_other_owners_of_a_page_stay(place: Place) -> None:
    """Only the first is the owner; the rest are not Syncline's."""
    page = place.page("One", Owner=["ines", "paul", "nina"])
    place.update(page, {"owner": "nina@acme.example"})
    assert [p.key for p in page.values[place.source.find("Owner").raw_id]] == ["nina", "paul"]  # type: ignore[union-attr]
    place.update(page, {"owner": None})
    assert place.read(page).fields["owner"] == "paul@acme.example"


def test_people_are_looked_up_once(place: Place) -> None:
    """One list of the workspace serves every write."""
    page = place.page()
    for email in ("ines@acme.example", "paul@acme.example"):
        place.update(page, {"owner": email})
    assert place.requests().count("GET /v1/users") == 1


def test_a_page_that_shows_the_word_is_not_moved(place: Place) -> None:
    """Discovery means planned too; no request is made to say so."""
    page = place.page("One", Status="Discovery")
    place.read(page)
    mark = place.mark
    receipt = place.update(page, {"status": "planned"})
    assert receipt.stored == {"status": "planned"}
    assert PATCH_PAGE not in place.requests(mark)
    assert page.values[place.source.find("Status").raw_id].name == "Discovery"  # type: ignore[union-attr]


def test_an_option_that_notion_lacks_is_not_silently_added(place: Place) -> None:
    """Unmapped, with the remedy; a computed field may add the words it needs."""
    page = place.page()
    with pytest.raises(Unmapped, match='has no option "Lost"; add it in Notion, or correct values'):
        place.update(page, {"status": "lost"})
    delivery = FieldMapping("delivery_status", FieldType.OPTION, "Delivery", computed=True)
    tracker = place.opened(fields={**place.settings.fields, "delivery_status": delivery})
    stored = place.update(page, {"delivery_status": "shipping"}, tracker=tracker).stored
    assert stored == {"delivery_status": "shipping"}


def test_start_and_target_share_one_date_property(place: Place) -> None:
    """Each is written without losing the other."""
    tracker = place.opened(fields=place.mapped(start="Target", target="Target"))
    page = place.page()
    one, two, three = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
    for asked, start, target in [
        ({"target": two}, None, two),
        ({"start": one}, one, two),
        ({"target": three}, one, three),
        ({"start": None}, None, three),
        ({"start": one, "target": two}, one, two),
        ({"start": None, "target": None}, None, None),
    ]:
        stored = place.update(page, asked, tracker=tracker).stored  # type: ignore[arg-type]  # dates
        assert stored == asked
        shown = place.read(page, tracker=tracker).fields
        assert (shown["start"], shown["target"]) == (start, target)
    with pytest.raises(Unmapped, match="give start a property of its own"):
        place.update(page, {"start": one}, tracker=tracker)
    receipt = place.create({"title": "x", "start": one}, tracker)
    assert (receipt.stored["title"], receipt.stored["start"]) == ("x", None)


def test_labels_with_commas_come_back_as_they_were(place: Place) -> None:
    """Notion refuses commas in options."""
    page = place.page()
    labels = frozenset({"a,b", "50%25", "plain"})
    assert place.tracker.project("labels", labels) == labels
    assert place.update(page, {"labels": labels}).stored == {"labels": labels}
    assert place.read(page).fields["labels"] == labels


def test_a_description_can_be_a_text_property(place: Place) -> None:
    """Paragraphs, one a line; no body is read."""
    tracker = place.opened(fields=place.mapped(description="Syncline"), marker="none")
    assert tracker.traits.lanes == {}
    page = place.page()
    text = Document(
        (Block("paragraph", (Run("a "), Run("b", frozenset({"em"})))), *lines("c").blocks)
    )
    assert place.update(page, {"description": text}, tracker=tracker).stored == {
        "description": text
    }
    assert place.read(page, tracker=tracker).fields["description"] == text


def test_a_stamp_writes_the_marker_alone(place: Place) -> None:
    """And the marker is found by it."""
    page = place.page("One", "a", Priority="P1")
    place.tracker.apply(Stamp(ITEM, "roadmap", page.id, "test"))
    (found,) = place.tracker.find(ITEM)
    assert (found.id, found.marker, found.fields["priority"]) == (page.id, ITEM, "P1")


def test_without_a_marker_property_nothing_is_created(place: Place) -> None:
    """A page that cannot be found again could be doubled."""
    prop = place.source.find("Syncline")
    assert prop
    del place.source.properties[prop.raw_id]
    with pytest.raises(Rejected, match="doctor --fix"):
        place.create({"title": "x"})
    assert CREATE not in place.requests()
    assert place.create({"title": "x"}, place.opened(marker="none")).stored["title"] == "x"


def test_a_conflict_while_saving_is_rejected_with_its_words(place: Place) -> None:
    """409: nothing was written; the next run tries again."""
    page = place.page()
    place.fail("status", "PATCH", "/v1/pages/{page_id}", status=409)
    with pytest.raises(Rejected, match="Conflict occurred while saving"):
        place.update(page, {"title": "x"})


@pytest.mark.parametrize("kind", ["rich_text", "url", "relation", "number"])
def test_a_draft_is_tied_in_the_call_that_makes_it(place: Place, kind: str) -> None:
    """In a text, a URL or a relation; any other property is refused before anything is made."""
    above = place.page("Checkout")
    name = "Roadmap item"
    schema = {"relation": ""} if kind == "relation" else kind
    place.world.notion.add_property(place.source, name, schema)
    address = f"https://www.notion.so/Checkout-{above.id.replace('-', '')}"
    changes = (Change("title", "Epic", None, 1, "test"),)
    made = Create(ITEM, "roadmap", "initiative", changes, "test", {name: address})
    tracker = place.opened(ties=(name,))
    if kind == "number":
        with pytest.raises(Rejected, match=f'no text, URL or relation property "{name}"'):
            tracker.apply(made)
        assert not tracker.find(ITEM)
        return
    tracker.apply(made)
    (found,) = tracker.find(ITEM)
    assert set(spellings(found.ties[name])) & set(spellings(address))
    assert any(name in one.what and one.fine for one in tracker.inspect())
