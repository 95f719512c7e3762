"""Inert Slack text: nothing that came from an item can mention, link or format; pure."""

from syncline.domain.memo import Memo

LIMIT = 39_000  # Slack truncates a text above 40,000 characters (docs.slack.dev, chat.postMessage)


def escaped(text: str) -> str:
    """Escape Slack's three control characters; `<!channel>` becomes text that mentions nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def message(memo: Memo) -> str:
    """Join the lines as inert text within Slack's limit, saying how many did not fit."""
    kept: list[str] = []
    lines, room = memo.plain(), LIMIT
    for line in map(escaped, lines):
        room -= len(line) + 1
        if room < 0:
            kept.append(f"… and {len(lines) - len(kept)} more lines")
            break
        kept.append(line)
    return "\n".join(kept)
