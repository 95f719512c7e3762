"""From prefect.yaml to the deployments of the portfolios in config/."""

import re
from collections import Counter
from pathlib import Path

import pytest

from flows.deployment.pattern import read_pattern, staggered, wanted
from syncline.domain.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]


def test_each_portfolio_gets_a_sync_and_a_census_and_the_others_are_made_once() -> None:
    """Also the one that the pattern is named after, and only where config/ has it."""
    made = wanted(read_pattern(ROOT), ["agency", "product"])
    names = Counter((one.entrypoint.rpartition(".")[2], one.name) for one in made)
    assert set(names.values()) == {1}
    synced = {name for flow, name in names if flow == "sync_portfolio"}
    assert synced == {"agency", "agency-census", "product", "product-census"}
    assert {one.portfolio for one in made if one.entrypoint == "flows.sync.sync_portfolio"} == {
        "agency", "product",
    }  # fmt: skip
    assert len(made) == 4 + 5


def test_each_deployment_shows_what_it_does_in_a_picture_that_fits() -> None:
    """From above to below: a page of 1280 points cuts off what is wider than some 64 signs."""
    for entry in read_pattern(ROOT)["deployments"]:
        [drawn] = re.findall(r"(?s)```text\n(.*?)```", entry["description"])
        assert "▼" in drawn, entry["name"]
        assert max(map(len, drawn.splitlines())) <= 64, entry["name"]


def test_portfolios_do_not_all_begin_at_once() -> None:
    """A minute apart, as long as there are minutes."""
    made = wanted(read_pattern(ROOT), [f"p{n}" for n in range(12)])
    crons = [one.schedules[0]["cron"] for one in made if one.name.removeprefix("p").isdigit()]
    assert len(set(crons)) == 12


@pytest.mark.parametrize(
    ("cron", "minutes", "later"),
    [
        ("*/15 8-18 * * 1-5", 0, "*/15 8-18 * * 1-5"),
        ("*/15 8-18 * * 1-5", 2, "2-59/15 8-18 * * 1-5"),
        ("*/15 8-18 * * 1-5", 17, "2-59/15 8-18 * * 1-5"),
        ("20 5 * * *", 3, "23 5 * * *"),
        ("58 5 * * *", 3, "1 5 * * *"),
        ("1,31 * * * *", 3, "1,31 * * * *"),
    ],
)
def test_a_cron_begins_some_minutes_later(cron: str, minutes: int, later: str) -> None:
    """Where its minute is plain or a step; any other is left as it is written."""
    assert staggered(cron, minutes) == later


def test_an_entry_of_its_own_is_taken_as_it_is_written() -> None:
    """A portfolio may have other times than the pattern."""
    pattern = dict(read_pattern(ROOT))
    own = {
        **pattern["deployments"][0],
        "name": "agency",
        "parameters": {"request": {"portfolio": "agency", "mode": "apply"}},
        "schedules": [{"cron": "0 4 * * *", "timezone": "UTC", "slug": "night"}],
    }
    pattern["deployments"] = [*pattern["deployments"], own]
    made = {one.name: one for one in wanted(pattern, ["agency", "product"])}
    assert made["agency"].schedules[0]["cron"] == "0 4 * * *"
    assert made["product"].schedules[0]["cron"].startswith("*/15")


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "cannot be read"), ("a: [", "no YAML"), ("a: 1", "no list"), ("- 1", "no list")],
)
def test_a_broken_file_is_told_in_words(tmp_path: Path, text: str | None, said: str) -> None:
    """With what to do."""
    if text is not None:
        (tmp_path / "prefect.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        read_pattern(tmp_path)


def test_an_entry_that_lacks_something_is_named(tmp_path: Path) -> None:
    """And what it lacks."""
    broken = "deployments: [{name: x, entrypoint: a.b, parameters: {}}]"
    (tmp_path / "prefect.yaml").write_text(broken)
    with pytest.raises(ConfigurationError, match="the deployment x lacks 'work_pool'"):
        wanted(read_pattern(tmp_path), [])
