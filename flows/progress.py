"""How far a long reading or writing is, as a progress artifact of its task."""

import time
from contextlib import suppress
from typing import cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

PATIENCE = 5.0  # seconds of work before anybody wants to know how far it is
PACE = 3.0  # seconds between two looks


class Progress:
    """Count what is done; show it after a while, now and then, and never fail for it."""

    def __init__(self, key: str, what: str, total: int) -> None:
        self.key, self.what, self.total = key, what, total
        self.made: UUID | None = None
        self.shown = False
        self.next = time.monotonic() + PATIENCE

    def __call__(self, replica: str, done: int) -> None:
        """Note that so many are done."""
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + PACE
        self.show(*self._standing(replica, done))

    def _standing(self, replica: str, done: int) -> tuple[float, str]:
        """Return share and sentence; in a first reading no tool says how many records there are."""
        if not self.total:
            return 0.0, f"{replica}: {done} {self.what}; how many there are shows at the end"
        return min(99.0, 100 * done / self.total), f"{replica}: {done} of {self.total} {self.what}"

    def end(self) -> None:
        """Show that it is complete, where anything was shown."""
        if self.shown:
            self.show(100.0, f"{self.what}: all of it")

    def show(self, share: float, said: str) -> None:
        """Put it on the page of the task."""
        self.shown = True
        with suppress(Exception):  # a picture of the work is never worth the work
            if self.made is None:
                self.made = cast("UUID", create_progress_artifact(share, self.key, said))
            else:
                update_progress_artifact(self.made, share, said)
