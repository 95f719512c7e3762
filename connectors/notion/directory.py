"""Who has which account in the workspace, and under which name."""

from contextlib import suppress
from functools import cached_property

from connectors.notion.client import NotionClient
from connectors.notion.native import User, read_user
from connectors.notion.shapes import Malformed
from syncline.domain.errors import ReplicaError, Unmapped
from syncline.domain.people import People


class Directory:
    """Look people up: in people.yaml, else in the workspace, whose users are listed once."""

    def __init__(self, client: NotionClient, people: People) -> None:
        self._client, self._people = client, people

    def account(self, record: str, email: str) -> str:
        """Return the user id of a person. Raises Unmapped."""
        mapped = self._people.account("notion", email)
        if mapped:
            return mapped
        person = self._people.by_email(email)
        known = {user.email.lower(): user.id for user in self._users if user.email}
        for address in (email, *((person.email, *person.aliases) if person else ())):
            found = known.get(address.lower())
            if found:
                return found
        reason = f"no Notion account for {email}: invite the person, or name it in people.yaml"
        raise Unmapped("notion", record, reason)

    def name(self, account: str) -> str:
        """Return the visible name of a user; "" where Notion does not tell it."""
        with suppress(ReplicaError):  # a connection need not be allowed to list users
            return next((user.name for user in self._users if user.id == account), "")
        return ""

    @cached_property
    def _users(self) -> tuple[User, ...]:
        found = []
        for raw in self._client.users():
            try:
                found.append(read_user(raw, "user"))
            except Malformed:
                continue  # one odd user hides nobody else
        return tuple(found)
