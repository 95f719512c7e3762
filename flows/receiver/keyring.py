"""The secrets of webhooks: from the environment, or from a file that only this user may read."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from syncline.domain.errors import ConfigurationError
from syncline.domain.item import ReplicaName

SHORTEST = 8  # characters; what is shorter can be guessed


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of one replica's webhook: its secret, and the tool's id and address of it."""

    secret: str
    hook: str = ""
    url: str = ""

    def __repr__(self) -> str:
        return f"Key(hook={self.hook!r}, url={self.url!r})"


class Keyring:
    """Look up the secret of a replica's webhook; the environment goes first.

    `variables`: the environment variable of each replica, e.g. JIRA_WEBHOOK_SECRET.
    """

    def __init__(
        self, path: Path, variables: Mapping[ReplicaName, str], environ: Mapping[str, str]
    ) -> None:
        self.path, self.variables, self.portfolio = path, variables, path.stem
        self._environ = environ

    def secret(self, replica: ReplicaName) -> str | None:
        """Return the secret, None when there is none. Raises ConfigurationError for a short one."""
        variable = self.variables.get(replica, "")
        named = self._environ.get(variable)
        held = self.keys().get(replica)
        found = named or (held.secret if held else None)
        if found is not None and len(found) < SHORTEST:
            where = variable if named else str(self.path)
            raise ConfigurationError(
                f"{where}: the webhook secret of {replica} has {len(found)} characters, and must "
                f"have {SHORTEST} at least. Make one with `openssl rand -hex 32`."
            )
        return found or None

    def keys(self) -> dict[ReplicaName, Key]:
        """Return what the file holds. Raises ConfigurationError when it cannot be read."""
        if not self.path.exists():
            return {}
        try:
            raw = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(replica): Key(**held) for replica, held in raw.items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise ConfigurationError(
                f"{self.path} does not hold the secrets of webhooks as `syncline listen` writes "
                f"them ({type(error).__name__}). Move it away and pair again with --pair REPLICA."
            ) from None

    def put(self, replica: ReplicaName, key: Key | None) -> None:
        """Keep a key, or take one away; the file is for this user alone and never half-written."""
        held = {name: asdict(one) for name, one in self.keys().items() if name != replica}
        if key is not None:
            held[replica] = asdict(key)
        beside = self.path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(held, file)
            beside.replace(self.path)
        except OSError as error:
            raise ConfigurationError(
                f"{self.path} cannot be written ({error.strerror}), so the secrets of webhooks "
                "cannot be kept. Make its folder writable."
            ) from error
