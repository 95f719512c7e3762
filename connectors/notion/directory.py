"""Who has which account in the workspace."""

from connectors.notion.client import NotionClient
from connectors.notion.native import read_user
from connectors.notion.shapes import Malformed
from syncline.domain.errors import Unmapped
from syncline.domain.people import People


class Directory:
    """Find the account of an e-mail address: in people.yaml, else in the workspace, once."""

    def __init__(self, client: NotionClient, people: People) -> None:
        self._client, self._people = client, people
        self._emails: dict[str, str] | None = None

    def account(self, record: str, email: str) -> str:
        """Return the user id of a person. Raises Unmapped."""
        mapped = self._people.account("notion", email)
        if mapped:
            return mapped
        person = self._people.by_email(email)
        for address in (email, *((person.email, *person.aliases) if person else ())):
            found = self._known().get(address.lower())
            if found:
                return found
        reason = f"no Notion account for {email}: invite the person, or name it in people.yaml"
        raise Unmapped("notion", record, reason)

    def _known(self) -> dict[str, str]:
        if self._emails is None:
            self._emails = dict(self._listed())
        return self._emails

    def _listed(self) -> list[tuple[str, str]]:
        found = []
        for raw in self._client.users():
            try:
                user = read_user(raw, "user")
            except Malformed:
                continue  # one odd user hides nobody else
            if user.email:
                found.append((user.email.lower(), user.id))
        return found
