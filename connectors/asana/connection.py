"""A connection of the official client that leaves time-outs and repetitions to the gateway."""

from typing import Any

import asana
import urllib3

from connectors.asana.pool import Pool


def connected(url: str, token: str) -> Any:
    """Return a client that repeats nothing; makes no request."""
    configuration = asana.Configuration()
    configuration.host = url
    configuration.access_token = token
    configuration.retry_strategy = urllib3.Retry(total=False)
    api = asana.ApiClient(configuration)
    wire = api.rest_client.pool_manager
    api.rest_client.pool_manager = Pool(**wire.connection_pool_kw)
    api.pool.close()  # its threads serve async_req alone, which is never used here
    return api
