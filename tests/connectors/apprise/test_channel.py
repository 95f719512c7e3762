"""Teams and everything else through Apprise, against a service on loopback."""

from collections.abc import Iterator

import pytest

from connectors.apprise import AppriseChannel, open_channel
from syncline.domain.errors import ConfigurationError, UnknownOutcome
from syncline.domain.memo import Line, Memo
from syncline.domain.people import People, Person
from syncline.ports import ChannelSettings, Delivered, NotDelivered
from tests.connectors.apprise.receiver import Receiver, receiving

INES = "ines@acme.example"
MEMO = Memo("Two items", (Line("**PAY-1** <at>all</at>", "Look.", "https://acme.example/1"),))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Serve one service."""
    with receiving() as served:
        yield served


def opened(url: str, *people: Person, name: str = "teams") -> AppriseChannel:
    """Open the channel of one address."""
    return open_channel(ChannelSettings(name, "", {"url": url}, people=People(people)))


def test_a_team_is_reached_with_text_in_which_no_sign_means_anything(receiver: Receiver) -> None:
    """Markdown, HTML and mentions are all the same to a service that is not known."""
    assert isinstance(opened(receiver.url + "/hook").send("#payments", MEMO), Delivered)
    ((path, posted),) = receiver.posted
    assert path == "/hook"
    assert posted["title"] == "Two items"
    assert posted["message"] == "• ∗∗PAY－1∗∗ ‹at›all‹/at› Look.\nhttps://acme.example/1".replace(
        "－", "-"
    )


def test_an_address_for_a_team_reaches_no_single_person(receiver: Receiver) -> None:
    """And one for a person no team: nobody reads what was meant for another."""
    assert isinstance(opened(receiver.url).send(INES, MEMO), NotDelivered)
    personal = opened(receiver.url + "/{account}", name="apprise")
    assert isinstance(personal.send("#payments", MEMO), NotDelivered)
    assert isinstance(personal.send(INES, MEMO), NotDelivered)
    assert receiver.posted == []


def test_a_person_is_reached_by_account_or_address(receiver: Receiver) -> None:
    """What stands in people.yaml becomes part of the address, and cannot leave its place."""
    ines = Person(INES, accounts={"apprise": "../ines"})
    channel = opened(receiver.url + "/{account}", ines, name="apprise")
    assert isinstance(channel.send(INES, MEMO), Delivered)
    assert "/../" not in receiver.posted[0][0]


def test_a_service_that_does_not_confirm_is_unknown(receiver: Receiver) -> None:
    """Apprise tells no more, so it is never sent again."""
    receiver.status = 500
    with pytest.raises(UnknownOutcome):
        opened(receiver.url).send("#payments", MEMO)
    assert len(receiver.posted) == 1


def test_an_address_of_no_service_is_refused_and_not_shown() -> None:
    """It may be a secret."""
    with pytest.raises(ConfigurationError) as raised:
        opened("nonsense://secret-canary")
    assert "canary" not in str(raised.value)


def test_teams_is_a_service_of_apprise() -> None:
    """The address that a workflow of Microsoft Teams gives is understood."""
    workflow = "0123456789abcdef0123456789abcdef"
    opened(f"workflows://prod-1.westeurope.logic.azure.com/{workflow}/signature12345")
