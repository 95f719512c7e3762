"""The state of the mailbox: what came in, and what it refuses."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Mail:
    """Hold one message that was taken: the envelope, and its bytes."""

    sender: str
    to: tuple[str, ...]
    raw: bytes

    def shown(self) -> dict[str, Any]:
        """Show the message as a mail program reads it."""
        read = email.message_from_bytes(self.raw, policy=email.policy.default)
        return {
            "from": self.sender,
            "to": list(self.to),
            "subject": str(read["Subject"] or ""),
            "headers": {str(name): str(value) for name, value in read.items()},
            "text": _part(read, "plain"),
            "html": _part(read, "html"),
        }


def _part(read: Any, kind: str) -> str:
    found = read.get_body((kind,))
    return str(found.get_content()).replace("\r\n", "\n") if found is not None else ""


@dataclass
class MailState:
    """Hold the messages of one mailbox for everybody, and how it answers next."""

    inbox: list[Mail] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)  # address: SMTP code of its refusal
    drops: int = 0  # so many answers are lost next, after the message was taken

    def shown(self) -> Mapping[str, Any]:
        """Show every message, oldest first, and the refusals."""
        return {"mail": [one.shown() for one in self.inbox], "refuse": self.refused}
