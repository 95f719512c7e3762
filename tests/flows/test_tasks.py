"""The tasks of a run as Prefect would repeat them: never by itself, and never from a memory."""

import pytest
from prefect import Task
from prefect.cache_policies import NO_CACHE

from flows.tasks import apply, observe, writing

TRACED = writing("B", {"A": "jira://acme/PAY", "B": "notion://x/1"})


@pytest.mark.parametrize("task", [observe, apply, TRACED], ids=["observe", "apply", "traced"])
def test_a_task_is_neither_retried_nor_remembered(task: Task[..., object]) -> None:
    """The engine owns every retry; a result on disk would hold what people typed."""
    assert task.retries == 0
    assert not task.retry_condition_fn
    assert task.cache_policy == NO_CACHE
    assert task.persist_result is False
