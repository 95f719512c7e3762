"""Whatever is sent to the Trello emulator, it answers in the vendor's words."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.http import Call, Endpoint, Refusal, Reply
from sandbox.trello.tool import TOOL
from sandbox.world import World
from tests.sandbox.trello.full import filled, ids

VOCABULARY = """
    name desc closed due start dueComplete dueReminder idList idBoard idMembers idLabels pos
    urlSource cardRole value text number date checked idValue url state complete true false top
    bottom color type list options idModel modelType board fields filter limit since before
    callbackURL query urls actions all customFieldItems idCustomField image left idCard mirror
"""
WORDS = st.sampled_from(VOCABULARY.split())
LEAVES = st.none() | st.booleans() | st.integers(-1, 101) | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    LEAVES | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
WORLD = World(7, "agency", 2)
CARD = filled(WORLD.trello, WORLD.trello.add_board("Full", ("One", "Two")))


def _params(endpoint: Endpoint) -> dict[str, str]:
    """Return ids of things that exist for every part of a template."""
    _, kind, *_ = endpoint.template.split("/")
    named = ids(CARD)
    comment = next(a for a in WORLD.trello.actions.values() if a.type == "commentCard")
    whole = {
        "boards": named["board"], "lists": named["list"], "cards": named["card"],
        "labels": named["label"], "checklists": named["checklist"], "actions": comment.id,
        "customFields": named["field"], "members": "me", "webhooks": named["card"],
    }  # fmt: skip
    return {
        "id": whole.get(kind, named["card"]),
        "filter": "open",
        "field": named["field"] if "customField/" in endpoint.template else "name",
        "action": comment.id,
        "attachment": CARD.attachments[0].id,
        "label": named["label"],
        "member": named["member"],
        "checklist": named["checklist"],
        "item": CARD.checklists[0].items[0].id,
        "option": CARD.board.fields[1].options[0].id,
        "token": "trello-sandbox-token",
    }


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.dictionaries(WORDS, JSON, max_size=6) | JSON, number=st.integers(0, 1_000))
def test_any_body_is_answered_in_the_vendors_words(body: Any, number: int) -> None:
    """A reply or a refusal, never another exception; what is sent can be written as JSON."""
    before = WORLD.snapshot()
    known = {"idList": CARD.column.id, "idBoard": CARD.board.id, "idCard": CARD.id}
    if isinstance(body, dict) and number % 2:
        body = known | {"idModel": CARD.board.id, "modelType": "board"} | body
    for endpoint in TOOL.routes[number % 9 :: 9]:
        call = Call(
            method=endpoint.method,
            path=endpoint.template,
            base="http://127.0.0.1",
            path_params=_params(endpoint),
            query=[("key", "trello-sandbox-key"), ("token", "trello-sandbox-token")],
            json=body,
            raw=b"{}",
            headers={},
            user=WORLD.people.sync,
        )
        try:
            reply: Reply = endpoint.handler(WORLD, call)
        except Refusal as refused:
            reply = refused.reply
        assert json.dumps(reply.body)
        WORLD.restore(before)
