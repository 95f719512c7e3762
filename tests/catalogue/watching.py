"""Whether a test that a table names exists, and can pass."""

import ast
from functools import cache

from tests.catalogue.rows import TESTS

Functions = dict[str, list[ast.FunctionDef]]


@cache
def functions(file: str) -> Functions:
    """Return the test functions of a file by name."""
    found: Functions = {}
    for node in ast.walk(ast.parse((TESTS / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.setdefault(node.name, []).append(node)
    return found


def marks(file: str, test: str) -> set[str]:
    """Return the names of the decorators and module marks that keep a test from passing."""
    module = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    marked = [d for node in functions(file)[test] for d in node.decorator_list]
    marked += [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node.targets[0])
    ]
    said = [ast.unparse(mark).removeprefix("pytest.mark.").split("(")[0] for mark in marked]
    return {name for name in said if name in ("skip", "xfail")}


def watched(file: str, test: str) -> str:
    """Say what is wrong with a test that a table names; nothing when it exists once and runs."""
    if not (TESTS / file).is_file():
        return f"there is no {file}"
    if len(functions(file).get(test, ())) != 1:
        return f"{file} has no {test}"
    return f"{file}::{test} proves nothing" if marks(file, test) else ""
