"""Generated documents over four tools: nothing is lost, nothing wears off, nothing comes alive."""

import unicodedata
from collections.abc import Callable, Iterator

import pytest

from syncline.domain.text import Block, Document, Run
from tests.content.places import AsanaBody, TrelloBody
from tests.content.rounds import Carried, carried, settled
from tests.content.texts import ALPHABETS, Writer

pytestmark = pytest.mark.slow
WIDE, DEEP = 2_000, 60  # documents over two rounds, and over ten


@pytest.fixture(scope="module")
def all_of_them() -> Carried:
    """Carry the fixed share once."""
    done = carried(range(WIDE), rounds=2)
    done.add(carried(range(10**6, 10**6 + DEEP)))
    return done


def test_nothing_changes_after_the_first_round_and_nothing_comes_alive(
    all_of_them: Carried, figure: Callable[[str], None]
) -> None:
    """What is written is read back as it is shown, and goes back to what it was made from."""
    for line in all_of_them.lines():
        figure(line)
    again = "again: python -m tests.soak --document SEED"
    assert all_of_them.broken == [], again
    assert all_of_them.documents > WIDE * 0.98


def test_every_kind_of_block_and_every_alphabet_was_there() -> None:
    """Else it would prove less than it says."""
    texts = "\n".join(str(Writer(seed, None).document()) for seed in range(150))
    for name, words in ALPHABETS.items():
        if name != "lines":  # the normal form has one sign for all of them
            assert any(unicodedata.normalize("NFC", w.strip()) in texts for w in words), name


class Drops(TrelloBody):
    """A tool that loses the signs without a width."""

    def read(self) -> Document | None:
        self.text = self.text.replace("\u200b", "").replace("\u200d", "")
        return super().read()


class Wears(AsanaBody):
    """A tool that adds something with every save."""

    def write(self, document: Document | None) -> None:
        super().write(document)
        self.html = self.html.replace("</body>", "<hr/></body>")


class Names(AsanaBody):
    """A tool whose texts are taken for mentions."""

    def live(self) -> Iterator[str]:
        yield from ("mention" for _ in range(self.source().count("@")))


class Calls(TrelloBody):
    """A card whose texts call whom they name."""

    def write(self, document: Document | None) -> None:
        super().write(document)
        self.text = self.text.replace("@\u2060", "@")


def test_a_live_name_in_trello_is_noticed() -> None:
    """Nothing else is wrong with it."""
    called = Document((Block("paragraph", (Run("ask @ines"),)),))
    assert "live there: ['@ines']" in settled(Calls(), called, 3, Carried(), native=False)
    assert settled(TrelloBody(), called, 3, Carried(), native=False) == ""


@pytest.mark.parametrize("place", [Drops, Wears, Names])
def test_a_tool_that_does_less_is_noticed(place: type[AsanaBody]) -> None:
    """The judge sees a loss, a drift and a live mention."""
    documents = filter(None, (Writer(seed, None).document() for seed in range(80)))
    assert any(settled(place(), one, 3, Carried(), native=False) for one in documents)
