"""The Notion emulator: pages, their properties and their definitions."""

from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.notion.records import DataSource, Page

NOWHERE = "00000000-0000-4000-8000-000000000000"


def paragraph(text: str) -> dict[str, Any]:
    """Return a paragraph block as a client sends it."""
    return {"paragraph": {"rich_text": [{"text": {"content": text}}]}}


def text(content: str) -> dict[str, Any]:
    """Return a rich text property as a client sends it."""
    return {"rich_text": [{"text": {"content": content}}]}


def test_who_left_is_not_listed_and_is_but_an_id_on_a_page(
    sandbox: Sandbox, source: DataSource, notion: Any
) -> None:
    """The people property still refers to the person."""
    listed = notion.users.list()["results"]
    assert len(listed) == 11
    page = sandbox.world.notion.add_page(source, {"Name": "Old", "Owner": "leo"})
    shown = notion.pages.retrieve(page.id)["properties"]["Owner"]["people"]
    assert shown == [{"object": "user", "id": sandbox.world.people["leo"].notion_id}]


def test_property_ids_are_short_and_url_encoded(source: DataSource, notion: Any) -> None:
    """A property is found by name, by its id as shown and as it is; the title's id is title."""
    shown = notion.data_sources.retrieve(source.id)["properties"]
    assert shown["Name"]["id"] == "title"
    odd = [prop for prop in source.properties.values() if prop.id != prop.raw_id]
    assert odd
    for key in (odd[0].name, odd[0].id, odd[0].raw_id):
        assert source.find(key) is odd[0]


def test_a_status_has_its_options_in_groups(source: DataSource, notion: Any) -> None:
    """Three groups name the options by id."""
    status = notion.data_sources.retrieve(source.id)["properties"]["Status"]["status"]
    names = {option["id"]: option["name"] for option in status["options"]}
    grouped = {g["name"]: [names[one] for one in g["option_ids"]] for g in status["groups"]}
    assert grouped == {
        "To-do": ["Backlog", "Planned"],
        "In progress": ["In progress", "Review"],
        "Complete": ["Done", "Dropped"],
    }


def test_a_page_is_created_with_its_values_and_its_body(
    sandbox: Sandbox, source: DataSource, notion: Any
) -> None:
    """One call; by name or by id; an undashed parent id is fine."""
    status = source.find("Status")
    assert status is not None
    owner = sandbox.world.people["aya"].notion_id
    made = notion.pages.create(
        parent={"data_source_id": source.id.replace("-", "")},
        properties={
            "title": {"title": [{"text": {"content": "New"}}]},
            status.id: {"status": {"name": "Review"}},
            "Owner": {"people": [{"id": owner}]},
            "Target date": {"date": {"start": "2026-04-01"}},
            "Labels": {"multi_select": [{"name": "fresh"}, {"name": "fresh"}]},
            "Syncline": text("syn-1"),
        },
        children=[paragraph("Hello")],
    )
    values = notion.pages.retrieve(made["id"])["properties"]
    assert values["Name"]["title"][0]["plain_text"] == "New"
    assert values["Status"]["status"]["name"] == "Review"
    assert values["Owner"]["people"][0]["person"]["email"] == "aya@acme.example"
    assert [one["name"] for one in values["Labels"]["multi_select"]] == ["fresh"]
    blocks = notion.blocks.children.list(made["id"])["results"]
    assert blocks[0]["paragraph"]["rich_text"][0]["plain_text"] == "Hello"
    assert made["url"].endswith(made["id"].replace("-", ""))


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"Nope": text("x")}, "Nope is not a property that exists."),
        ({"Status": {"status": {"name": "Nope"}}}, 'Status option "Nope" does not exist'),
        ({"Status": {"select": {"name": "Planned"}}}, "Status is expected to be status."),
        ({"Priority": {"select": {"name": "a,b"}}}, "commas not allowed"),
        ({"Syncline": text("x" * 2001)}, "length should be ≤ `2000`, instead was `2001`"),
        ({"Syncline": {"rich_text": [{"text": {"content": "x"}}] * 101}}, "≤ `100`"),
        ({"Owner": {"people": [{"id": NOWHERE}]}}, "the id of a user"),
        ({"Start date": {"date": {"start": "soon"}}}, "ISO 8601"),
        ({"Start date": {"date": {"start": "2026-03-02", "end": "2026-03-01"}}}, "before"),
        ({"Syncline": {"rich_text": [{"text": {"content": "x", "link": {"url": "no"}}}]}}, "URL"),
    ],
)
def test_a_refused_update_changes_nothing(
    source: DataSource,
    page: Page,
    notion: Any,
    properties: dict[str, Any],
    words: str,
    refusal: Any,
) -> None:
    """400 validation_error, and not even the good properties of the call are written."""
    before = notion.pages.retrieve(page.id)
    both = {"Name": {"title": [{"text": {"content": "changed"}}]}, **properties}
    status, code, message = refusal(notion.pages.update, page.id, properties=both)
    assert (status, code) == (400, "validation_error")
    assert words in message
    after = notion.pages.retrieve(page.id)
    assert {**after, "request_id": ""} == {**before, "request_id": ""}
    priority = source.find("Priority")
    assert priority is not None
    assert len(priority.options) == 5


def test_an_emoji_counts_twice_in_a_length(page: Page, notion: Any, refusal: Any) -> None:
    """Lengths are those of JavaScript."""
    notion.pages.update(page.id, properties={"Syncline": text("🚀" * 1000)})
    assert refusal(notion.pages.update, page.id, properties={"Syncline": text("🚀" * 1001)})


def test_an_unknown_select_option_is_created_silently(
    source: DataSource, page: Page, notion: Any
) -> None:
    """The schema grows by a page update."""
    notion.pages.update(page.id, properties={"Squad": {"select": {"name": "New squad"}}})
    options = notion.data_sources.retrieve(source.id)["properties"]["Squad"]["select"]["options"]
    assert options[-1]["name"] == "New squad"


def test_edit_times_are_floored_to_the_minute_and_name_the_editor(
    sandbox: Sandbox, page: Page, notion: Any, connect: Any
) -> None:
    """Page and block edits bump them; reading does not."""
    clock = sandbox.world.clock
    clock.advance(90)
    notion.pages.update(page.id, properties={"Syncline": text("x")})
    first = notion.pages.retrieve(page.id)
    assert first["last_edited_time"] == "2026-03-02T08:01:00.000Z"
    clock.advance(60)
    connect("notion-paul").blocks.update(page.children[0].id, **paragraph("other"))
    second = notion.pages.retrieve(page.id)
    assert second["last_edited_time"] == "2026-03-02T08:02:00.000Z"
    assert second["last_edited_by"]["id"] == sandbox.world.people["paul"].notion_id
    assert second["created_time"] == "2026-03-02T08:00:00.000Z"


def test_a_trashed_page_can_be_read_but_not_listed_or_edited(
    source: DataSource, page: Page, notion: Any, refusal: Any
) -> None:
    """Until it is taken back."""
    notion.pages.update(page.id, in_trash=True)
    assert notion.data_sources.query(source.id)["results"] == []
    assert notion.pages.retrieve(page.id)["in_trash"] is True
    edit = {"properties": {"Syncline": text("x")}}
    assert "archived" in refusal(notion.pages.update, page.id, **edit)[2]
    notion.pages.update(page.id, in_trash=False)
    assert len(notion.data_sources.query(source.id)["results"]) == 1


def test_what_is_not_shared_is_not_there(
    sandbox: Sandbox, source: DataSource, page: Page, notion: Any, refusal: Any
) -> None:
    """404 object_not_found, exactly as for an id that never was."""
    sandbox.world.notion.unshared.add(page.id)
    status, code, message = refusal(notion.pages.retrieve, page.id)
    assert (status, code) == (404, "object_not_found")
    assert message.replace(page.id, NOWHERE) == refusal(notion.pages.retrieve, NOWHERE)[2]
    assert notion.data_sources.query(source.id)["results"] == []


def test_a_property_can_be_added_and_options_replaced(
    sandbox: Sandbox, source: DataSource, page: Page, notion: Any
) -> None:
    """What `mend` needs, and the traps of status options."""
    update = notion.data_sources.update
    shown = update(source.id, properties={"Marker": {"rich_text": {}}})["properties"]["Marker"]
    assert shown["type"] == "rich_text"
    renamed = [{"id": o.id, "name": o.name.upper()} for o in source.find("Status").options]  # type: ignore[union-attr]
    new = [*renamed, {"name": "Blocked"}]
    status = update(source.id, properties={"Status": {"status": {"options": new}}})
    options = status["properties"]["Status"]["status"]
    assert [o["name"] for o in options["options"]][:2] == ["Backlog", "Planned"]
    assert options["options"][-1]["id"] in options["groups"][0]["option_ids"]
    kept = [o for o in new if o["name"] != "PLANNED"][:-1]
    update(source.id, properties={"Status": {"status": {"options": kept}}})
    assert notion.pages.retrieve(page.id)["properties"]["Status"]["status"] is None


def test_a_long_relation_is_cut_in_the_page_and_whole_in_the_property(
    sandbox: Sandbox, source: DataSource, notion: Any
) -> None:
    """25 and has_more; the property endpoint pages through all of them."""
    state = sandbox.world.notion
    relation = {"data_source_id": source.id, "single_property": {}}
    notion.data_sources.update(source.id, properties={"Others": {"relation": relation}})
    others = [state.add_page(source, {"Name": f"O{n}"}) for n in range(30)]
    page = state.add_page(source, {"Name": "Hub", "Others": others})
    shown = notion.pages.retrieve(page.id)["properties"]["Others"]
    assert (len(shown["relation"]), shown["has_more"]) == (25, True)
    items = notion.pages.properties.retrieve(page.id, shown["id"], page_size=20)
    rest = notion.pages.properties.retrieve(
        page.id, shown["id"], page_size=20, start_cursor=items["next_cursor"]
    )
    whole = [one["relation"]["id"] for one in (*items["results"], *rest["results"])]
    assert whole == [one.id for one in others]


def test_a_later_version_has_other_names(source: DataSource, sandbox: Sandbox, notion: Any) -> None:
    """The older one shows `archived` and takes `after`; the newer one knows neither."""
    page = sandbox.world.notion.add_page(source, {"Name": "One"}, blocks=[paragraph("a")])
    assert notion.pages.retrieve(page.id)["archived"] is False
    notion.client.headers["Notion-Version"] = "2026-03-11"
    assert "archived" not in notion.pages.retrieve(page.id)
    assert notion.pages.update(page.id, in_trash=False)["in_trash"] is False
    after = {"children": [paragraph("b")], "after": page.children[0].id}
    with pytest.raises(Exception, match="use `position` instead"):
        notion.blocks.children.append(page.id, **after)
