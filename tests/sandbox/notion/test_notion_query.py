"""The Notion emulator: who may read, queries, search, and vendor errors."""

from typing import Any

import httpx
import pytest
from notion_client import APIResponseError
from notion_client.errors import HTTPResponseError

from sandbox import Sandbox
from sandbox.notion.records import DataSource, Page

TOKEN = "notion-sandbox-token"
NOWHERE = "00000000-0000-4000-8000-000000000000"


def test_the_token_says_who_it_is(connect: Any, source: DataSource, refusal: Any) -> None:
    """The integration is a bot, a person's token is that person; others are refused."""
    assert connect().users.me()["type"] == "bot"
    assert connect("notion-ines").users.me()["person"]["email"] == "ines@acme.example"
    for token in ("wrong", "notion-leo"):
        status, code, message = refusal(connect(token).users.me)
        assert (status, code, message) == (401, "unauthorized", "API token is invalid.")


def test_a_call_without_a_version_is_refused(sandbox: Sandbox, source: DataSource) -> None:
    """Missing or unknown: missing_version."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for version in ({}, {"Notion-Version": "2021-01-01"}):
        answer = httpx.get(f"{sandbox.url}/notion/v1/users/me", headers=headers | version)
        assert (answer.status_code, answer.json()["code"]) == (400, "missing_version")


class TestQuery:
    """Listing the pages of a data source."""

    @pytest.fixture
    def hundred(self, sandbox: Sandbox, source: DataSource) -> list[Page]:
        """Return 105 pages, alternating in status."""
        add = sandbox.world.notion.add_page
        return [
            add(
                source, {"Name": f"P{n}", "Status": ("Planned", "Done")[n % 2], "Syncline": f"s{n}"}
            )
            for n in range(105)
        ]

    def names(self, answer: Any) -> list[str]:
        """Return the titles of the results."""
        return [one["properties"]["Name"]["title"][0]["plain_text"] for one in answer["results"]]

    @pytest.mark.usefixtures("hundred")
    def test_pages_follow_a_cursor(self, source: DataSource, notion: Any, refusal: Any) -> None:
        """A hundred at most; the cursor is the next page's id."""
        first = notion.data_sources.query(source.id)
        assert (len(first["results"]), first["has_more"]) == (100, True)
        second = notion.data_sources.query(source.id, start_cursor=first["next_cursor"])
        assert self.names(second) == [f"P{n}" for n in range(100, 105)]
        assert (second["has_more"], second["next_cursor"]) == (False, None)
        assert refusal(notion.data_sources.query, source.id, start_cursor=NOWHERE)[0] == 400
        assert refusal(notion.data_sources.query, source.id, page_size=101)[0] == 400

    @pytest.mark.parametrize(
        ("condition", "count"),
        [
            ({"property": "Syncline", "rich_text": {"equals": "s7"}}, 1),
            ({"property": "Status", "status": {"equals": "Done"}}, 52),
            ({"property": "Status", "status": {"does_not_equal": "Done"}}, 53),
            ({"property": "Name", "title": {"contains": "p10"}}, 6),
            ({"property": "Owner", "people": {"is_empty": True}}, 105),
            ({"property": "Start date", "date": {"is_not_empty": True}}, 0),
            ({"or": [{"property": "Syncline", "rich_text": {"equals": "s1"}},
                     {"property": "Syncline", "rich_text": {"equals": "s2"}}]}, 2),
            ({"and": [{"property": "Status", "status": {"equals": "Done"}},
                      {"property": "Name", "title": {"ends_with": "1"}}]}, 11),
            ({"timestamp": "last_edited_time",
              "last_edited_time": {"on_or_after": "2026-03-02T08:00:00Z"}}, 105),
            ({"timestamp": "last_edited_time",
              "last_edited_time": {"after": "2026-03-02T08:00:00Z"}}, 0),
            ({"timestamp": "created_time", "created_time": {"before": "2026-03-02"}}, 0),
        ],
    )  # fmt: skip
    @pytest.mark.usefixtures("hundred")
    def test_a_filter_keeps_what_matches(
        self, source: DataSource, notion: Any, condition: Any, count: int
    ) -> None:
        """Counted over all pages; times are compared as they are shown, floored."""
        cursor: dict[str, str] = {}
        found, more = 0, True
        while more:
            answer = notion.data_sources.query(source.id, filter=condition, **cursor)
            found, more = found + len(answer["results"]), answer["has_more"]
            cursor = {"start_cursor": answer["next_cursor"]}
        assert found == count

    @pytest.mark.parametrize(
        "condition",
        [
            {"property": "Nope", "rich_text": {"equals": "x"}},
            {"property": "Status", "select": {"equals": "x"}},
            {"property": "Status", "status": {"sounds_like": "x"}},
            {"timestamp": "last_edited_time", "last_edited_time": {"after": "soon"}},
            {"and": [{"or": [{"and": []}]}]},
            {},
        ],
    )
    @pytest.mark.usefixtures("page")
    def test_a_filter_that_makes_no_sense_is_refused(
        self, source: DataSource, notion: Any, condition: Any, refusal: Any
    ) -> None:
        """400, for an empty object too."""
        assert refusal(notion.data_sources.query, source.id, filter=condition)[0] == 400

    @pytest.mark.usefixtures("hundred")
    def test_sorts_count_from_the_first(self, source: DataSource, notion: Any) -> None:
        """Status in the order of its options, then the title backwards."""
        sorts = [
            {"property": "Status", "direction": "descending"},
            {"property": "Name", "direction": "descending"},
        ]
        assert self.names(notion.data_sources.query(source.id, sorts=sorts))[:2] == ["P99", "P97"]

    @pytest.mark.usefixtures("page")
    def test_only_the_wanted_properties_are_shown(self, source: DataSource, notion: Any) -> None:
        """filter_properties takes ids."""
        wanted = source.find("Syncline")
        assert wanted is not None
        answer = notion.data_sources.query(source.id, filter_properties=["title", wanted.id])
        assert answer["results"][0]["properties"].keys() == {"Name", "Syncline"}

    def test_ten_thousand_rows_are_all_there_ever_is(
        self, source: DataSource, page: Page, notion: Any
    ) -> None:
        """Then has_more is false and the request is called incomplete."""
        source.pages.extend([page] * 9_949)
        last = Page("11111111-1111-4111-8111-111111111111", source, page.stamp)
        source.pages.extend([last, *[page] * 200])
        answer = notion.data_sources.query(source.id, start_cursor=last.id)
        assert (len(answer["results"]), answer["has_more"]) == (50, False)
        assert answer["request_status"]["incomplete_reason"] == "query_result_limit_reached"


def test_search_lists_the_data_sources(source: DataSource, notion: Any) -> None:
    """Whole, with their properties."""
    chosen = {"property": "object", "value": "data_source"}
    found = notion.search(query="epi", filter=chosen)["results"]
    assert [one["id"] for one in found] == [source.id]
    database = notion.databases.retrieve(source.database_id)
    assert database["data_sources"] == [{"id": source.id, "name": "Epics"}]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("pages/AAA", 400, "validation_error"),
        ("nowhere", 400, "invalid_request_url"),
        (f"data_sources/{NOWHERE}", 404, "object_not_found"),
        (f"blocks/{NOWHERE}/children", 404, "object_not_found"),
        (f"users/{NOWHERE}", 404, "object_not_found"),
    ],
)
def test_a_bad_path_is_a_vendor_error(
    notion: Any, path: str, status: int, code: str, refusal: Any
) -> None:
    """As the real one words it."""
    assert refusal(notion.request, path, "GET")[:2] == (status, code)


def test_an_overload_and_a_rate_limit_say_when_to_come_back(sandbox: Sandbox, notion: Any) -> None:
    """529 is unknown to the client; 429 carries a reason."""
    faults = [{"tool": "notion", "kind": "status", "status": 529}]
    httpx.put(f"{sandbox.url}/_sandbox/faults", json=faults)
    with pytest.raises(HTTPResponseError) as caught:
        notion.users.me()
    assert (caught.value.status, caught.value.headers["retry-after"]) == (529, "1")
    httpx.put(f"{sandbox.url}/_sandbox/limits", json={"tool": "notion", "count": 1, "window": 60})
    notion.users.me()
    with pytest.raises(APIResponseError) as limited:
        notion.users.me()
    assert limited.value.status == 429
    assert limited.value.headers["Retry-After"] == "60"
