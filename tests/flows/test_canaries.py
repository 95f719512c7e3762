"""Who looks for leaked secrets finds one also where it is coded into something else."""

import base64
import json
from urllib.parse import quote_plus

import pytest

from tests.e2e.canaries import forms, planted


@pytest.mark.parametrize("account", ["", "a@b.fr:", "a@bb.fr:", "a@bbb.fr:"])
@pytest.mark.parametrize("secret", ["ATATT3x/Ffe+1=42", "abcdef123456"])
def test_a_secret_is_found_in_every_form(secret: str, account: str) -> None:
    """Such as the one in which Jira is told account and token."""
    whole = f"{account}{secret}"
    written = (
        whole,
        quote_plus(whole),
        json.dumps(whole).replace("/", "\\/"),
        base64.b64encode(whole.encode()).decode(),
        base64.b64encode(f"{whole} and more".encode()).decode(),
    )
    for text in written:
        assert any(form in text.encode() for form in forms(secret)), text
    assert not any(form in b"something else 123456" for form in forms(secret))


def test_every_secret_has_a_value_that_nothing_else_has() -> None:
    """The one that is set, where one is; names of people are no secrets."""
    found = planted({"JIRA_TOKEN": "known"})
    assert found["JIRA_TOKEN"] == "known"
    assert len(set(found.values())) == len(found) > 10
    assert not {"JIRA_EMAIL", "MAIL_USER"} & found.keys()
