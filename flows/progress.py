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
        self.next = time.monotonic() + PATIENCE

    def __call__(self, replica: str, done: int) -> None:
        """Note that so many are done."""
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + PACE
        said = f"{done} of {self.total} {self.what}" if self.total else f"{done} {self.what}"
        share = min(99.0, 100 * done / self.total) if self.total else 0.0
        self._show(share, f"{replica}: {said}")

    def end(self) -> None:
        """Show that it is complete, where anything was shown."""
        if self.made:
            self._show(100.0, f"{self.what}: all of it")

    def _show(self, share: float, said: str) -> None:
        with suppress(Exception):  # a picture of the work is never worth the work
            if self.made is None:
                self.made = cast("UUID", create_progress_artifact(share, self.key, said))
            else:
                update_progress_artifact(self.made, share, said)
