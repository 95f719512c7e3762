"""How the threshold of a rule is written: a number and a unit, a state, or a severity."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from syncline.config.forms import wrong
from syncline.config.problems import quoted
from syncline.domain.rules.shape import Unit

REACHES = ("off", "shadow", "pilot", "on")
SEVERITIES = ("S1", "S2", "S3", "S4")
UNITS: Mapping[str, Unit] = {"wd": "wd", "days": "days", "day": "days", "%": "share"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as written; without a unit it is in that of the rule."""

    number: float
    unit: Unit | None = None


def _word(value: Any) -> str | Quantity:
    if isinstance(value, Quantity) or value in (*REACHES, *SEVERITIES):
        return value  # type: ignore[no-any-return]  # one of them
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return Quantity(float(value))
    found = re.fullmatch(r"(\d{1,5}(?:\.\d+)?) ?(wd|days?|%)", str(value))
    if not found:
        remedy = "Write a threshold, like 3 wd, 20 days or 15 %; or off, shadow, pilot or on."
        raise wrong(f"{quoted(value)} is nothing that a rule understands", remedy)
    unit = UNITS[found[2]]
    return Quantity(float(found[1]) / (100 if unit == "share" else 1), unit)


RuleWord = Annotated[
    str | Quantity, BeforeValidator(_word, json_schema_input_type=str | int | float)
]
