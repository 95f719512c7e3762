"""An empty state file: migrated once in a process, and copied for every test that needs one.

Alembic takes longer to lay out a file than most tests take to use it.
"""

import tempfile
from functools import cache
from pathlib import Path

from syncline.store import SqlStore, open_store


@cache
def empty_file() -> bytes:
    """Return what a state file holds before its first run."""
    with tempfile.TemporaryDirectory(prefix="syncline-blank-") as folder:
        path = Path(folder) / "state.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()


def open_file(path: Path) -> SqlStore:
    """Open the state file at a path, a new one where there is none."""
    if not path.exists():
        path.write_bytes(empty_file())
    return open_store(f"sqlite:///{path}")
