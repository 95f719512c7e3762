"""What hangs on issues: files, and links that Jira knows by a key of ours, the globalId.

A link with a globalId is made once however often it is sent, so links are never read: what a
person removes stays away because it is not sent again. Whatever a request leaves out Jira sets to
null, so that each one says all.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from connectors.addresses import STORES
from connectors.hung.shelf import Call, Held, HeldOf, LocalFile, Place, Refused, refusing
from connectors.hung.signs import is_ours
from connectors.hung.transfer import Transfer, kind_of
from connectors.hung.walking import while_there
from connectors.jira.accounts import Accounts
from connectors.jira.client import JiraClient, Json
from connectors.jira.tracker import JiraTracker
from syncline.domain import homed
from syncline.domain.attachments import copied
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId
from syncline.domain.siblings import Sibling, sibling_of
from syncline.ports import ReplicaSettings

FIELD = "attachment"
_FILE = re.compile(r".*/rest/api/3/attachment/content/(\d+)")


class JiraSigns:
    """The links to siblings, each under a key made of portfolio and replica."""

    def __init__(self, client: JiraClient, settings: ReplicaSettings) -> None:
        self._client, self._settings = client, settings

    def shown(self, record: RecordId, held: HeldOf) -> frozenset[str]:
        """Return nothing: the links need not be read."""
        del record, held
        return frozenset()

    def calls(self, record: RecordId, ask: frozenset[str], expect: frozenset[str]) -> list[Call]:
        """Return the calls: one for each link that is new, leads elsewhere now, or is gone."""
        home, client = self._settings.name, self._client
        todo = homed.steps(sibling_of, ask, expect, expect, home)
        made = map(sibling_of, sorted(todo.new | todo.changed))
        gone = map(sibling_of, sorted(todo.gone))
        return [
            *(partial(client.link_out, record, self._body(one)) for one in made),
            *(
                partial(while_there, partial(client.unlink_out, record, self._key(one)))
                for one in gone
            ),
        ]

    def _key(self, link: Sibling) -> str:
        return f"syncline:{self._settings.portfolio}:{link.home}"

    def _body(self, link: Sibling) -> Json:
        return linked(self._key(link), link.label, link.url, "The same item, kept by Syncline")


def linked(key: str, title: str, url: str, summary: str) -> Json:
    """Return the whole of a link."""
    return {
        "globalId": key,
        "application": {"type": "syncline", "name": "Syncline"},
        "relationship": "is kept the same as",
        "object": {"url": url, "title": title, "summary": summary, "icon": {}, "status": {}},
    }


class JiraShelf:
    """Fulfil `Shelf` for the issues of one replica."""

    def __init__(
        self, client: JiraClient, settings: ReplicaSettings, own: Callable[[], str]
    ) -> None:
        self._client, self._settings, self._own = client, settings, own
        self.signs = JiraSigns(client, settings)
        self._transfer = Transfer(settings.url, STORES["jira"], client.credentials, client.gateway)

    def places(self) -> tuple[Place, ...]:
        """Return nothing: no property has to be there."""
        return ()

    def make(self, place: Place) -> None:
        """Do nothing: there is no such place."""

    def address(self, record: RecordId, url: str) -> str:
        """Return the address that is shown."""
        del record
        return url

    def held(self, records: Sequence[RecordId]) -> HeldOf:
        """Return the files of issues, 100 issues a request."""
        if "attachments" not in self._settings.fields:
            return dict.fromkeys(records, ())
        answer = self._client.bulk(records, [FIELD], changes=False)
        found = {str(one.get("id")): self._files(one) for one in answer["issues"]}
        unread = Cannot("Jira did not hand over its attachments")
        return {record: found.get(record, unread) for record in records}

    def _files(self, issue: Any) -> tuple[Held, ...] | Cannot:
        listed = (issue.get("fields") or {}).get(FIELD)
        if not isinstance(listed, list):
            return Cannot("the issue shows no attachments: add the field to its screens")
        files = [self._file(one) for one in listed if isinstance(one, dict) and one.get("id")]
        return tuple(sorted(files, key=lambda one: (len(one.id), one.id)))

    def _file(self, one: Json) -> Held:
        author = (one.get("author") or {}).get("accountId")
        name = str(one.get("filename") or "file")
        number = str(one["id"])
        mine = is_ours(name) and author == self._own()
        return Held(number, name, self._address(number), file=True, mine=mine)

    def _address(self, number: str) -> str:
        return f"{self._settings.url}/rest/api/3/attachment/content/{number}"

    def add_link(self, record: RecordId, name: str, url: str, why: str = "") -> None:
        """Link to a file."""
        copy = copied(name)
        title = f"{copy.name}, in {copy.home}" if copy else name
        said = f"Not copied, because {why}" if why else "A file of the same item"
        self._client.link_out(record, linked(_key(name), title, url, said))

    def forget(self, record: RecordId, name: str, url: str) -> None:
        """Take away the link to a file."""
        del url
        while_there(partial(self._client.unlink_out, record, _key(name)))

    def add_file(self, record: RecordId, name: str, file: LocalFile) -> str:
        """Attach a file. Raises Refused where Jira will not have it."""
        file.body.seek(0)
        with refusing("Jira"):
            made = self._client.upload(record, name, file.body, kind_of(name))
        return self._address(made)

    def remove(self, record: RecordId, held: Held) -> None:
        """Delete a file."""
        self._client.detach(record, held.id)

    def fetched(self, url: str, limit: int) -> AbstractContextManager[LocalFile]:
        """Fetch a file. Raises Refused and Gone."""
        if not (found := _FILE.fullmatch(url)):
            raise Refused("its address is none of Jira's")
        # Without a redirect, the bytes come from the site itself.
        place = f"{self._address(found[1])}?redirect=false"
        return self._transfer.fetched(place, limit, record=found[1])


def _key(name: str) -> str:
    copy = copied(name)
    return f"syncline:file:{copy.key if copy else name}"


def open_shelf(tracker: JiraTracker, settings: ReplicaSettings) -> JiraShelf:
    """Open what hangs on the issues of a replica."""
    accounts = Accounts(settings.people, tracker.client)
    return JiraShelf(tracker.client, settings, lambda: accounts.own)
