"""Who is who in Jira: accounts of e-mail addresses and addresses of accounts, looked up once."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from connectors.jira.client import JiraClient
from syncline.domain.errors import ItemError
from syncline.domain.people import People


class Accounts:
    """Find the account of an address: in people.yaml, else in Jira."""

    def __init__(self, people: People, client: JiraClient) -> None:
        self._people, self._client = people, client
        self._found: dict[str, str | None] = {}
        self._shown: dict[str, str | None] = {}

    @cached_property
    def own(self) -> str:
        """Return the account of the token."""
        return str(self._client.myself().get("accountId"))

    def of(self, email: str) -> str | None:
        """Return the accountId of an address, None when nobody has it."""
        mapped = self._people.account("jira", email)
        if mapped:
            return mapped
        if email not in self._found:
            self._found[email] = _match(self._client.users(email), email)
        return self._found[email]

    def email(self, account: str) -> str | None:
        """Return the address of an account, as Jira shows it; None when it is hidden."""
        asked = next((email for email, found in self._found.items() if found == account), None)
        if asked is None and account not in self._shown:
            self._shown[account] = self._look(account)
        return asked or self._shown[account]

    def _look(self, account: str) -> str | None:
        try:
            return str(self._client.user(account).get("emailAddress") or "") or None
        except ItemError:
            return None


def _match(users: Any, email: str) -> str | None:
    """Take the account of this very address; a single one that hides its address is it, too.

    Jira searches addresses even where it does not show them.
    """
    people = [user for user in users if user.get("accountType", "atlassian") == "atlassian"]
    exact = [user for user in people if str(user.get("emailAddress") or "").lower() == email]
    hidden = people if len(people) == 1 and not people[0].get("emailAddress") else []
    return next((_id(user) for user in (*exact, *hidden) if user.get("accountId")), None)


def _id(user: Mapping[str, Any]) -> str:
    return str(user["accountId"])
