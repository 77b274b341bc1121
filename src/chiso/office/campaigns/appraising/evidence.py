"""What proves a leaf, as an appraiser looks at it: the documents beside it, one page of one of them open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chiso.language import Text
from chiso.office.campaigns.answering.proving import Proof
from chiso.office.files.models import Revision
from chiso.office.files.showing import file_shown, state_of
from chiso.office.files.views import title_of


@dataclass(frozen=True, slots=True)
class ProofShown:
    """A document beside a leaf: its latest file, the page that the agency points at, what it says of it."""

    title: Any
    page: str
    note: str
    revision: Revision | None
    file: dict[str, Any] | None
    state: tuple[Text, str] | None
    elsewhere: int

    @property
    def may_be_seen(self) -> bool:
        """Whether its pages can be shown here."""
        return bool(self.file and self.file["action_address"])


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that is open beside the leaf."""

    revision: Revision
    number: int
    pages: int


def shown_of(proofs: Sequence[Proof]) -> list[ProofShown]:
    """The documents as the page shows them."""
    return [_shown(proof) for proof in proofs]


def opened(proofs: Sequence[ProofShown], asked: str, page: str) -> Opened | None:
    """The page that the address asks for; else the one that the agency points at, else the first."""
    seen = [(one, one.revision) for one in proofs if one.may_be_seen and one.revision is not None]
    if not seen:
        return None
    chosen, revision = next((pair for pair in seen if pair[1].key == asked), seen[0])
    wanted, pages = page or chosen.page, revision.content.pages
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    return Opened(revision, min(max(number, 1), pages), pages)


def _shown(proof: Proof) -> ProofShown:
    revision = proof.revision
    return ProofShown(
        title_of(proof.use.document),
        proof.use.page,
        proof.use.note,
        revision,
        file_shown(revision) if revision is not None else None,
        state_of(revision.content) if revision is not None else None,
        proof.elsewhere,
    )
