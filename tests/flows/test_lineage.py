"""What a replica is called in Prefect's lineage: a key that Prefect takes, whatever is listed."""

import pytest
from prefect.assets import Asset

from flows.lineage import LONGEST, asset
from syncline.ports import ReplicaSettings

SITE = "https://acme.atlassian.net"


def called(*projects: str, url: str = SITE) -> str:
    """Return the key of a replica that lists these projects, as Prefect takes it."""
    key = asset(ReplicaSettings("r", "jira", url, {}, {"projects": projects}, {}, {}))
    assert Asset(key=key).key == key
    return key


def test_a_key_names_tool_site_and_containers() -> None:
    """No account that stands in an address."""
    assert called("PAY", "ONB") == "jira://acme.atlassian.net/PAY-ONB"
    assert "nina" not in called("PAY", url="https://nina:pass@acme.atlassian.net")


@pytest.mark.parametrize("last", ["ZZZZZ", "ZZZZ"])
def test_many_projects_are_one_key_that_is_not_too_long(last: str) -> None:
    """Two lists that differ at their end alone have two keys."""
    many = [f"PRJ{n:02}" for n in range(85)]
    assert len(called(*many, last)) == LONGEST
    assert called(*many, last) != called(*many, "YYYYY")
