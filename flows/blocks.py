"""Secrets from Prefect: a credentials block of Syncline, or a Secret block with a JSON object."""

from collections.abc import Mapping
from typing import cast

SECRET = "secret"  # noqa: S105  # the type of a block, not a secret


def resolve_block(name: str) -> Mapping[str, str]:
    """Return the values of the block of this name, whichever type it has.

    Raises LookupError for one that is not there, and for a name that several types have.
    Prefect is imported only here, when a configuration names a block.
    """
    from prefect.blocks.system import Secret  # noqa: PLC0415  # two seconds, seldom needed

    from flows.credentials import KINDS, Credentials  # noqa: PLC0415  # imports Prefect

    slug = _slug_of(name, {SECRET, *(kind.slug for kind in KINDS)})
    for kind in KINDS:
        if kind.slug == slug:
            return cast("Credentials", kind.load(name)).values_by_key()
    held = Secret.load(name).get()  # type: ignore[union-attr]  # load() is not async here
    if not isinstance(held, dict):
        raise LookupError(f"{name} does not hold a JSON object")  # noqa: TRY004  # as a missing one
    return {str(key): str(value) for key, value in held.items()}


def _slug_of(name: str, known: set[str]) -> str:
    """Return the type of the block of this name, in one question that shows no secret."""
    from prefect import get_client  # noqa: PLC0415  # imports Prefect

    with get_client(sync_client=True) as client:
        only = {"block_documents": {"name": {"any_": [name]}}, "include_secrets": False}
        answer = client.request("POST", "/block_documents/filter", json=only)
        answer.raise_for_status()
    found = {str(each["block_type"]["slug"]) for each in answer.json()} & known
    if len(found) != 1:
        types = f"{len(found)} types have it" if found else "there is none"
        raise LookupError(f"{name}: {types}")
    return found.pop()
