"""Words of vocabularies and fields of a site: what is named, found, or refused with a remedy."""

import pytest

from connectors.jira.binding import bind
from connectors.jira.codec import Codec
from connectors.jira.native import read_issue
from connectors.jira.words import Words
from syncline.domain.fields import FieldType
from syncline.ports import FieldMapping, NativeWord, VocabularyWord
from tests.connectors.jira.replicas import FIELDS, issue, mapped, project, settings, show

BY_CATEGORY = settings(by_category=frozenset({"status"}))
CATEGORIES = [
    ("Backlog", "new", "planned"),
    ("Testing", "indeterminate", "in_progress"),
    ("Closed", "done", "done"),
    ("Won't do", "done", "dropped"),
    ("Odd", "undefined", None),
]


@pytest.mark.parametrize(("name", "category", "word"), CATEGORIES)
def test_an_unnamed_status_counts_as_its_category(
    name: str, category: str, word: str | None
) -> None:
    """A named one as its word; one without a category is refused."""
    raw = issue(status={"name": name, "statusCategory": {"key": category}})
    shown = show(raw, BY_CATEGORY)
    assert shown.fields.get("status") == word
    assert ("status" in shown.refused) == (word is None)


def test_a_status_may_be_named_by_its_id() -> None:
    """Names are not unique in Jira."""
    words = (VocabularyWord("planned", "unstarted", (NativeWord("10001"),)),)
    raw = issue(status={"name": "Whatever", "id": "10001"})
    assert show(raw, settings(words={"status": words})).fields["status"] == "planned"


def test_without_a_vocabulary_the_native_text_is_the_word() -> None:
    """And can be written."""
    free = settings(words={})
    assert show(issue(), free).fields["status"] == "To Do"
    assert project("status", "Anything", free) == "Anything"


# -- fields ---------------------------------------------------------------------------------------

PROBLEMS = [
    (FieldMapping("start", FieldType.DATE, "Nowhere"), 'no field "Nowhere"'),
    (FieldMapping("start", FieldType.DATE, "Twice"), "customfield_5, customfield_6"),
    (FieldMapping("start", FieldType.DATE, "Points"), "holds number"),
    (FieldMapping("owner", FieldType.PERSON, "summary"), "holds string"),
]


@pytest.mark.parametrize(("mapping", "said"), PROBLEMS)
def test_a_field_that_cannot_be_used_is_a_problem_with_a_remedy(
    mapping: FieldMapping, said: str
) -> None:
    """It is left out of the replica's fields."""
    binding = bind(settings(fields={mapping.name: mapping}), FIELDS)
    (problem,) = binding.problems
    assert binding.fields == {}
    assert said in problem.seen + problem.remedy
    assert problem.remedy


NAMED = {
    "duedate": "duedate",
    "Start date": "customfield_10015",
    "start DATE": "customfield_10015",
    "customfield_10015": "customfield_10015",
}


@pytest.mark.parametrize(("native", "found"), NAMED.items())
def test_a_field_is_found_by_id_or_name(native: str, found: str) -> None:
    """The case of a name does not matter."""
    binding = bind(settings(fields=mapped(target=native)), FIELDS)
    assert binding.fields["target"].id == found
    assert not binding.problems


CLOSED = {"id": 7, "name": "Sprint 7", "state": "closed"}
SPRINTS = [
    (None, None),
    ([], None),
    ([CLOSED], None),
    ([CLOSED, {"id": 8, "name": "Sprint 8", "state": "active"}], "Sprint 8"),
    ([{"id": 9, "name": "Sprint 9", "state": "future"}], "Sprint 9"),
]


@pytest.mark.parametrize(("raw", "name"), SPRINTS)
def test_a_sprint_is_the_one_that_is_not_closed(raw: object, name: str | None) -> None:
    """Closed ones stay in the list of an issue as its history."""
    described = {
        "id": "customfield_10020", "name": "Sprint",
        "schema": {
            "type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint",
        },
    }  # fmt: skip
    mapping = FieldMapping("sprint", FieldType.OPTION, "Sprint")
    of = settings(fields={"sprint": mapping})
    binding = bind(of, [described])
    assert binding.fields["sprint"].fixed is None
    codec = Codec(of, binding, Words(of))
    shown = codec.snapshot(read_issue(issue(customfield_10020=raw)))
    assert shown.fields["sprint"] == name
