"""The epoch of a portfolio, kept as a property of the account that writes: no issue is touched."""

import hashlib
import re
from dataclasses import dataclass

from connectors.jira.accounts import Accounts
from connectors.jira.client import JiraClient
from syncline.domain.errors import Gone, Unreadable

LONGEST = 200  # characters of a property's key; Jira takes 255
_EPOCH = "epoch"


@dataclass(frozen=True, slots=True)
class Mirror:
    """The copy that Jira keeps of a store's epoch."""

    client: JiraClient
    accounts: Accounts
    portfolio: str

    def epoch(self) -> int | None:
        """Return what is kept, None when nothing is."""
        key = property_key(self.portfolio)
        try:
            value = self.client.user_property(self.accounts.own, key).get("value")
        except Gone:
            return None
        kept = value.get(_EPOCH) if isinstance(value, dict) else None
        if isinstance(kept, int) and not isinstance(kept, bool):
            return kept
        remedy = f"Delete the user property {key} of the account that writes"
        raise Unreadable("jira", f"the user property {key} holds no epoch: {value!r:.80}", remedy)

    def keep(self, epoch: int) -> None:
        """Keep an epoch in place of the former one."""
        key = property_key(self.portfolio)
        self.client.keep_user_property(self.accounts.own, key, {_EPOCH: epoch})


def property_key(portfolio: str) -> str:
    """Return the key of a portfolio's property; a name that does not fit gets a digest instead."""
    if re.fullmatch(rf"[\w.-]{{0,{LONGEST}}}", portfolio, re.ASCII):
        return f"syncline.{portfolio}"
    digest = hashlib.sha256(portfolio.encode()).hexdigest()[:12]
    spelled = re.sub(r"[^\w.-]+", "-", portfolio, flags=re.ASCII)
    return f"syncline.{spelled[:LONGEST]}.{digest}"
