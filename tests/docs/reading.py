"""What the documents mention, and what is there: names, files, commands, blocks of code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("syncline", "connectors", "flows", "sandbox")
DOCUMENTS = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
)
UNWRITTEN = frozenset({"config/product.yaml", "people.yaml", "__init__.py"})  # of the reader

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"[\w./-]*[\w-]+\.(?:py|md|ya?ml|json|toml|txt)|[\w./-]+/")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


def text(document: str) -> str:
    """Return a document of this repository."""
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    """Return the code blocks of one language."""
    return [body for tongue, body in _FENCE.findall(text(document)) if tongue == language]


def quoted(document: str) -> list[str]:
    """Return what stands in backticks, outside code blocks, each once."""
    prose = _FENCE.sub("", text(document))
    return list(dict.fromkeys(re.findall(r"`([^`\n]+)`", prose)))


def files(document: str) -> list[str]:
    """Return the files and folders that a document names."""
    return [word for word in quoted(document) if _FILE.fullmatch(word) and word not in UNWRITTEN]


def names(document: str) -> list[str]:
    """Return the dotted names, such as module.function or Class.method, that a document gives."""
    bare = [word.removesuffix("()") for word in quoted(document)]
    return [word for word in bare if _NAME.fullmatch(word) and not _FILE.fullmatch(word)]


@cache
def defined() -> frozenset[str]:
    """Return the dotted name of everything that the packages define, and all its endings."""
    found: set[str] = set()
    for path in sources(*PACKAGES):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = parts[:-1] if parts[-1] == "__init__" else parts
        for name in (module, *((*module, *inner) for inner in _inside(parsed(path)))):
            found.update(".".join(name[start:]) for start in range(len(name)))
    return frozenset(found)


def _inside(tree: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ...]]:
    for node in tree.body:
        match node:
            case ast.ClassDef():
                yield (node.name,)
                yield from ((node.name, *inner) for inner in _inside(node))
            case ast.FunctionDef():
                yield (node.name,)
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield (name,)
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield (name,)


def sources(*folders: str) -> list[Path]:
    """Return the Python files of some folders; migrations are written by a tool."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if path.parent.name != "versions"]


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def targets() -> set[str]:
    """Return the targets of the Makefile."""
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


def commands(document: str) -> list[list[str]]:
    """Return every call of `syncline` in a document, as words without comments."""
    lines = [line for block in blocks(document, "sh") for line in block.splitlines()]
    lines += quoted(document)
    calls = [line.split("#")[0].split() for line in lines if line.strip().startswith("syncline ")]
    return [call[1:] for call in calls]
