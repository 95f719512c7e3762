"""The state file of a simulating process: in memory where it can be, empty for every world."""

import os
import shutil
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from sqlalchemy import event

from syncline.store.database import Database, connect
from tests.blank import empty_file

RAM = Path("/dev/shm")  # noqa: S108  # a disk in memory, where there is one


class Disk:
    """One state file of this process, made once and laid back empty for every world."""

    def __init__(self) -> None:
        home = RAM if os.access(RAM, os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="syncline-sim-", dir=home))
        self.path = self.folder / "state.db"
        self.empty = empty_file()
        self.database: Database = connect(f"sqlite:///{self.path}")
        Finalize(None, self.leave, exitpriority=1)  # also in a worker of a pool
        event.listen(self.database.engine, "connect", _careless)

    def lay(self, content: bytes | None = None) -> None:
        """Put a content into the file; what was there is gone."""
        self.database.close()
        for former in self.folder.glob("state.db*"):  # a file of its own: a dead thread may hold it
            former.unlink()
        self.path.write_bytes(content or self.empty)

    def leave(self) -> None:
        """Remove the file."""
        self.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _careless(connection: Any, _entry: object) -> None:
    """Skip waiting for the disk: the machine does not lose power in a simulation."""
    connection.execute("PRAGMA synchronous=OFF")


_disks: dict[int, Disk] = {}


def disk() -> Disk:
    """Return this process's disk."""
    if os.getpid() not in _disks:
        _disks[os.getpid()] = Disk()
    return _disks[os.getpid()]
