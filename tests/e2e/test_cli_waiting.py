"""`waiting`, `reject` and `release` from the shell: what waits, and how people settle it."""

import pytest

from flows.runtime import alive, open_house
from syncline.engine.session import holding
from tests.e2e.office import Office

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_quiet_portfolio_waits_for_nothing(office: Office) -> None:
    """In words, and as one document."""
    assert "Nothing waits." in office.run("waiting", "demo").out
    assert office.run("waiting", "demo", "--json").document == {"held": None, "waiting": []}


def test_a_tool_that_cannot_be_read_is_named_until_it_can(office: Office) -> None:
    """With the tool's own words, and since when."""
    office.down("asana")
    office.sync()
    (line,) = office.run("waiting", "demo", "--json").document["waiting"]
    assert (line["what"], line["where"]) == ("not read", "launches")
    assert line["why"].startswith("since 20")
    assert "launches was not read, so nothing is inferred about it" in line["why"]


def test_a_held_plan_is_named_and_rejected_by_its_digest(fresh: Office) -> None:
    """Another digest is refused; nothing was written."""
    before = fresh.writes()
    digest = fresh.sync("--json").document["digest"]
    said = fresh.run("waiting", "demo")
    assert f"Plan {digest} waits since" in said.out
    wrong = fresh.run("reject", "demo", "0" * 12)
    assert (wrong.code, digest in wrong.err) == (2, True)
    assert fresh.run("reject", "demo", digest).code == 0
    assert fresh.run("waiting", "demo", "--json").document["held"] is None
    assert fresh.writes() == before


def test_an_approval_that_meets_another_run_says_that_nothing_was_written(fresh: Office) -> None:
    """Whoever approved must not take it for done; without an approval there is nothing to do."""
    digest = fresh.sync("--json").document["digest"]
    with open_house("demo") as house, holding(house.store, house.clock, "listen:1:1", alive):
        refused = fresh.sync("--approve", digest)
        assert (refused.code, fresh.sync().code) == (3, 0)
    assert f"plan {digest} is not written, since another run is at work" in refused.err
    assert f"--approve {digest}" in refused.err
    assert fresh.writes() == 0
    assert fresh.sync("--approve", digest).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("release", "demo", "w-nothing"), "No quarantined write is named w-nothing"),
        (("waiting", "demo", "--keep", "nowhere"), "has no replica nowhere"),
        (("waiting", "demo", "--keep", "specs", "--archive", "specs"), "Say either --keep"),
        (("waiting", "demo", "--keep", "specs"), "0 deletions in specs are settled"),
    ],
)
def test_every_other_answer_is_a_sentence(
    office: Office, words: tuple[str, ...], said: str
) -> None:
    """Bad input changes nothing and says what to write instead."""
    ended = office.run(*words)
    assert said in ended.err + ended.out
    assert "Traceback" not in ended.err
