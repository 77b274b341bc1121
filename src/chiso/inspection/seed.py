"""A seed that is sealed before the draw and opened after the visits.

    commitment = SHA-256("chiso-inspection-seed/1" ⏎ salt ⏎ seed)

The commitment is published (with the plan, before the frame is closed); whoever draws keeps the file of the
seed. Opened, it proves that the seed was not chosen by what it draws. Salt and seed have 128 random bits
each, so that nobody finds the seed from its commitment.

    CH-8604 a seed that is none, or not the one of the commitment
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from chiso.frameworks.records import read_record
from chiso.inspection.plan import Part
from chiso.language import text
from chiso.problems import BadInput, Place, Problem

FORMAT: Final = "chiso-inspection-seed/1"
_CODE = "CH-8604"
_BYTES = 16

Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Seed(Part):
    """The seed with its salt."""

    format: Literal["chiso-inspection-seed/1"] = FORMAT
    seed: Hexadecimal
    salt: Hexadecimal

    @property
    def commitment(self) -> str:
        """What is published before."""
        return hashlib.sha256(f"{FORMAT}\n{self.salt}\n{self.seed}".encode()).hexdigest()

    def number(self, column: str, place: str) -> str:
        """The number of a place in a column, 64 hexadecimal digits: their order is the order of the draw."""
        return hashlib.sha256(f"{self.seed}\n{column}\n{place}".encode()).hexdigest()


def new_seed() -> Seed:
    """A seed by the system's generator."""
    return Seed(seed=secrets.token_hex(_BYTES), salt=secrets.token_hex(_BYTES))


def write_seed(seed: Seed) -> str:
    """The seed as it is kept."""
    return f"format: {FORMAT}\nseed: '{seed.seed}'\nsalt: '{seed.salt}'\n"


def read_seed(source: Path | bytes, *, name: str | None = None) -> Seed:
    """The seed in a file. Raises BadInput."""
    shown = name or (str(source) if isinstance(source, Path) else "seed.yaml")
    return read_record(source, Seed, name=shown, form=FORMAT, code=_CODE)


def check_commitment(seed: Seed, commitment: str) -> None:
    """Raise BadInput (CH-8604) where a seed is not the one that was committed to."""
    if seed.commitment != commitment:
        expected = text("Expected the seed of the commitment {commitment}.", commitment=commitment[:12] + "…")
        mend = text("Take the seed that was sealed with this plan; another one would be one that was chosen.")
        raise BadInput([Problem(_CODE, Place(field="seed"), seed.commitment[:12] + "…", expected, mend)])
