"""A bundle as the portal shows it: what it says of itself, what became of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from chiso.language import Bilingual
from chiso.publication.decision import Decision
from chiso.publication.statement import Status as PublicationStatus
from chiso.publication.verification import Verification

Standing: TypeAlias = Literal["stands", "superseded", "withdrawn"]


@dataclass(frozen=True, eq=False)
class Publication:
    """One bundle. `slug` names it in addresses: `papi-1`, with the number of its version.

    `standing` is what became of it; `superseded_by` and `withdrawn_by` are content hashes of later
    bundles of this site. `series` are the ids of the series and tables that stand in it.
    """

    slug: str
    title: Bilingual
    bundle_name: str
    content: str
    status: PublicationStatus
    version: int
    standing: Standing
    supersedes: str | None
    superseded_by: str | None
    withdrawn_by: str | None
    reason: str
    decision: Decision | None
    verification: Verification
    day: datetime.date | None
    first: str
    series: tuple[str, ...]
    file: Path
    size: int

    @property
    def is_trusted(self) -> bool:
        """Whether a key that this site names vouches for it."""
        return self.verification.is_sealed_by_a_trusted_key
