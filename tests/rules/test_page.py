"""The page of all rules is what the rules say."""

from tests.rules.page import PAGE, page


def test_the_page_in_the_repository_is_current() -> None:
    """Run `python -m tests.rules > docs/rules.md` after a change of a rule or of an example."""
    assert PAGE.read_text(encoding="utf-8") == page()
