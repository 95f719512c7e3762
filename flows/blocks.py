"""Secrets from Prefect: a Secret block that holds a JSON object, such as {"token": "..."}."""

from collections.abc import Mapping


def resolve_block(name: str) -> Mapping[str, str]:
    """Return the values of a Secret block. Raises LookupError for one that is not there.

    Prefect is imported only here, when a configuration names a block.
    """
    from prefect.blocks.system import Secret  # noqa: PLC0415  # two seconds, seldom needed

    try:
        held = Secret.load(name).get()  # type: ignore[union-attr]  # load() is not async here
    except ValueError as error:
        raise LookupError(name) from error
    if not isinstance(held, dict):
        raise LookupError(f"{name} does not hold a JSON object")  # noqa: TRY004  # as a missing one
    return {str(key): str(value) for key, value in held.items()}
