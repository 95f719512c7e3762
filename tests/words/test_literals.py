"""What people read stands in the catalogues alone: no sentence is written in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted(ROOT.glob("syncline/domain/rules/*.py"))
SPEAKING = [
    path
    for folder in ("syncline/engine", "connectors")
    for path in sorted(ROOT.glob(f"{folder}/**/*.py"))
    if "from syncline.words import" in path.read_text(encoding="utf-8")
]
WORDS = re.compile(r"[^\W\d]{2,}[,;:]? [^\W\d]|^[,;:]? [^\W\d]{2,}|[^\W\d]{2,} $")
MARKUP = re.compile(r"<|\dpx")
FOR_PROGRAMMERS = {"Rule", "Literal", "cast", "TypeVar"}  # Rule: its page, and `rules show`


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a module that may reach a reader: no docstrings, no errors, no names."""
    match tree:
        case ast.Raise() | ast.Expr(ast.Constant()):
            return
        case ast.Call(func=ast.Name(name)) | ast.Subscript(value=ast.Name(name)) if (
            name in FOR_PROGRAMMERS
        ):
            return
        case ast.Constant(str(text)):
            yield text
    for part in ast.iter_child_nodes(tree):
        yield from literals(part)


def sentences(code: str) -> list[str]:
    """Return the literals of a module that read as words of a sentence."""
    found = literals(ast.parse(code))
    return [text for text in found if WORDS.search(text) and not MARKUP.search(text)]


@pytest.mark.parametrize("path", [*RULES, *SPEAKING], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_sentence_is_written_in_the_code(path: Path) -> None:
    """Else a French reader reads English in the middle of a line."""
    assert sentences(path.read_text(encoding="utf-8")) == []


def test_there_is_something_to_look_at() -> None:
    """The rules, and the modules that word messages."""
    assert len(RULES) > 25
    assert {"memos.py", "pulse.py", "rendering.py"} <= {path.name for path in SPEAKING}


@pytest.mark.parametrize(
    "code", ['SIDE = "its epics"', 'f"{one} is {other}"', 'f"{n} items"', 'x = {"a": "Choose one"}']
)
def test_the_lint_finds_a_sentence(code: str) -> None:
    """Also its pieces, between values."""
    assert sentences(f"said({code})" if "=" not in code else code)


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring of words."""',
        'raise ValueError("no such day")',
        'x = "plan:held"',
        '"C3-do"',
    ],
)
def test_what_no_reader_sees_may_be_english(code: str) -> None:
    """Docstrings, errors of programs, names."""
    assert sentences(code) == []
