"""Links that come with synced text: an address, or nothing that a click could run."""

from collections.abc import Callable

import pytest

from connectors.asana.richtext import projected
from connectors.jira.richtext import shown
from connectors.notion.body import unwritable_body
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run

Projection = Callable[[Document], Document | None | Cannot]


def laid_out(document: Document) -> Document | Cannot:
    """Return what Notion would show: all of it, or nothing."""
    return unwritable_body(document) or document


PLACES: dict[str, Projection] = {"asana": projected, "jira": shown, "notion": laid_out}
LIVE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
]


def linked(link: str) -> Document:
    """Return a body with one link."""
    return Document((Block("paragraph", (Run("see "), Run("here", link=link))),))


def assert_inert(made: Document | None | Cannot) -> None:
    """Refused with a reason, or text without a link."""
    if isinstance(made, Document):
        assert all(run.link is None for block in made.blocks for run in block.runs)
    else:
        assert isinstance(made, Cannot)


@pytest.mark.parametrize("link", LIVE)
def test_a_link_that_runs_something_is_not_written_to_notion(link: str) -> None:
    """The connector knows the schemes that Notion takes."""
    assert_inert(laid_out(linked(link)))


@pytest.mark.xfail(strict=True, reason="a link of any scheme is carried; the tool may refuse it")
@pytest.mark.parametrize("link", LIVE)
@pytest.mark.parametrize("place", ["asana", "jira"])
def test_a_link_that_runs_something_is_written_nowhere(place: str, link: str) -> None:
    """What somebody put behind a word in one tool is not clicked in another."""
    assert_inert(PLACES[place](linked(link)))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("link", ["https://acme.example/a?b=1&c=2", "mailto:ines@acme.example"])
def test_an_address_is_carried(place: str, link: str) -> None:
    """As it was typed."""
    made = PLACES[place](linked(link))
    assert isinstance(made, Document)
    assert [run.link for run in made.blocks[0].runs if run.link] == [link]


@pytest.mark.parametrize("place", PLACES)
def test_markup_in_a_text_stays_text(place: str) -> None:
    """What a person typed is never an element of the body."""
    typed = '<script>alert(1)</script><img src=x onerror=y> ]]> &lt;b&gt; "\' <a href="x">z</a>'
    body = Document((Block("paragraph", (Run(typed),)),))
    assert PLACES[place](body) == body
