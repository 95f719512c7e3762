"""From a file to a Portfolio: read, merge, check everything, and only then build."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from syncline.config import assembly
from syncline.config.channelling import channels
from syncline.config.checks import CHECKS
from syncline.config.credentials import BlockResolver, resolve
from syncline.config.directory import load_people
from syncline.config.linking import LINKING
from syncline.config.notices import NOTICES
from syncline.config.problems import BrokenConfiguration, Problem, Route, quoted
from syncline.config.reading import Source, read
from syncline.config.replicas import IN_THIS_VERSION, SECRETS
from syncline.config.schema import sheet_schema
from syncline.config.sentences import problems
from syncline.config.sheet import Sheet
from syncline.config.view import View
from syncline.domain.item import ReplicaName
from syncline.domain.people import People
from syncline.domain.policy import Portfolio
from syncline.ports import COMMENT, ChannelSettings, ReplicaSettings

ROUNDS = 6  # of leaving out what is wrong, so that the rest can be examined as well
CHANNELS: Mapping[str, str] = {"slack": "https://slack.com/api", "memory": "memory://channel"}
CHANNEL_SECRETS: Mapping[str, tuple[str, ...]] = {
    "slack": ("token",), "mail": ("user", "password"), "teams": ("url",), "apprise": ("url",),
    "memory": (),
}  # fmt: skip
WITHOUT_SECRETS = frozenset({"memory", "mail"})  # unless some are named


@dataclass(frozen=True)
class Loaded:
    """A configuration without problems; secrets are looked up only when asked for."""

    path: Path
    portfolio: Portfolio
    people: People
    notices: tuple[Problem, ...]
    sheet: Sheet
    source: Source

    def settings(self, replica: ReplicaName, secrets: Mapping[str, str]) -> ReplicaSettings:
        """Return what a connector needs to know of its replica."""
        made = assembly.settings(self.sheet, replica, self.people)
        return replace(made, secrets=dict(secrets))

    def secrets(
        self,
        replica: ReplicaName,
        environ: Mapping[str, str] = os.environ,
        blocks: BlockResolver | None = None,
    ) -> dict[str, str]:
        """Return a replica's secrets. Raises ConfigurationError that names what is missing."""
        written = self.sheet.replicas[replica]
        route: Route = ("replicas", replica, "credentials")
        keys = SECRETS[written.tool]
        return resolve(self.source, route, written.credentials, keys, environ, blocks)

    def channel(
        self,
        name: str,
        environ: Mapping[str, str] = os.environ,
        blocks: BlockResolver | None = None,
    ) -> ChannelSettings:
        """Return a channel's settings. Raises ConfigurationError that names what is missing."""
        written = {str(key): sheet for key, sheet in self.sheet.channels.items()}.get(name)
        reference = written.credentials if written else None
        if reference is None and name not in WITHOUT_SECRETS:
            reference = f"env:{name.upper()}"
        route: Route = ("channels", name, "credentials")
        keys = CHANNEL_SECRETS[name]
        found = resolve(self.source, route, reference, keys, environ, blocks)
        url = (written.url if written else None) or CHANNELS.get(name, "")
        sender = (written.sender if written else None) or ""
        return ChannelSettings(name, url, found, sender, self.people)

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the channels to persons, the preferred one first."""
        return tuple(name for name in self.sheet.channels if name != COMMENT) or ("slack",)

    @property
    def comments(self) -> bool:
        """Tell whether Syncline may say something on the items themselves."""
        return COMMENT in self.sheet.channels


def load(
    path: Path,
    *,
    today: date,
    environ: Mapping[str, str] = os.environ,
    tools: Collection[str] = IN_THIS_VERSION,
) -> Loaded:
    """Load a portfolio's file, the one it extends, and its people.

    Raises BrokenConfiguration (a ConfigurationError) with everything that is wrong.
    """
    source = _extended(path)
    sheet, wrong = _validated(source)
    wrong += source.problems
    if sheet is None:
        raise BrokenConfiguration(wrong)
    view = View(sheet, source.value, tools)
    wrong += [source.problem(*f) for check in (*CHECKS, *LINKING, channels) for f in check(view)]
    people, more = _people(path, source, sheet, today)
    store, notices = _store(source, sheet, environ)
    if wrong or more:
        raise BrokenConfiguration([*wrong, *more])
    notices += [source.problem(*f) for notice in NOTICES for f in notice(view)]
    built = assembly.portfolio(view, store, today)
    return Loaded(path, built, people, tuple(sorted(set(notices))), sheet, source)


def _extended(path: Path) -> Source:
    """Read a file on top of the one it extends; that one may not extend another."""
    source = _mapping(read(_shown(path)))
    name = source.value.get("extends")
    if not isinstance(name, str):
        return source
    beside = _beside(path, source, ("extends",), name)
    base = _mapping(read(_shown(beside)))
    if "extends" in base.value:
        message = "this file is itself extended, and that goes one level only"
        found = base.problem(("extends",), message, "Remove it.")
        raise BrokenConfiguration([found, *base.problems, *source.problems])
    return Source(
        source.file,
        _merged(base.value, source.value),
        {**base.places, **source.places},
        (*base.problems, *source.problems),
    )


def _shown(path: Path) -> Path:
    """Return the shorter way to a file, as messages show it."""
    try:
        return path.relative_to(Path.cwd())
    except (ValueError, OSError):
        return path


def _mapping(source: Source) -> Source:
    if isinstance(source.value, dict):
        return source
    found = source.problem((), "the file is a list", "Start with `portfolio: NAME`.")
    raise BrokenConfiguration([found])


def _beside(path: Path, source: Source, route: Route, name: str) -> Path:
    """Return a file in the folder of the configuration. Raises for any other place."""
    if Path(name).name != name or not name.endswith((".yaml", ".yml")):
        message = f"{quoted(name)} is no YAML file in this file's own folder"
        remedy = "Write its name alone, like people.yaml."
        raise BrokenConfiguration([source.problem(route, message, remedy), *source.problems])
    return path.with_name(name)


def _merged(base: Any, over: Any) -> Any:
    """Return mappings merged key by key; anything else is replaced."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return {**base, **{key: _merged(base.get(key), value) for key, value in over.items()}}


def _validated(source: Source) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet, without the values that are wrong, and one problem for each of them."""
    value, found = source.value, list[Problem]()
    for _ in range(ROUNDS):
        try:
            return Sheet.model_validate(value), found
        except ValidationError as error:
            found = found or problems(source, error, sheet_schema())
            value = {"portfolio": "unnamed", **value}
            for detail in error.errors(include_url=False):
                value = _without(value, detail["loc"])
    return None, found


def _without(value: Any, loc: tuple[str | int, ...]) -> Any:
    """Return a value without the innermost existing step of a location."""
    route = [*loc]
    while route:
        step = route.pop(0)
        if not isinstance(value, dict) or step not in value:
            continue
        inner = value[step]
        if isinstance(inner, dict) and any(s in inner for s in route):
            return {**value, step: _without(inner, tuple(route))}
        return {key: kept for key, kept in value.items() if key != step}
    return value


def _people(
    path: Path, source: Source, sheet: Sheet, today: date
) -> tuple[People, tuple[Problem, ...]]:
    if sheet.people is None:
        return People(), ()
    try:
        beside = _beside(path, source, ("people",), sheet.people)
        if not beside.exists():
            message = f"there is no file {quoted(sheet.people)} beside this one"
            found = source.problem(("people",), message, "Write its name, or remove the key.")
            return People(), (found,)
        return load_people(_shown(beside), sheet, today), ()
    except BrokenConfiguration as broken:
        return People(), broken.problems


def _store(source: Source, sheet: Sheet, environ: Mapping[str, str]) -> tuple[str, list[Problem]]:
    written = sheet.store or f"sqlite:///.syncline/{sheet.portfolio}.db"
    if not written.startswith("env:"):
        return written, []
    variable = written.removeprefix("env:") + "_URL"
    if environ.get(variable):
        return environ[variable], []
    message = f"the environment variable {variable} is not set"
    return written, [source.problem(("store",), message, f"Set {variable} before a run.")]
