"""Folders to try mutants in: one copy of the product, and beside it one changed file at a time."""

import shutil
from pathlib import Path

from tests.mutants.mutant import Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("syncline", "connectors", "flows", "sandbox", "tests", "config")
SINGLE = ("pyproject.toml", "prefect.yaml", "README.md")


def copied(folder: Path) -> Path:
    """Copy the product as it is now: what is edited while mutants are tried changes nothing."""
    ignored = shutil.ignore_patterns("__pycache__", "*.db")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in SINGLE:
        shutil.copy(ROOT / name, folder / name)
    return folder


def mutated(plain: Path, folder: Path, mutant: Mutant) -> Path:
    """Lay the copy out again with one file changed; everything else is a link to it."""
    changed = Path(mutant.file)
    _linked(plain, folder, changed.parts)
    text = (plain / changed).read_text(encoding="utf-8")
    (folder / changed).write_text(mutant.applied(text), encoding="utf-8")
    return folder


def _linked(plain: Path, folder: Path, way: tuple[str, ...]) -> None:
    """Link all that stands in a folder, but for what leads to the changed file."""
    folder.mkdir()
    for inside in sorted(plain.iterdir()):
        # A cache of the folder of the changed file must not be shared: it holds the plain one.
        if inside.name not in (way[0], "__pycache__"):
            (folder / inside.name).symlink_to(inside)
    if len(way) > 1:
        _linked(plain / way[0], folder / way[0], way[1:])
