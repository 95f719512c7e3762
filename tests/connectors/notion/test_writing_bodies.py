"""Bodies over the wire: of every kind, deep and long, beside what only Notion has."""

from sandbox.notion.blocks import placed
from sandbox.notion.richtext import completed
from syncline.domain.text import Block, Document, Run
from tests.connectors.notion.place import Place, lines

APPEND = "PATCH /v1/blocks/{block_id}/children"
PATCH_BLOCK = "PATCH /v1/blocks/{block_id}"

RICH = Document((
    Block("heading", (Run("Goal"),), 0, "2"),
    Block("callout", (Run("Mind the gap"),), 0, "warning"),
    Block("task", (Run("Write it down"),), 0, "done"),
    Block("row", (), 0, "start header", ((Run("Week"),), (Run("What"),))),
    Block("row", (), 0, "", ((Run("1"),), (Run("Plan", frozenset({"color:#d44c47"})),))),
    Block("toggle", (Run("More"),)),
    Block("code", (Run("select 1\n  from x"),), 1, "sql"),
    Block("image", (), 0, "https://acme.example/i.png"),
    Block("divider"),
    Block("quote", (Run("Said"),)),
))  # fmt: skip


def test_a_body_of_every_kind_is_created_and_edited_in_place(place: Place) -> None:
    """A cell and a tick are two calls; everything else stays, with its id."""
    made = place.create({"title": "Rich", "description": RICH})
    assert made.stored["description"] == RICH
    page = place.world.notion.pages[made.record]
    assert place.read(page).fields["description"] == RICH
    before = [one.id for one in page.children]
    blocks = list(RICH.blocks)
    blocks[2] = Block("task", (Run("Write it down"),))
    blocks[4] = Block("row", (), 0, "", ((Run("1"),), (Run("Do"),)))
    wanted, mark = Document(tuple(blocks)), place.mark
    assert place.update(page, {"description": wanted}, expect=RICH).stored == {
        "description": wanted
    }
    assert place.requests(mark) == [PATCH_BLOCK, PATCH_BLOCK]
    assert [one.id for one in page.children] == before
    assert place.read(page).fields["description"] == wanted


def test_what_only_notion_has_stays_beside_an_edit(place: Place) -> None:
    """A synced block and a sub-page are neither deleted nor sent, also when they moved."""
    page, state = place.page("One", "a", "b"), place.world.notion
    ines = place.world.people["ines"]
    kept = [placed(state, page, "child_page", {"title": "Notes"}, ines)]
    kept.append(placed(state, page, "synced_block", {"synced_from": None}, ines))
    held = place.read(page).fields["description"]
    assert isinstance(held, Document)
    assert str(held) == "a\nb\n[the sub-page: Notes]\n[a synced block]"
    wanted = Document((held.blocks[2], *lines("A").blocks, held.blocks[3], *lines("b").blocks))
    shown = place.update(page, {"description": wanted}, expect=held).stored["description"]
    assert not any(one.in_trash for one in kept)
    assert shown == place.read(page).fields["description"]
    assert sorted(str(shown).splitlines()) == [
        "A",
        "[a synced block]",
        "[the sub-page: Notes]",
        "b",
    ]


def test_a_create_leaves_out_what_it_cannot_create(place: Place) -> None:
    """And says so: what is stored is what is there."""
    page = place.page("One", "a")
    place.world.notion.add_blocks(
        page, [{"type": "equation", "equation": {"expression": "e"}}], by="ines"
    )
    placed(
        place.world.notion, page, "synced_block", {"synced_from": None}, place.world.people["ines"]
    )
    held = place.read(page).fields["description"]
    made = place.create({"title": "Again", "description": held})
    assert str(made.stored["description"]) == "a\n[an equation: e]"
    copy = place.world.notion.pages[made.record]
    assert place.read(copy).fields["description"] == made.stored["description"]


def test_a_deep_body_is_created_in_several_calls(place: Place) -> None:
    """Two levels below the blocks of one call."""
    deep = Document(tuple(Block("bullet", (Run(f"{n}"),), n) for n in range(8)))
    made = place.create({"title": "Deep", "description": deep})
    page = place.world.notion.pages[made.record]
    assert made.stored["description"] == deep == place.read(page).fields["description"]


def test_a_body_costs_a_request_for_each_block_that_holds_others(place: Place) -> None:
    """One for the page, one for the item, none for the synced block."""
    page, state = place.page("One", "a"), place.world.notion
    item = {"bulleted_list_item": {"rich_text": [{"text": {"content": "b"}}]}}
    state.add_blocks(page, [item], by="ines")
    sealed = placed(state, page, "synced_block", {"synced_from": None}, place.world.people["ines"])
    state.add_blocks(page.children[1], [item], by="ines")
    state.add_blocks(sealed, [item], by="ines")
    mark = place.mark
    assert str(place.read(page).fields["description"]) == "a\n- b\n  - b\n[a synced block]"
    assert place.requests(mark).count("GET /v1/blocks/{block_id}/children") == 2


def test_a_text_property_shows_a_rich_description_as_lines(place: Place) -> None:
    """Each block a line, a mention a mention."""
    tracker = place.opened(fields=place.mapped(description="Syncline"), marker="none")
    page = place.page()
    shown = tracker.project("description", RICH)
    assert place.update(page, {"description": RICH}, tracker=tracker).stored == {
        "description": shown
    }
    ines = place.world.people["ines"].notion_id
    prop = place.source.find("Syncline")
    assert prop
    text = [{"mention": {"user": {"id": ines}}}, {"text": {"content": " asks\nagain"}}]
    page.values[prop.raw_id] = completed(text, "x", place.world.people)
    held = place.read(page, tracker=tracker).fields["description"]
    assert isinstance(held, Document)
    assert held.blocks[0].runs[0].native
    more = Document((*held.blocks, *lines("and more").blocks))
    assert place.update(page, {"description": more}, tracker=tracker).stored == {
        "description": more
    }
    assert page.values[prop.raw_id][0]["mention"]["user"]["id"] == ines


def test_a_long_body_is_created_in_several_calls(place: Place) -> None:
    """A hundred blocks a call, in their order, nested ones with them."""
    blocks = [Block("bullet", (Run(f"item {n}"),), n % 2) for n in range(430)]
    receipt = place.create({"title": "Long", "description": Document(tuple(blocks))})
    assert place.requests().count(APPEND) == 2
    shown = place.tracker.read([receipt.record], {"description"})[receipt.record]
    assert shown.fields["description"] == Document(tuple(blocks))  # type: ignore[union-attr]
