"""Where a tool may be called and asked for files: its vendor, this machine, what was named.

An allow-list needs no look-up, so nothing that a name server says later can lead elsewhere. A
configuration may come from anybody who can edit a file; the environment belongs to who runs it.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from syncline.domain.errors import ConfigurationError

ALLOW_VARIABLE = "SYNCLINE_ALLOW_HOSTS"
HOSTS: Mapping[str, tuple[str, ...]] = {
    "jira": ("*.atlassian.net", "*.jira.com"),
    "asana": ("app.asana.com",),
    "notion": ("api.notion.com",),
    "trello": ("api.trello.com",),
    "slack": ("slack.com", "*.slack.com"),
}
"""The vendors' own; a star stands for one label or more."""

STORES: Mapping[str, tuple[str, ...]] = {
    "jira": (r"api\.media\.atlassian\.com",),
    "asana": (
        r"app\.asana\.com",
        r"asana-user-private-[a-z0-9-]+\.s3(\.[a-z0-9-]+)?\.amazonaws\.com",
        r"s3\.amazonaws\.com",
    ),
    "notion": (
        r"prod-files-secure\.s3\.[a-z0-9-]+\.amazonaws\.com",
        r"s3\.[a-z0-9-]+\.amazonaws\.com",
        r"file\.notion\.so",
    ),
    "trello": (r"trello\.com", r"trello-attachments\.s3\.amazonaws\.com"),
}
"""Where they document their files, as regular expressions; no credentials are sent there."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LABELS = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def checked(tool: str, url: str, environ: Mapping[str, str]) -> str:
    """Return the address when the tool may be called there. Raises ConfigurationError."""
    if tool == "memory":
        return url
    host = _host(url)
    if host is None:
        raise ConfigurationError(
            f"The address of {tool} is not one that is ever called. Write https://, the host by "
            "its name, and nothing before it; http:// only for this machine."
        )
    allowed = [*HOSTS.get(tool, ()), *_named(environ)]
    if host not in LOOPBACK and not any(_matches(host, pattern) for pattern in allowed):
        raise ConfigurationError(
            f"{host} is no host of {tool}'s vendor ({', '.join(HOSTS.get(tool, ()))}), and the "
            f"credentials would be sent there. If that is meant, set {ALLOW_VARIABLE}={host}."
        )
    return url


def _named(environ: Mapping[str, str]) -> list[str]:
    return [name.lower() for name in re.split(r"[,\s]+", environ.get(ALLOW_VARIABLE, "")) if name]


def _matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host == pattern


def _host(url: str) -> str | None:
    """Return the host of an address that two readers cannot read differently; None for others.

    Numbers are no names: 2130706433, 0x7f.1 and 017700000001 are all this machine to some.
    """
    if not url.isascii() or not url.isprintable() or re.search(r"[\s\\%@]", url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    local = host in LOOPBACK and parts.scheme in {"http", "https"}
    if host is None or port == 0 or parts.query or parts.fragment:
        return None
    if local or (parts.scheme == "https" and _LABELS.fullmatch(host)):
        return host
    return None
