"""Pages as a person sees them, in the machine's own Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or ""
PICTURES = os.environ.get("SYNCLINE_PICTURES", "")  # a folder in which the pictures are kept
ABSENT = "chromium is not installed: apt-get install chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
)
SKELETON = "[data-slot=skeleton], .animate-pulse"
WAIT = 60_000  # milliseconds that a page may take on a busy machine


class Browser:
    """One window; what it shows is asserted, and kept as a picture where a folder is named."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(WAIT)

    def open(self, address: str, *shown: str) -> None:
        """Open a page and wait until it shows these texts."""
        self.page.goto(address, timeout=WAIT)
        self.shows(*shown)

    def shows(self, *texts: str) -> None:
        """Wait until the page shows these texts."""
        for text in texts:
            self.page.get_by_text(text).locator("visible=true").first.wait_for()

    def sized(self, width: int, height: int) -> None:
        """Make the window so large."""
        self.page.set_viewport_size({"width": width, "height": height})

    def loaded(self) -> None:
        """Wait until nothing grey stands where rows will be."""
        self.page.locator(SKELETON).first.wait_for(state="hidden")

    def keep(self, name: str) -> None:
        """Keep what is shown as a picture."""
        made = self.page.screenshot(animations="disabled")
        assert len(made) > 10_000, f"{name} is an empty page"
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            (Path(PICTURES) / f"{name}.png").write_bytes(made)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Open a window; without Chromium the test is skipped."""
    if not CHROMIUM:
        pytest.skip(ABSENT)
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        try:
            yield Browser(chromium.new_page(viewport={"width": 1280, "height": 960}))
        finally:
            chromium.close()
