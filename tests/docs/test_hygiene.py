"""What holds for every file: sizes, no mocks, no postponed work, nothing of this machine."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.docs.reading import PACKAGES, ROOT, parsed, sources

FILE_LINES, FUNCTION_LINES = 300, 40
SKIPPED = frozenset({
    ".git", ".venv", ".syncline", ".hypothesis", "__pycache__", ".mypy_cache", ".ruff_cache",
    ".pytest_cache", ".import_linter_cache", "dist", "build",
})  # fmt: skip
POSTPONED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
# One letter of each stands in brackets, so that no pattern finds itself.
OURS = re.compile(
    r"(?<![\w.:/-])/(wor[k]|roo[t]|User[s]|tm[p])/\w"
    r"|(?<![\w.:/-])/hom[e]/(?!ines/)\w"
    r"|pyp[i]\.org|pythonhoste[d]|registry\.np[m]js|artifactor[y]|index-ur[l]|trusted-hos[t]"
)


def everything() -> Iterator[Path]:
    """Yield every file that belongs to the repository."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if path.is_file() and not SKIPPED.intersection(inside.parts):
            yield path


def shown(path: Path, line: int) -> str:
    """Name a place."""
    return f"{path.relative_to(ROOT)}:{line}"


def test_no_file_of_the_packages_is_longer_than_300_lines() -> None:
    """A longer one holds two nouns of the domain."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in packages()}
    assert sizes
    assert [shown(path, size) for path, size in sizes.items() if size > FILE_LINES] == []


def test_no_function_of_the_packages_is_longer_than_40_lines() -> None:
    """Counted from `def` to its last line."""
    long = [
        f"{shown(path, node.lineno)} {node.name}"
        for path in packages()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_no_comment_postpones_work() -> None:
    """Work to be done is an issue, with a reader."""
    found = [
        shown(path, token.start[0])
        for path in sources(*PACKAGES, "tests")
        for token in tokenize.generate_tokens(
            io.StringIO(path.read_text(encoding="utf-8")).readline
        )
        if token.type == tokenize.COMMENT and POSTPONED.search(token.string)
    ]
    assert found == []


def test_nobody_imports_mocks() -> None:
    """Fakes and the sandbox, over real HTTP."""
    found = [
        shown(path, node.lineno)
        for path in sources(*PACKAGES, "tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(
            name.startswith(("unittest.mock", "mock", "pytest_mock")) for name in imported(node)
        )
    ]
    assert found == []


def test_nothing_of_a_machine_or_its_registry_is_in_the_repository() -> None:
    """No absolute path of ours, and no host that packages come from."""
    found = []
    for path in everything():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [shown(path, n) for n, line in enumerate(lines, 1) if OURS.search(line)]
    assert found == []


def test_the_patterns_find_what_they_are_for() -> None:
    """And leave web addresses and ordinary words alone."""
    wrong = [f"/{'work'}/main/x.py", f"/{'home'}/jo/x", f"https://{'pypi'}.org/simple"]
    assert all(OURS.search(line) for line in wrong)
    right = ["https://acme.example/work/1", "a network/server", "/home/ines/product.db", "/tasks/1"]
    assert not any(OURS.search(line) for line in right)
    assert POSTPONED.search("# " + "TO" + "DO: later")


def test_constraints_are_exact() -> None:
    """Every line is name==version, so that two machines install the same."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", line)] == []


def packages() -> list[Path]:
    """Return the files of the packages."""
    return sources(*PACKAGES)


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the dotted names that a statement imports."""
    home = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return [f"{home}{one.name}" for one in node.names]
