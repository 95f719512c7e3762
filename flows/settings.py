"""What people may change in the Prefect UI: the variable `syncline`, with defaults."""

from datetime import timedelta

from prefect.variables import Variable
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from syncline.domain.errors import ConfigurationError

VARIABLE = "syncline"


class Settings(BaseModel):
    """Hours that the flows and automations go by."""

    model_config = ConfigDict(extra="forbid")

    approval_hours: float = Field(
        default=72, gt=0
    )  # after this a plan that nobody answers is rejected
    stale_after_hours: float = Field(
        default=25, ge=10 / 3600
    )  # after this a silent sync is told about

    @property
    def approval(self) -> timedelta:
        """Return how long a plan waits for an answer."""
        return timedelta(hours=self.approval_hours)

    @property
    def stale_after(self) -> timedelta:
        """Return how long a portfolio may be without a run that ended."""
        return timedelta(hours=self.stale_after_hours)


def parsed(value: object) -> Settings:
    """Return the settings of a variable's value. Raises ConfigurationError in words."""
    try:
        return Settings.model_validate(value or {})
    except ValidationError as wrong:
        where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        raise ConfigurationError(
            f"The Prefect variable {VARIABLE} cannot be read: {where}. Write, for example, "
            f"{Settings().model_dump_json()}."
        ) from None


def read_settings() -> Settings:
    """Read the variable, or use the defaults where there is none."""
    return parsed(Variable.get(VARIABLE, default=None))
