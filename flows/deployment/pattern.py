"""From prefect.yaml and the portfolios in config/ to the deployments that are wanted; pure."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from syncline.domain.errors import ConfigurationError

FILE = "prefect.yaml"
PACKED = Path(__file__).with_name(FILE)  # in an installed copy (pyproject.toml)
STEP = 60  # minutes; beyond them a cron's minute begins again


@dataclass(frozen=True)
class Wanted:
    """One deployment as it should be; `name` is unique within its flow."""

    name: str
    entrypoint: str
    description: str
    tags: tuple[str, ...]
    version: str
    parameters: Mapping[str, Any]
    pool: str
    job_variables: Mapping[str, Any] = field(default_factory=dict)
    schedules: tuple[Mapping[str, Any], ...] = ()
    limit: int | None = None
    collision: str | None = None

    @property
    def portfolio(self) -> str | None:
        """Return the portfolio that this deployment is for, if it is for one."""
        return _portfolio(self.parameters)


def read_pattern(checkout: Path) -> Mapping[str, Any]:
    """Read prefect.yaml, or what was packed of it where there is no checkout.

    Raises ConfigurationError where it is missing or broken.
    """
    path = checkout / FILE
    if not path.is_file() and PACKED.is_file():
        path = PACKED
    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error.strerror}). It says which deployments there are: run "
            "this from a checkout of Syncline, or install it again."
        ) from error
    except YAMLError as error:
        raise ConfigurationError(f"{path} is no YAML: {error}. Mend it there.") from error
    if not isinstance(found, Mapping) or not isinstance(found.get("deployments"), list):
        raise ConfigurationError(f"{path} has no list `deployments`. Take the one from Syncline.")
    return found


def wanted(pattern: Mapping[str, Any], portfolios: Sequence[str]) -> list[Wanted]:
    """Return every deployment: those of a portfolio once for each of config/, the others once.

    An entry that names a portfolio of config/ is that portfolio's own; any other portfolio gets a
    copy of the first entry of the same kind, a few minutes later, so that they do not all begin at
    once.
    """
    made: list[Wanted] = []
    for kind in _kinds(pattern["deployments"]):
        own = {_portfolio(entry["parameters"]): entry for entry in kind}
        if None in own:
            made += [_read(entry) for entry in kind]
            continue
        for number, portfolio in enumerate(portfolios):
            entry = own.get(portfolio)
            made.append(_read(entry or _copied(kind[0], portfolio, number)))
    return made


def _kinds(entries: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Yield entries that differ by nothing but their portfolio, together."""
    kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for entry in entries:
        portfolio = _portfolio(entry.get("parameters") or {})
        rest = str(entry["name"]).removeprefix(portfolio or "")
        kinds.setdefault((entry["entrypoint"], rest), []).append({"parameters": {}, **entry})
    yield from kinds.values()


def _portfolio(parameters: Mapping[str, Any]) -> str | None:
    found = parameters.get("request", {}).get("portfolio")
    return str(found) if found else None


def _copied(entry: Mapping[str, Any], portfolio: str, number: int) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(dict(entry))
    former = _portfolio(entry["parameters"]) or ""
    made["name"] = f"{portfolio}{str(entry['name']).removeprefix(former)}"
    made["parameters"]["request"]["portfolio"] = portfolio
    for schedule in made.get("schedules") or ():
        schedule["cron"] = staggered(schedule["cron"], number)
    return made


def staggered(cron: str, minutes: int) -> str:
    """Return a cron whose plain minute, or step of minutes, begins some minutes later."""
    minute, _, rest = cron.partition(" ")
    if plain := re.fullmatch(r"\d+", minute):
        return f"{(int(plain[0]) + minutes) % STEP} {rest}"
    if step := re.fullmatch(r"\*/(\d+)", minute):
        begin = minutes % int(step[1])
        return f"{begin}-59/{step[1]} {rest}" if begin else cron
    return cron


def _read(entry: Mapping[str, Any]) -> Wanted:
    try:
        pool, limit = entry["work_pool"], entry.get("concurrency_limit") or {}
        return Wanted(
            name=str(entry["name"]),
            entrypoint=str(entry["entrypoint"]),
            description=str(entry["description"]).strip(),
            tags=tuple(entry["tags"]),
            version=str(entry["version"]),
            parameters=entry["parameters"],
            pool=str(pool["name"]),
            job_variables=pool.get("job_variables") or {},
            schedules=tuple(entry.get("schedules") or ()),
            limit=limit.get("limit"),
            collision=limit.get("collision_strategy"),
        )
    except (KeyError, TypeError, AttributeError) as missing:
        raise ConfigurationError(
            f"{FILE}: the deployment {entry.get('name', '?')} lacks {missing}. "
            "Compare it with the others in the file."
        ) from missing
