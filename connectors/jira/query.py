"""The JQL of a replica, and the cursor that says how far it has been read; pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from syncline.domain.errors import ConfigurationError
from syncline.ports import ReplicaSettings

OVERLAP = timedelta(minutes=5)  # the index lags, and clocks differ
ASKED_AGAIN = timedelta(days=1)  # after this the site is asked for its fields again
Described = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What belongs to a replica, in JQL."""

    projects: tuple[str, ...]
    kinds: tuple[str, ...]  # issue types; empty for all
    where: str | None

    def listing(self, since: datetime | None) -> str:
        """Return the query of what may have changed since then; of everything without it."""
        parts = [self._within(), self._kinds(), f"({self.where})" if self.where else ""]
        if since is not None:
            # Milliseconds: a date in words has minutes, in the zone of the account's profile.
            parts.append(f"updated >= {int((since - OVERLAP).timestamp() * 1000)}")
        order = "updated ASC, id ASC" if since else "id ASC"
        return f"{' AND '.join(filter(None, parts))} ORDER BY {order}"

    def marked(self, marker: str) -> str:
        """Return the query of the issues that carry a marker; `where` may not yet hold for them."""
        return " AND ".join(filter(None, [self._within(), f"labels = {quoted(marker)}"]))

    def told(self) -> str:
        """Return the query of what a webhook tells of; an issue that changes its kind, too."""
        return self._within() or str(self.where)

    def _within(self) -> str:
        return f"project in ({', '.join(map(quoted, self.projects))})" if self.projects else ""

    def _kinds(self) -> str:
        return f"issuetype in ({', '.join(map(quoted, self.kinds))})" if self.kinds else ""


def scope(settings: ReplicaSettings) -> Scope:
    """Return the scope of a replica. Raises ConfigurationError."""
    projects = settings.container.get("projects", ())
    if settings.where is not None and not isinstance(settings.where, str):
        raise ConfigurationError(
            f"replica {settings.name}: `where` of a Jira replica is JQL, as in: "
            'created >= "2026-01-01"'
        )
    if not projects and not settings.where:
        raise ConfigurationError(
            f"replica {settings.name}: name its `projects`, such as [PAY], or a JQL as `where`"
        )
    named = set(settings.kinds.values())
    kinds = () if "*" in named else tuple(sorted(named))
    return Scope(projects, kinds, settings.where)


def quoted(text: str) -> str:
    """Return a JQL string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a replica has been read, and as what; another scope is read from the start.

    `fields`: the site's fields that are mapped by name, as they were told at `asked`, so that a
    quiet round need not ask for them.
    """

    seen: datetime
    scope: str
    asked: datetime
    fields: tuple[Described, ...] = ()

    def dumps(self) -> str:
        """Return the text to store."""
        moments = {"seen": self.seen.isoformat(), "asked": self.asked.isoformat()}
        return json.dumps({"scope": self.scope, **moments, "fields": self.fields})

    def knows(self, now: datetime) -> bool:
        """Tell whether the fields are known recently enough to go on with."""
        return timedelta(0) <= now - self.asked < ASKED_AGAIN


def read_cursor(text: str | None) -> Cursor | None:
    """Read a stored cursor; None when it cannot be used."""
    try:
        row = json.loads(text or "null")
        seen, asked = (datetime.fromisoformat(row[name]) for name in ("seen", "asked"))
        fields = tuple(dict(one) for one in row["fields"])
        return Cursor(seen, str(row["scope"]), asked, fields)
    except (ValueError, TypeError, KeyError):
        return None


def fingerprint(of: Scope, fields: tuple[str, ...]) -> str:
    """Name a scope and the fields that are read in it."""
    text = json.dumps([of.listing(None), fields])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
