"""Pages of Prefect as a person walks through them, each until everything on it is there."""

from tests.e2e.browser import Browser

USUAL = (1280, 960)
TALL = (1280, 1500)  # so that a question and its form are seen at once


def deployment(browser: Browser, page: str) -> None:
    """Look at the runs of a sync, our own states too, and at what it says of itself."""
    browser.open(page, "Every 15 minutes", "Concurrency Limit", "resync demo on request")
    browser.page.get_by_text("All except scheduled").first.click()
    browser.page.get_by_role("menuitem", name="All run states").click()
    browser.page.keyboard.press("Escape")
    browser.shows("apply demo", "Held")
    browser.loaded()
    browser.keep("deployment")
    browser.page.get_by_role("tab", name="Description").click()
    browser.shows("write what is behind")
    browser.keep("description")


def question(browser: Browser, page: str) -> None:
    """Open the question of a suspended run, down to what is asked, in both kinds of pages."""
    browser.sized(*TALL)
    browser.open(page, "Suspended")
    browser.page.locator("button[aria-haspopup=menu]").first.click()
    browser.page.get_by_role("menuitem", name="Resume").click()
    browser.shows("Provide input to resume", "supersedes", "Only these items", "Your name")
    browser.page.get_by_text("Your name").first.scroll_into_view_if_needed()
    browser.keep("approval")
    browser.open(page.replace("/v2/", "/"), "Suspended")
    browser.page.get_by_role("button", name="Resume").first.click()
    browser.shows("Resume Flow Run", "supersedes", "Decision", "Only these items")
    browser.keep("approval-form")
    browser.sized(*USUAL)
