"""Every secret that a configuration or a webhook can name, and the forms in which it could leak."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from connectors.registry import INBOUND
from flows.credentials import KINDS
from syncline.config.loading import CHANNEL_SECRETS
from syncline.config.replicas import SECRETS

NAMES = {"email", "user"}  # say who, and open nothing


def planted(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variable of every secret, with what it is or else with what nothing else is."""
    hooks = {tool: (*SECRETS[tool], "webhook_secret") for tool in INBOUND}
    asked = {**SECRETS, **CHANNEL_SECRETS, **hooks}
    named = [f"{tool}_{key}".upper() for tool, keys in asked.items() for key in {*keys} - NAMES]
    return {name: environ.get(name) or f"canary/{secrets.token_hex(12)}" for name in sorted(named)}


def saved(found: Mapping[str, str]) -> list[str]:
    """Keep all of them that have a block in one; return the blocks' names."""
    for kind in KINDS:
        values: dict[str, Any] = {"url": "smtps://mail.acme.example", "email": "x@acme.example"}
        values |= {key: found.get(f"{kind.tool}_{key}".upper(), "ops") for key in kind.secrets}
        kind.model_validate(values).save(f"canary-{kind.tool}")
    return [f"canary-{kind.tool}" for kind in KINDS]


def forms(secret: str) -> set[bytes]:
    """Return a secret as it is, in an address, in JSON, and inside of any text in base64."""
    made = {secret, quote(secret, safe=""), secret.replace("/", "\\/")}
    for before in range(3):  # base64 writes three bytes at a time: where they begin decides
        coded = base64.b64encode(b"x" * before + secret.encode()).decode()
        made.add(coded[(before * 8 + 5) // 6 : -4])
    return {form.encode() for form in made}
