"""Every family of recordings is read by a test of this folder, or says why it holds no record."""

from collections.abc import Callable, Mapping
from pathlib import Path

ABOUT = "INDEX.md"
READ: Mapping[str, tuple[str, ...]] = {
    "asana": ("recorded/*", "rich-text/*", "errors.json"),
    "jira": ("adf/*", "recorded/*", "webhooks/mattermost-plugin-jira", "webhooks/zulip-jira"),
    "notion": ("recorded/*",),
    "trello": ("board-exports/*", "recorded/*", "webhooks/*", "errors.json"),
}
"""A tool, and the families in which its tests of this folder look for whatever they can read."""
NONE: Mapping[str, str] = {
    "asana/webhooks/handshake-official.json": "a handshake: tests/receiver",
    "jira/errors.json": "errors, of which tests/connectors/jira has its own",
    "jira/webhooks/signature-vector.json": "a signature: tests/receiver",
    "notion/errors.json": "errors, of which tests/connectors/notion has its own",
    "notion/recorded/react-notion-x": "record maps of the API inside Notion, which nobody may use",
    "slack/errors.json": "messages are written and not read: tests/connectors/slack",
    "slack/recorded/java-slack-sdk": "events and answers without a record",
    "slack/recorded/nango-slack": "messages and people, no record",
    "slack/recorded/zulip-slack": "an export of messages, no record",
    "slack/webhooks/signature-vector.json": "a signature: tests/receiver",
}


def test_every_family_is_read_or_says_why_not(shared: Callable[[str], Path]) -> None:
    """A new one fails here until somebody decides."""
    root = shared("payloads")
    families = {_family(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}
    families = {name for name in families if not name.endswith(ABOUT)}
    read = {
        name
        for name in families
        for tool, patterns in READ.items()
        if any(Path(name).match(f"{tool}/{pattern}") for pattern in patterns)
    }
    assert sorted(families - read - NONE.keys()) == []
    assert sorted(NONE.keys() - families) == []


def _family(file: Path) -> str:
    """Name the folder of one source, or the file that stands alone."""
    return "/".join(file.parts[:3])
