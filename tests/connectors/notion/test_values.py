"""Words, labels, dates and scopes: small rules, in full."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.notion.bindings import Bindings
from connectors.notion.codec import cut
from connectors.notion.dates import read_day, write_day, write_period
from connectors.notion.native import Period, read_page
from connectors.notion.runs import RUN_LIMIT, length
from connectors.notion.schema import from_row
from connectors.notion.scope import conditions, filters, outside
from connectors.notion.words import Words, label_read, label_written
from syncline.domain.errors import CannotRead, ConfigurationError, ReplicaError
from syncline.domain.fields import Cannot
from syncline.ports import NativeWord, ReplicaSettings, VocabularyWord

S, T = date(2026, 3, 2), date(2026, 3, 9)
DAY, RANGE = Period("2026-03-02"), Period("2026-03-02", "2026-03-09")
LATE = Period("2026-03-02T23:30:00.000-05:00", "2026-03-09T00:30:00.000+02:00")


@given(st.text())
def test_a_label_reads_as_it_was_written_and_has_no_comma(label: str) -> None:
    """Commas are escaped, and so is what would look escaped."""
    assert "," not in label_written(label)
    assert label_read(label_written(label)) == label


@given(st.text(st.sampled_from("ab 😀é"), min_size=1, max_size=2_100))
def test_a_cut_title_fits_and_is_cut_once(title: str) -> None:
    """The projection of a projection is itself."""
    assert length(cut(title)) <= RUN_LIMIT
    assert cut(cut(title)) == cut(title)
    assert cut(title) == title or cut(title).endswith("…")


@pytest.mark.parametrize(
    ("held", "name", "shared", "shown"),
    [
        (None, "target", False, None),
        (DAY, "start", False, S),
        (DAY, "target", False, S),
        (DAY, "start", True, None),  # a single day in the property of both is the deadline
        (DAY, "target", True, S),
        (RANGE, "start", True, S),
        (RANGE, "target", True, T),
        (RANGE, "launch", False, S),
        (LATE, "start", False, S),  # as written: no time zone is applied
        (LATE, "target", False, T),
    ],
)
def test_a_date_property_shows_days(
    held: Period | None, name: str, *, shared: bool, shown: date | None
) -> None:
    """The end of a range is the target, its beginning anything else."""
    assert read_day(name, held, shared=shared) == shown


@pytest.mark.parametrize(
    ("name", "asked", "held", "written"),
    [
        ("target", None, DAY, None),
        ("target", T, None, ("2026-03-09", None)),
        ("target", T, DAY, ("2026-03-09", None)),
        ("target", date(2026, 4, 1), RANGE, ("2026-03-02", "2026-04-01")),
        ("start", date(2026, 3, 1), LATE, (f"2026-03-01{LATE.start[10:]}", LATE.end)),
    ],
)
def test_one_end_of_a_range_is_written_and_the_other_kept(
    name: str, asked: date | None, held: Period | None, written: tuple[str, str | None] | None
) -> None:
    """What Notion shows beside the field stays."""
    found = write_day(name, asked, held)
    assert not isinstance(found, Cannot), found
    assert (found and (found["start"], found["end"])) == written


def test_one_end_of_a_range_is_not_cleared_with_the_other() -> None:
    """Notion has no range with one end; the refusal names both."""
    refused = write_day("target", None, RANGE)
    assert isinstance(refused, Cannot)
    assert "2026-03-02 to 2026-03-09" in refused.reason


@given(st.none() | st.just(S), st.none() | st.just(T), st.sampled_from([None, DAY, RANGE]))
def test_start_and_target_of_one_property_read_as_written(
    start: date | None, target: date | None, held: Period | None
) -> None:
    """Every pair that Notion can hold; a start alone is refused with the remedy."""
    found = write_period({"start": start, "target": target}, held)
    if start and not target:
        assert isinstance(found, Cannot)
        assert "a property of its own" in found.reason
        return
    assert not isinstance(found, Cannot)
    read = Period(str(found["start"]), found["end"]) if found else None
    assert read_day("start", read, shared=True) == start
    assert read_day("target", read, shared=True) == target


def test_words_are_read_in_any_case_and_the_first_is_written() -> None:
    """Several native words may mean one; none means that it cannot be written."""
    planned = VocabularyWord("planned", None, (NativeWord("Planned"), NativeWord("Discovery")))
    words = Words({"status": (planned, VocabularyWord("late", None, ()))})
    assert words.word("status", "DISCOVERY") == "planned"
    assert words.native("status", "planned") == "Planned"
    assert isinstance(words.native("status", "late"), Cannot)
    odd = words.word("status", "Blocked")
    assert odd == Cannot('status "Blocked" is in no vocabulary: add it under values.status')
    assert words.word("priority", "Any") == "Any"


def _settings(where: object) -> ReplicaSettings:
    container = {"data_source": ("00000000-0000-4000-8000-000000000001",)}
    return ReplicaSettings(
        "roadmap", "notion", "", {}, container, {"task": "*"}, {}, where=where  # type: ignore[arg-type]  # bad ones too
    )  # fmt: skip


SCHEMA = from_row("x", [["s1", "Status", "status", None], ["t1", "Tags", "multi_select", None]])


@pytest.mark.parametrize(
    ("where", "status", "tags", "inside"),
    [
        ({"Status": "Planned"}, "Planned", [], True),
        ({"Status": "Planned"}, "planned", [], True),
        ({"Status": "Planned"}, "Idea", [], False),
        ({"Status": ["Planned", "Shipped"]}, "Shipped", [], True),
        ({"Status": {"not": ["Idea"]}}, "Planned", [], True),
        ({"Status": {"not": ["Idea"]}}, "Idea", [], False),
        ({"Status": {"not": "Idea"}}, None, [], True),
        ({"Status": None}, None, [], True),
        ({"Status": {"not": None}}, None, [], False),
        ({"Tags": "web"}, None, ["web", "ios"], True),
        ({"Tags": {"not": ["web"]}}, None, ["web", "ios"], False),
        ({"Status": "Planned", "Tags": "web"}, "Planned", ["ios"], False),
        ({"Gone": "x"}, "Planned", [], False),
    ],
)
def test_a_page_is_in_scope_when_every_condition_holds(
    where: object, status: str | None, tags: list[str], *, inside: bool
) -> None:
    """The reason names the property and what it says."""
    settings = _settings(where)
    option = {"name": status} if status else None
    chosen = [{"name": tag} for tag in tags]
    properties = {
        "Status": {"id": "s1", "type": "status", "status": option},
        "Tags": {"id": "t1", "type": "multi_select", "multi_select": chosen},
    }
    page = read_page({"object": "page", "id": "p", "properties": properties})
    reason = outside(conditions(settings), page, Bindings(settings, SCHEMA))
    assert (reason is None) is inside


def test_a_scope_is_a_filter_by_ids() -> None:
    """All of the refused values, any of the wanted ones."""
    settings = _settings({"Status": {"not": ["Idea", None]}, "Tags": ["web", "ios"]})
    assert filters(conditions(settings), SCHEMA, "roadmap") == [
        {"property": "s1", "status": {"does_not_equal": "Idea"}},
        {"property": "s1", "status": {"is_not_empty": True}},
        {"or": [
            {"property": "t1", "multi_select": {"contains": "web"}},
            {"property": "t1", "multi_select": {"contains": "ios"}},
        ]},
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["Status = x", {"S": {"like": "x"}}, {"S": []}, {"S": [{}]}])
def test_a_scope_in_another_shape_is_refused_with_an_example(where: object) -> None:
    """Before any request."""
    with pytest.raises(ConfigurationError, match="write for example where:"):
        conditions(_settings(where))


def test_a_scope_over_a_missing_property_names_it() -> None:
    """The replica stops; everything would look deleted otherwise."""
    with pytest.raises(ReplicaError, match=r'names "Gone".*Correct replicas\.roadmap\.where'):
        filters(conditions(_settings({"Gone": "x"})), SCHEMA, "roadmap")


def test_a_page_in_another_shape_is_refused_with_its_path() -> None:
    """The id and the path are in the sentence."""
    bad = {"Target": {"id": "x", "type": "date", "date": {"start": 12}}}
    with pytest.raises(CannotRead, match=r"p1: properties\.Target\.date\.start: expected a text"):
        read_page({"object": "page", "id": "p1", "properties": bad})
