"""Links that come with synced text: an address, or nothing that a click could run."""

from collections.abc import Callable

import pytest

from connectors.asana import richtext as asana
from connectors.jira import richtext as jira
from connectors.notion import richtext as notion
from connectors.trello import richtext as trello
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run

Projection = Callable[[Document], Document | None | Cannot]

PLACES: dict[str, Projection] = {
    "asana": lambda body: asana.projected(body, asana.canvas("launches", "roadmap")),
    "jira": lambda body: jira.projected(body, jira.canvas("delivery", "roadmap")),
    "notion": lambda body: notion.projected(body, notion.canvas("roadmap", "delivery")),
    "trello": lambda body: trello.projected(body, trello.canvas("board", "roadmap")),
}
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


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("link", LIVE)
def test_a_link_that_runs_something_is_written_nowhere(place: str, link: str) -> None:
    """It is dropped to its words."""
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
