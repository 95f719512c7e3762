"""Awkward values: each is stored as its projection and read back so, or refused before a call."""

import pytest

from syncline.domain.fields import Cannot, Value
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, Document, Run
from tests.conformance.harness import Harness, create, read, update

TITLES = {
    "spaces": "  spaced   out ",
    "lines": "tab\tand\nnew\r\nline",
    "nbsp": "1\u00a0000\u00a0€",
    "decomposed": "Cafe\u0301 re\u0301sume\u0301",
    "invisible": "zero\u200bwidth\ufeff",
    "emoji": "👩‍👩‍👧 family, 🇫🇷 flag",
    "markup": "&amp; <b>not bold</b> *nor this* [or](this) \\ \" '",
    "right to left": "שלום \u202eabc",
    "255": "a" * 255,
    "256": "b" * 256,
    "astral": "😀" * 200,
    "2500": "word " * 500 + "end",
    "marker": "syn-aaaaaaaaaaaaaaaaaaaa",
}
LABELS = {
    "space": "needs design",
    "under score": "needs_design",
    "percent": "100% sure %20",
    "comma": "red, green",
    "accents": "été",
    "decomposed": "e\u0301te\u0301",
    "case": "Web",
    "long": "x" * 120,
    "quotes": "\"quoted\" & 'so'",
    "slash": "a/b\\c:d",
    "emoji": "🔥 hot",
}


def _bullet(text: str, level: int = 0) -> Block:
    return Block("bullet", (Run(text),), level)


def _number(text: str, level: int = 0) -> Block:
    return Block("number", (Run(text),), level)


def _paragraph(*runs: Run | str) -> Block:
    return Block("paragraph", tuple(Run(r) if isinstance(r, str) else r for r in runs))


def _marked(text: str, *marks: str, link: str | None = None) -> Run:
    return Run(text, frozenset(marks), link)  # type: ignore[arg-type]  # the table names marks


BODIES = {
    "one line": (_paragraph("One line."),),
    "two paragraphs": (_paragraph("First."), _paragraph("Second.")),
    "hard break": (_paragraph("above\nbelow"),),
    "two hard breaks": (_paragraph("above\n\nbelow"),),
    "every mark": tuple(
        _paragraph("a ", _marked("b", mark), " c")
        for mark in ("strong", "em", "underline", "strike", "code")
    ),
    "marks together": (_paragraph(_marked("x", "strong", "em"), _marked("y", "em"), "z"),),
    "three marks and a link": (
        _paragraph(_marked("x", "strong", "em", "strike", link="https://acme.example/")),
    ),
    "link": (_paragraph("see ", _marked("here", link="https://acme.example/?q=a b&c=<d>")),),
    "bare link": (
        _paragraph(_marked("https://acme.example/a", link="https://acme.example/a"), " is"),
    ),
    "text like a link": (_paragraph("go to https://acme.example/x, then rest"),),
    "bullets": (_bullet("one"), _bullet("two"), _bullet("three")),
    "numbers": (_number("one"), _number("two")),
    "nested": (_bullet("a"), _bullet("b", 1), _bullet("c", 2), _bullet("d", 1), _bullet("e")),
    "mixed nesting": (_bullet("a"), _number("b", 1), _number("c", 1), _bullet("d"), _number("e")),
    "two lists side by side": (_bullet("a"), _number("b"), _bullet("c")),
    "lists between paragraphs": (
        _paragraph("Before:"), _bullet("a"), _paragraph("Between"), _number("b"),
        _paragraph("After"),
    ),
    "sibling kinds at one level": (_bullet("a"), _bullet("b", 1), _number("c", 1)),
    "deep": tuple(_bullet(f"level {level}", level) for level in range(6)),
    "marked item": (Block("bullet", (_marked("bold", "strong"), Run(" rest"))),),
    "break in an item": (_bullet("above\nbelow"), _bullet("next")),
    "markup as text": (_paragraph("<b>&amp;</b> *a* # b `c` [d](e)"), _paragraph("- not a list")),
    "edges of space": (_paragraph(_marked(" a ", "strong"), " b  c "),),
    "code with space": (_paragraph("run ", _marked("a  b", "code"), " now"),),
    "adjacent equal runs": (_paragraph(_marked("a", "em"), _marked("b", "em")),),
    "emoji": (_paragraph("👩‍👩‍👧 and 🇫🇷"),),
    "decomposed": (_paragraph("Cafe\u0301\u00a0noir"),),
    "long run": (_paragraph("word " * 900 + "end"),),
    "long astral run": (_paragraph("😀" * 2_500),),
    "many blocks": tuple(_paragraph(f"Paragraph {n}") for n in range(120)),
    "many items": tuple(_bullet(f"Item {n}") for n in range(120)),
    "many runs": (
        _paragraph(*(_marked(f"w{n} ", *(["strong"] if n % 2 else [])) for n in range(130))),
    ),
    "far too long": tuple(_paragraph("x" * 1_900) for _ in range(60)),
}  # fmt: skip


def _words(value: Value) -> list[str]:
    """Return the words of a body in their order, without list signs."""
    assert isinstance(value, Document)
    return "\n".join("".join(run.text for run in block.runs) for block in value.blocks).split()


def _stored(tool: Harness, name: str, value: Value) -> None:
    """Write a value by an update, unless its projection refuses it; check answer, read, re-read."""
    tracker = tool.tracker()
    shown = tracker.project(name, value)
    if isinstance(shown, Cannot):
        assert len(shown.reason) > 10
        return
    assert tracker.project(name, shown) == shown
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {name: value})
    assert tracker.apply(operation).stored[name] == shown
    assert read(tool, record).fields[name] == shown


@pytest.mark.parametrize("case", TITLES)
def test_an_awkward_title_is_stored_as_its_projection(tool: Harness, case: str) -> None:
    """By an update and by a create alike."""
    _stored(tool, "title", TITLES[case])
    tracker = tool.tracker()
    made = tracker.apply(create(tool, {"title": TITLES[case]}))
    assert made.stored["title"] == tracker.project("title", TITLES[case])


@pytest.mark.parametrize("case", LABELS)
def test_an_awkward_label_is_stored_as_its_projection(tool: Harness, case: str) -> None:
    """Beside another one, which stays."""
    _stored(tool, "labels", frozenset({LABELS[case], "plain"}))


def test_labels_that_differ_stay_different(tool: Harness) -> None:
    """No escaping makes one label of two."""
    tracker = tool.tracker()
    known = frozenset({"needs design", "needs_design", "web"})
    if not isinstance(tracker.project("labels", known), Cannot):
        (record,) = tool.fill(1)
        (operation,) = update(tool, record, {"labels": known})
        tracker.apply(operation)
        assert read(tool, record).fields["labels"] == known


@pytest.mark.parametrize("case", BODIES)
def test_an_awkward_body_is_stored_as_its_projection(tool: Harness, case: str) -> None:
    """A tool may show another arrangement of blocks, never other words."""
    body = Document(BODIES[case])
    shown = tool.tracker().project("description", body)
    if isinstance(shown, Document) and shown.blocks[-1].kind == "more":
        kept = _words(Document(shown.blocks[:-1]))
        assert kept == _words(normal_document(body))[: len(kept)]
    else:
        assert isinstance(shown, Cannot) or _words(shown) == _words(normal_document(body))
    _stored(tool, "description", body)


@pytest.mark.parametrize("case", ["nested", "many items", "every mark"])
def test_a_body_replaces_another_and_is_created_whole(tool: Harness, case: str) -> None:
    """Nothing of the former body is left, and a create stores what an update does."""
    tracker, body = tool.tracker(), Document(BODIES[case])
    if isinstance(tracker.project("description", body), Cannot):
        pytest.skip("refused here")
    made = tracker.apply(create(tool, {"title": "With a body", "description": body}))
    assert read(tool, made.record).fields["description"] == tracker.project("description", body)
    for asked in (Document(BODIES["mixed nesting"]), body, None):
        (operation,) = update(tool, made.record, {"description": asked})
        tracker.apply(operation)
        shown = tracker.project("description", asked)
        assert read(tool, made.record).fields["description"] == shown
