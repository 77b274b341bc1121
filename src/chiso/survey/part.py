"""What every record of a survey is made of: parts that nobody changes, without keys that nobody knows."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a record: nothing unknown in it, nothing changed in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
