"""What Jira would show of a value, and the labels that it takes only escaped."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira import labels
from connectors.jira.projection import cut
from syncline.domain.fields import Cannot
from syncline.domain.people import People
from syncline.domain.plain import one_line
from syncline.domain.text import Block, Document, Run
from syncline.ports import VocabularyWord
from tests.connectors.jira.replicas import project, settings

MARKER = "syn-0123456789abcdefghij"


@given(st.text(max_size=400))
def test_a_title_is_cut_to_what_jira_holds(title: str) -> None:
    """255 UTF-16 units, … for the rest, and the same again of itself."""
    shown = cut(title)
    assert len(shown.encode("utf-16-le", "surrogatepass")) <= 510
    assert cut(shown) == shown
    assert shown == title or (shown.endswith("…") and title.startswith(shown[:-1]))


VALUES = {
    "title": st.text(min_size=1, max_size=300),
    "labels": st.frozensets(st.text("a %25_", max_size=9)),
    "owner": st.just("INES@acme.example") | st.emails(),
    "start": st.dates(),
    "parent": st.text("123", min_size=1),
    "status": st.sampled_from(["planned", "done", "unknown"]),
}


@given(st.sampled_from(sorted(VALUES)).flatmap(lambda n: st.tuples(st.just(n), VALUES[n])))
def test_a_projection_is_idempotent(given: tuple[str, Any]) -> None:
    """project(project(v)) is project(v), for every type."""
    name, value = given
    once = project(name, value)
    assert isinstance(once, Cannot) or project(name, once) == once


@pytest.mark.parametrize("name", ["title", "status", "priority"])
def test_what_every_issue_has_cannot_be_emptied(name: str) -> None:
    """Jira refuses it, so it is refused before."""
    assert isinstance(project(name, None), Cannot)


def test_an_alias_is_projected_as_the_person() -> None:
    """What is read back is the person's own address."""
    people = People([*settings().people.persons])
    assert project("owner", "INES@acme.example", settings(people=people)) == "ines@acme.example"


def test_a_word_that_only_a_category_says_can_be_written() -> None:
    """By category the transition is chosen when it is applied; a second word of one is not."""
    words = (
        VocabularyWord("doing", "started", ()),
        VocabularyWord("checking", "started", ()),
    )
    chosen = settings(words={"status": words}, by_category=frozenset({"status"}))
    assert project("status", "doing", chosen) == "doing"
    assert isinstance(project("status", "checking", chosen), Cannot)


def test_a_document_is_projected_without_marks_that_jira_refuses() -> None:
    """Code goes with no other mark."""
    bold_code = Run("x", frozenset({"code", "strong"}))
    shown = project("description", Document((Block("paragraph", (bold_code,)),)))
    assert shown == Document((Block("paragraph", (Run("x", frozenset({"code"})),)),))


# -- labels ---------------------------------------------------------------------------------------

TRICKY = st.text(" %205_a", max_size=14) | st.text(max_size=10)


@given(TRICKY)
def test_a_label_comes_back_the_same(label: str) -> None:
    """Whatever is typed elsewhere."""
    assert labels.to_canonical(labels.to_native(label)) == one_line(label)


@given(TRICKY.filter(lambda t: not any(c.isspace() for c in t) and t == one_line(t)))
def test_a_native_label_is_written_back_the_same(label: str) -> None:
    """Two native labels never become one: the escape is exact in both directions."""
    canonical = labels.to_canonical(label)
    if canonical == one_line(canonical):
        assert labels.to_native(canonical) == label


@given(TRICKY)
def test_a_written_label_has_no_space(label: str) -> None:
    """Jira refuses any."""
    assert not any(c.isspace() for c in labels.to_native(label))


@pytest.mark.parametrize("label", ["web", "tech_debt", "100%", "C++", "%", "a%25b", "été"])
def test_a_label_that_jira_takes_is_left_alone(label: str) -> None:
    """Only what cannot be written is escaped."""
    assert labels.to_native(label) == label == labels.to_canonical(label)


def test_labels_that_jira_cannot_hold_are_left_out_of_a_projection() -> None:
    """A marker is nobody's label, and 255 characters are the limit."""
    assert project("labels", frozenset({"web", MARKER, "x" * 300})) == frozenset({"web"})
