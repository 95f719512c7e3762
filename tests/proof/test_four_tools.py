"""One item in four tools, through the official clients: its whole body, edited here and there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.trello.records import Card
from tests.proof.four import FourTools

EPIC = "Epic 0001"
IN_TRELLO = """\
## Goal

Ask @\u2060Ines about **it**

> Mind the gap

- ☑ first
- ☐ second

A | B

1 | 2

```python
print(1)
  x = 2
```

**More**

inside

⟦an extension (chart), in delivery⟧"""


def text(words: str, *marks: str) -> dict[str, Any]:
    """Return a text node of Jira."""
    return {"type": "text", "text": words, "marks": [{"type": mark} for mark in marks]}


def block(kind: str, *content: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    """Return a node of Jira."""
    return {"type": kind, "attrs": attributes, "content": list(content)}


MENTION = {"type": "mention", "attrs": {"id": "5b10a2844c20165700ede21g", "text": "@Ines"}}
BODY: dict[str, Any] = {
    "type": "doc",
    "version": 1,
    "content": [
        block("heading", text("Goal"), level=2),
        block("paragraph", text("Ask "), MENTION, text(" about "), text("it", "strong")),
        block("panel", block("paragraph", text("Mind the gap")), panelType="warning"),
        block(
            "taskList",
            block("taskItem", text("first"), localId="b", state="DONE"),
            block("taskItem", text("second"), localId="c", state="TODO"),
            localId="a",
        ),
        block(
            "table",
            block("tableRow", *(block("tableHeader", block("paragraph", text(w))) for w in "AB")),
            block("tableRow", *(block("tableCell", block("paragraph", text(w))) for w in "12")),
        ),
        block("codeBlock", text("print(1)\n  x = 2"), language="python"),
        block("expand", block("paragraph", text("inside")), title="More"),
        {"type": "extension", "attrs": {"extensionType": "com.x", "extensionKey": "chart"}},
    ],
}


class Agency(FourTools):
    """One epic that is looked at, as people see it."""

    @property
    def card(self) -> Card:
        """Return the epic that is looked at, as Trello has it."""
        return next(c for c in self.world.trello.cards.values() if c.name == EPIC)

    def said_in_jira(self) -> list[str]:
        """Return the plain text of the comments of that epic in Jira."""
        access = self.sandbox.access()["jira"]
        found = httpx.get(
            f"{access['url']}/rest/api/2/issue/{self.key}/comment",
            auth=(access["email"], access["token"]),
        ).json()["comments"]
        return [str(comment["body"]) for comment in found]

    def in_jira(self) -> list[dict[str, Any]]:
        """Return the blocks of its description in Jira, without the ids that Jira adds."""
        access = self.sandbox.access()["jira"]
        found = httpx.post(
            f"{access['url']}/rest/api/3/search/jql",
            auth=(access["email"], access["token"]),
            json={"jql": f'summary ~ "{EPIC}"', "fields": ["description"]},
        ).json()["issues"]
        self.key = str(found[0]["key"])
        blocks: list[dict[str, Any]] = bare(found[0]["fields"]["description"]["content"])
        return blocks


def bare(node: Any) -> Any:
    """Return a node of Jira without the ids that it gives to everything."""
    if isinstance(node, list):
        return [bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {name: bare(one) for name, one in node.items() if name != "localId"}
    return {name: one for name, one in kept.items() if one not in ({}, [])}


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    """Return four tools that agree, and the body of one epic as somebody wrote it in Jira."""
    with Sandbox(scenario="agency", items=3) as sandbox:
        place = Agency(sandbox, tmp_path)
        place.begin()
        place.in_jira()
        Hands(sandbox.access(), "ines").edit_in_jira(place.key, {"description": BODY})
        place.round()
        yield place


def test_a_body_goes_into_every_tool_as_well_as_it_can_be_shown(agency: Agency) -> None:
    """Once: nothing is written in the rounds after it, and Jira's own is as it was typed."""
    assert agency.card.desc == IN_TRELLO
    assert [agency.round() for _ in range(3)] == [{}, {}, {}]
    assert agency.in_jira() == bare(BODY["content"])


def test_words_edited_on_a_poorer_canvas_keep_what_it_cannot_show(agency: Agency) -> None:
    """A tick and a word in Trello; panel, mention, table and macro of Jira stay as they are."""
    typed = agency.card.desc.replace("☐ second", "☑ second").replace("the gap", "every gap")
    Hands(agency.sandbox.access(), "ines").edit_in_trello(agency.card.id, {"desc": typed})
    assert set(agency.round()) == {"jira", "asana", "notion"}
    expected = json.dumps(bare(BODY["content"])).replace("the gap", "every gap")
    assert json.dumps(agency.in_jira()) == expected.replace("TODO", "DONE")
    assert agency.round() == {}


def test_what_only_jira_can_show_cannot_be_deleted_in_trello(agency: Agency) -> None:
    """The card is emptied and stays so; the macro stays in Jira, and is named in Asana."""
    Hands(agency.sandbox.access(), "ines").edit_in_trello(agency.card.id, {"desc": ""})
    agency.round()
    assert agency.in_jira() == bare(BODY["content"][-1:])
    assert agency.round() == {}
    assert agency.card.desc == ""


def test_what_is_said_on_a_card_is_heard_in_three_other_tools(agency: Agency) -> None:
    """Once each, with its author and a link; an edit is followed, a deletion too."""
    Hands(agency.sandbox.access(), "ines").comment_in_trello(agency.card.id, "Ship *it*, @paul?")
    assert agency.round() == {"jira": 2, "asana": 1, "notion": 1}  # Jira keeps the epoch as well
    (copy,) = agency.said_in_jira()
    assert "Ship" in copy
    assert "in freelancers: [https://trello.com/c/" in copy
    assert [agency.round() for _ in range(2)] == [{}, {}]
