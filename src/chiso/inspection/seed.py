"""A seed that is sealed before the draw and opened after the visits.

    commitment = SHA-256("chiso-inspection-seed/2" ⏎ format of the draw ⏎ salt ⏎ seed)

The commitment is published (with the plan, before the frame is closed); whoever draws keeps the file of the
seed. Opened, it proves that the seed was not chosen by what it draws, and by which rule was to be drawn: no
later draw can call itself one of another format, which would leave a choice open. Salt and seed have 128
random bits each, so that nobody finds the seed from its commitment. Seeds of the format 1 were sealed without
the format of the draw, as SHA-256("chiso-inspection-seed/1" ⏎ salt ⏎ seed); they stay good for what they were
published with.

    CH-8604 a seed that is none, or not the one of the commitment
    CH-8827 a seed that was sealed for a draw of another format
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.records import read_bytes, read_record
from chiso.inspection.plan import Part
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote

FORMAT: Final = "chiso-inspection-seed/2"
FIRST_FORMAT: Final = "chiso-inspection-seed/1"
# How a draw is made (`drawing`) and told (`record`).
DRAW_FORMAT: Final = "chiso-inspection-draw/2"
_CODE = "CH-8604"
_BYTES = 16

Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Seed(Part):
    """The seed with its salt, and the format of the draw that it is for."""

    format: Literal["chiso-inspection-seed/1", "chiso-inspection-seed/2"] = FORMAT
    draw: Annotated[str, Field(pattern=r"^chiso-inspection-draw/[1-9][0-9]{0,2}$")] = DRAW_FORMAT
    seed: Hexadecimal
    salt: Hexadecimal

    @property
    def sealed_for(self) -> str | None:
        """The format of the draw that the commitment binds; None: it says nothing of it."""
        return None if self.format == FIRST_FORMAT else self.draw

    @property
    def commitment(self) -> str:
        """What is published before."""
        parts = (self.format, self.sealed_for, self.salt, self.seed)
        return hashlib.sha256("\n".join(part for part in parts if part is not None).encode()).hexdigest()

    def number(self, column: str, place: str) -> str:
        """The number of a place in a column, 64 hexadecimal digits: their order is the order of the draw."""
        return hashlib.sha256(f"{self.seed}\n{column}\n{place}".encode()).hexdigest()


def new_seed() -> Seed:
    """A seed by the system's generator."""
    return Seed(seed=secrets.token_hex(_BYTES), salt=secrets.token_hex(_BYTES))


def write_seed(seed: Seed) -> str:
    """The seed as it is kept."""
    draw = "" if seed.sealed_for is None else f"draw: {seed.sealed_for}\n"
    return f"format: {seed.format}\n{draw}seed: '{seed.seed}'\nsalt: '{seed.salt}'\n"


def read_seed(source: Path | bytes, *, name: str | None = None) -> Seed:
    """The seed in a file, of either format. Raises BadInput."""
    shown = name or (str(source) if isinstance(source, Path) else "seed.yaml")
    content = source if isinstance(source, bytes) else read_bytes(source, _CODE)
    is_first = content.partition(b"\n")[0].rstrip() == f"format: {FIRST_FORMAT}".encode()
    form = FIRST_FORMAT if is_first else FORMAT
    return read_record(content, Seed, name=shown, form=form, code=_CODE, check=_faults)


def _faults(seed: Seed) -> Iterator[PlacedFault]:
    """A seed of the format 1 names no draw, every other one does: what is left out may not be guessed."""
    if ("draw" in seed.model_fields_set) == (seed.format == FIRST_FORMAT):
        expected = text("Expected the format of the draw in a seed of the format 2, and none in one of 1.")
        mend = text("Take the file as “chiso inspection seal” has written it.")
        yield PlacedFault(_CODE, ("draw",), "", expected, mend)


def check_commitment(seed: Seed, commitment: str) -> None:
    """Raise BadInput (CH-8604) where a seed is not the one that was committed to."""
    if seed.commitment != commitment:
        expected = text("Expected the seed of the commitment {commitment}.", commitment=commitment[:12] + "…")
        mend = text("Take the seed that was sealed with this plan; another one would be one that was chosen.")
        raise BadInput([Problem(_CODE, Place(field="seed"), seed.commitment[:12] + "…", expected, mend)])


def check_draw_format(seed: Seed) -> None:
    """Raise BadInput (CH-8827) where a seed was sealed for a draw of another format than this one makes."""
    if seed.sealed_for not in (None, DRAW_FORMAT):
        expected = text(
            "Expected a seed that was sealed for a draw of the format {format}.", format=DRAW_FORMAT
        )
        mend = text("Draw with the version of chiso by which it was sealed, or seal and publish anew.")
        raise BadInput([Problem("CH-8827", Place(field="seed"), quote(seed.draw), expected, mend)])
