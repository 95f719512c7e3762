"""Secrets by reference: looked up when they are needed, never kept in a configuration."""

from collections.abc import Callable, Mapping

from syncline.config.problems import BrokenConfiguration, Problem, Route
from syncline.config.reading import Source

BlockResolver = Callable[[str], Mapping[str, str]]
"""Turns the name of a secret block into its values; raises LookupError for an unknown one."""


def resolve(
    source: Source,
    route: Route,
    reference: str | None,
    keys: tuple[str, ...],
    environ: Mapping[str, str],
    blocks: BlockResolver | None,
) -> dict[str, str]:
    """Return the secrets that a reference names. Raises BrokenConfiguration; never shows one."""
    if reference is None:
        return {}
    scheme, _, name = reference.partition(":")
    if scheme == "block":
        return _from_block(source, route, name, keys, blocks)
    variables = {key: f"{name}_{key.upper()}" for key in keys}
    missing = [variable for variable in variables.values() if not environ.get(variable)]
    if missing:
        raise BrokenConfiguration([_unset(source, route, variable) for variable in missing])
    return {key: environ[variable] for key, variable in variables.items()}


def _unset(source: Source, route: Route, variable: str) -> Problem:
    message = f"the environment variable {variable} is not set"
    return source.problem(route, message, f"Set {variable}, or name another reference.")


def _from_block(
    source: Source,
    route: Route,
    name: str,
    keys: tuple[str, ...],
    blocks: BlockResolver | None,
) -> dict[str, str]:
    try:
        found = blocks(name) if blocks else None
    except LookupError:
        found = None
    if found is None:
        message = f'there is no block "{name}" here'
        remedy = "Create it, or write env:NAME."
        raise BrokenConfiguration([source.problem(route, message, remedy)])
    if missing := [key for key in keys if not found.get(key)]:
        message = f'the block "{name}" has no {" and no ".join(missing)}'
        raise BrokenConfiguration([source.problem(route, message, "Fill it in.")])
    return {key: found[key] for key in keys}
