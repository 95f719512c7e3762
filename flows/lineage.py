"""What a replica is called as an asset of Prefect's lineage: jira://acme.atlassian.net/PAY."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from flows.runtime import House
from syncline.domain.item import ReplicaName
from syncline.ports import ReplicaSettings


def assets(house: House) -> Mapping[ReplicaName, str]:
    """Return the asset of every replica; makes no request and reads no secret."""
    loaded = house.loaded
    return {name: asset(loaded.settings(name, {})) for name in house.portfolio.replicas}


def asset(settings: ReplicaSettings) -> str:
    """Return a key that Prefect takes, from the tool, its host and the container."""
    host = urlsplit(settings.url).netloc.rpartition("@")[2]
    listed = "+".join(name for names in settings.container.values() for name in names)
    path = "/".join(part for part in (host, listed or settings.name) if part)
    plain = re.sub(r"[^A-Za-z0-9._:/-]+", "-", path)
    return f"{settings.tool}://{plain}"
