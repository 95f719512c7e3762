"""What a replica is called as an asset of Prefect's lineage: jira://acme.atlassian.net/PAY."""

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from flows.runtime import House
from syncline.domain.item import ReplicaName
from syncline.ports import ReplicaSettings

LONGEST = 512  # characters; Prefect refuses a longer key, and with it the run


def assets(house: House) -> Mapping[ReplicaName, str]:
    """Return the asset of every replica; makes no request and reads no secret."""
    loaded = house.loaded
    return {name: asset(loaded.settings(name, {})) for name in house.portfolio.replicas}


def asset(settings: ReplicaSettings) -> str:
    """Return a key that Prefect takes, from the tool, its host and the container."""
    host = urlsplit(settings.url).netloc.rpartition("@")[2]
    listed = "+".join(name for names in settings.container.values() for name in names)
    path = "/".join(part for part in (host, listed or settings.name) if part)
    key = f"{settings.tool}://{re.sub(r'[^A-Za-z0-9._:/-]+', '-', path)}"
    if len(key) <= LONGEST:
        return key
    tail = f"-{hashlib.sha256(key.encode()).hexdigest()[:12]}"  # else two might become one
    return f"{key[: LONGEST - len(tail)]}{tail}"
