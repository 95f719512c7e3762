"""What all shapes of the YAML have in common: frozen, and no unknown key."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)
