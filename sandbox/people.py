"""The twelve fictional people of the sandbox, with an account in every tool."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256


@dataclass(frozen=True)
class Person:
    """Describe one person; each tool's account id is derived from the key alone."""

    key: str
    name: str
    email: str
    active: bool = True
    bot: bool = False

    @cached_property
    def jira_id(self) -> str:
        """Return the Jira accountId."""
        return f"712020:{uuid.uuid5(uuid.NAMESPACE_DNS, f'{self.key}.jira.acme.example')}"

    @cached_property
    def asana_gid(self) -> str:
        """Return the Asana user gid, sixteen digits."""
        return "12" + str(int(sha256(f"asana {self.key}".encode()).hexdigest(), 16))[:14]

    @cached_property
    def notion_id(self) -> str:
        """Return the Notion user id, a dashed UUID."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{self.key}.notion.acme.example"))

    @cached_property
    def trello_id(self) -> str:
        """Return the Trello member id, 24 hex digits."""
        return "5e679b80" + sha256(f"trello {self.key}".encode()).hexdigest()[:16]

    @property
    def trello_username(self) -> str:
        """Return the Trello username, which is part of addresses."""
        return f"{self.key}_acme"

    @cached_property
    def slack_id(self) -> str:
        """Return the Slack user id."""
        return "U0" + sha256(f"slack {self.key}".encode()).hexdigest()[:9].upper()


EVERYONE: tuple[Person, ...] = (
    Person("ines", "Inès Moreau", "ines@acme.example"),
    Person("paul", "Paul Lefèvre", "paul@acme.example"),
    Person("nina", "Nina Okafor", "nina@acme.example"),
    Person("karim", "Karim Benali", "karim@acme.example"),
    Person("aya", "Aya Tanaka", "aya@acme.example"),
    Person("luc", "Luc Girard", "luc@acme.example"),
    Person("sofia", "Sofia Rossi", "sofia@acme.example"),
    Person("tom", "Tom Becker", "tom@acme.example"),
    Person("maya", "Maya Singh", "maya@acme.example"),
    Person("leo", "Léo Martin", "leo@acme.example", active=False),
    Person("ops", "Olivia Perez", "ops@acme.example"),
    Person("sync", "Syncline", "sync@acme.example", bot=True),
)


class People:
    """Find a person by key, e-mail or the account id in one tool."""

    def __init__(self, everyone: tuple[Person, ...] = EVERYONE) -> None:
        self.everyone = everyone
        self._keys = {person.key: person for person in everyone}
        self._emails = {person.email: person for person in everyone}
        self._accounts = {
            account: person
            for person in everyone
            for account in (
                *(person.jira_id, person.asana_gid, person.notion_id, person.slack_id),
                *(person.trello_id, person.trello_username),
            )
        }

    def __iter__(self) -> Iterator[Person]:
        return iter(self.everyone)

    def __getitem__(self, key: str) -> Person:
        return self._keys[key]

    @property
    def sync(self) -> Person:
        """Return the account that the synchroniser works as."""
        return self._keys["sync"]

    def get(self, key: str) -> Person | None:
        """Return the person with this key, if any."""
        return self._keys.get(key)

    def by_email(self, email: str) -> Person | None:
        """Return the person with this e-mail address, in any case, if any."""
        return self._emails.get(email.lower())

    def by_account(self, account: str) -> Person | None:
        """Return the person who has this account id in any of the tools, if any."""
        return self._accounts.get(account)
