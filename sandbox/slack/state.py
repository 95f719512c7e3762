"""The state of a Slack workspace: channels, direct messages, what was said, who reacted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Any

from sandbox.clock import Clock, iso
from sandbox.people import People, Person

TEAM_ID = "T0ACME0001"
TEAM = "Acme"
CHANNELS = ("general", "product-ops", "payments", "onboarding", "data", "roadmap")


@dataclass
class Channel:
    """Hold one channel, or with a person the direct messages with that person."""

    id: str
    name: str
    person: str | None = None  # key
    archived: bool = False


@dataclass
class Message:
    """Hold one message; its ts is its identity within the channel."""

    ts: str
    channel: str
    author: str  # a person's key
    text: str
    blocks: list[Any] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Any = None
    edited: str | None = None  # ts of the last update
    reactions: dict[str, list[str]] = field(default_factory=dict)  # emoji: persons' keys


def _id(letter: str, name: str) -> str:
    return f"{letter}0" + sha256(f"slack {letter} {name}".encode()).hexdigest()[:9].upper()


class SlackState:
    """Hold the channels and messages of one workspace."""

    def __init__(self, clock: Clock, rng: Random, people: People) -> None:
        self.clock, self.rng, self.people = clock, rng, people
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.scheduled = 0  # messages for later, modals and files, which have numbers alone
        for name in CHANNELS:
            self.add_channel(name)

    def add_channel(self, name: str) -> Channel:
        """Add a public channel."""
        channel = Channel(_id("C", name), name)
        self.channels[channel.id] = channel
        return channel

    def direct(self, person: Person) -> Channel:
        """Return the direct messages with a person; they are opened when there are none."""
        channel = Channel(_id("D", person.key), person.key, person.key)
        return self.channels.setdefault(channel.id, channel)

    def channel(self, wanted: str) -> Channel | None:
        """Return the channel with this id, #name or name, or the direct one of a user id."""
        if wanted in self.channels:
            return self.channels[wanted]
        person = self.people.by_account(wanted)
        if person and person.slack_id == wanted and person.active:
            return self.direct(person)
        name = wanted.removeprefix("#")
        found = (c for c in self.channels.values() if c.name == name and not c.person)
        return next(found, None)

    def account(self, user_id: str) -> Person | None:
        """Return the person with this Slack id, if any."""
        person = self.people.by_account(user_id)
        return person if person and person.slack_id == user_id else None

    def post(self, channel: Channel, author: str, text: str, **more: Any) -> Message:
        """Say something in a channel."""
        message = Message(self._ts(), channel.id, author, text, **more)
        self.messages.append(message)
        return message

    def update(self, message: Message, text: str, blocks: list[Any]) -> None:
        """Replace the text and the blocks of a message."""
        message.text, message.blocks, message.edited = text, blocks, self._ts()

    def react(self, message: Message, emoji: str, person: str) -> bool:
        """Add a person's reaction; False when it was there already."""
        keys = message.reactions.setdefault(emoji, [])
        if person in keys:
            return False
        self.clock.tick()
        keys.append(person)
        return True

    def find(self, channel_id: str, ts: str) -> Message | None:
        """Return a message by its channel and ts, if any."""
        found = (m for m in self.messages if m.ts == ts and m.channel == channel_id)
        return next(found, None)

    def last(self, channel: Channel) -> Message | None:
        """Return the newest message of a channel, if any."""
        return next((m for m in reversed(self.messages) if m.channel == channel.id), None)

    def _ts(self) -> str:
        now = self.clock.tick()
        return f"{int(now.timestamp())}.{now.microsecond:06d}"

    def sent(self) -> list[Mapping[str, Any]]:
        """Show every message with the names that a reader needs, oldest first."""
        return [self._shown(message) for message in self.messages]

    def _shown(self, message: Message) -> dict[str, Any]:
        channel = self.channels[message.channel]
        person = self.people[channel.person] if channel.person else None
        return {
            "ts": message.ts,
            "time": iso(when(message.ts)),
            "channel": channel.id,
            "to": person.email if person else f"#{channel.name}",
            "author": message.author,
            "text": message.text,
            "blocks": message.blocks,
            "thread_ts": message.thread_ts,
            "metadata": message.metadata,
            "edited": message.edited,
            "reactions": message.reactions,
        }


def when(ts: str) -> datetime:
    """Return the moment that a ts stands for."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(micros))
