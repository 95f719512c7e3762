"""The samples under docs/alerts/ are what is sent today."""

import pytest

from connectors.slack import open_channel
from sandbox import Sandbox
from syncline.domain.memo import Memo
from syncline.ports import ChannelSettings, Delivered
from tests.samples import FOLDER, plain, samples

ALL = list(samples())


@pytest.mark.parametrize(("name", "memo"), ALL, ids=[name for name, _ in ALL])
def test_a_sample_is_as_it_is_sent_and_has_a_picture(name: str, memo: Memo) -> None:
    """`python -m tests.samples` writes them anew."""
    kept = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert kept == plain(memo, name.rpartition(".")[2])
    assert (FOLDER / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_slack_takes_every_sample() -> None:
    """As valid blocks, within every limit."""
    with Sandbox(scenario="empty") as sandbox:
        access = sandbox.access()["slack"]
        channel = open_channel(ChannelSettings("slack", access["url"], {"token": access["token"]}))
        for name, memo in ALL:
            assert isinstance(channel.send("ines@acme.example", memo), Delivered), name
