"""Broken configurations: each is one sentence with file, line, path and remedy."""

import pytest

from syncline.config import BrokenConfiguration, load
from tests.config.conftest import RIGHT, TODAY, Write
from tests.config.mistakes import TABLE, problems


@pytest.mark.parametrize("name", TABLE)
def test_a_broken_configuration_says_where_and_what_to_write(name: str, write: Write) -> None:
    """File, line and path of the mistake, and the remedy."""
    old, new, line, path, words = TABLE[name]
    assert old in RIGHT
    found = problems(write(RIGHT.replace(old, new, 1)))
    place = f"payments.yaml:{line}: {path}: "
    assert any(str(one).startswith(place) and words in str(one) for one in found), "\n".join(
        map(str, found)
    )
    assert all(one.remedy and one.message and "canary" not in str(one) for one in found)


def test_all_problems_are_told_at_once_in_the_order_of_the_file(write: Write) -> None:
    """Mistakes of shape and of sense come together, and one does not cause another."""
    text = RIGHT.replace("Europe/Paris", "Europe/Pariss").replace("tool: jira", "tool: jirra")
    text = text.replace("authority: roadmap, e", "authority: roadmp, e").replace("steward", "stwrd")
    found = problems(write(text))
    assert [(one.line, one.path) for one in found] == [
        (2, "timezone"), (4, "stwrd"), (12, "replicas.delivery.tool"),
        (27, "fields.status.authority"),
    ]  # fmt: skip
    with pytest.raises(BrokenConfiguration) as broken:
        load(write(text), today=TODAY, environ={})
    assert len(str(broken.value).splitlines()) == 4
