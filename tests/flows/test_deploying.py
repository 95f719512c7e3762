"""What happens when a server changes while `syncline deploy` is at work."""

from typing import cast

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from flows.deployment.applying import Hands


class Overtaken:
    """A server that has no such pool when asked, and has one a moment later: a worker made it."""

    def read_work_pool(self, name: str) -> None:
        raise ObjectNotFound(LookupError(name))

    def create_work_pool(self, pool: WorkPoolCreate) -> None:
        raise ObjectAlreadyExists(ValueError(pool.name))


@pytest.mark.parametrize("dry", [False, True])
def test_a_worker_that_makes_the_pool_first_is_no_failure(*, dry: bool) -> None:
    """The pool is there, as was wanted."""
    hands = Hands(cast("SyncPrefectClient", Overtaken()), dry=dry)
    hands.pool("syncline")
    assert [(did.kind, did.what) for did in hands.did] == [("work pool", "created")]
