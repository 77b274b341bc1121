"""The seed sealed, the plan approved by somebody else, sent back, decided.

An approval names the hash of frame, plan and commitment that the approver saw. Whatever changes afterwards
lets it fall: a change here at once (`changing`), one elsewhere (a tie, a member of a team) when the draw
compares.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from chiso.inspection.drawing import draw_visits
from chiso.inspection.kinds import kinds
from chiso.inspection.seed import Seed, new_seed, read_seed, write_seed
from chiso.language import text
from chiso.office.encryption import vault
from chiso.office.errors import Incomplete
from chiso.office.files.models import Document
from chiso.office.inspections.access import APPROVE, PREPARE, barred_from, chain_of, where_of
from chiso.office.inspections.content import files_of
from chiso.office.inspections.models import Inspection
from chiso.office.inspections.problems import (
    another_content,
    empty_frame,
    no_decision_of_this_kind,
    no_number,
    no_reason,
    no_seed,
    wrong_step,
)
from chiso.office.inspections.services.changing import lock_open, note_preparer
from chiso.office.inspections.telling import tell_approved, tell_sealed, tell_sent_back
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next

# The key by which seeds are encrypted: a copy of the database alone opens none.
_PURPOSE = "inspection seed"


def seal(*, actor: Person, inspection: Inspection, expected_version: int) -> Inspection:
    """Seal a seed and hand the plan in for approval. A seed that was sealed before stays the one.

    The draw is tried with another seed first, so that what is approved can be drawn. Raises NoRight,
    Conflict, BadInput (CH-8603, CH-8605, CH-8606), Incomplete (CH-8656, CH-8659, CH-8674).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    if not inspection.frame_sha256:
        raise Incomplete([empty_frame()])
    draw_visits(*files_of(inspection).read(), new_seed())
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        if current.sealed_at is not None or current.drawn_at is not None:
            raise Incomplete(
                [wrong_step(current.state, text("Expected an inspection that is being prepared."))]
            )
        note_preparer(current, actor)
        if not current.commitment:
            seed = new_seed()
            current.commitment = seed.commitment
            current.sealed_seed = encrypt_seed(seed)
        current.sealed_at = timezone.now()
        save_next(current)
        work.record("seed_sealed", current, facts={"commitment": current.commitment})
        tell_sealed(work, current)
    return current


def unseal(inspection: Inspection) -> Seed:
    """The seed, for the draw and for opening it: never for a page. Raises Incomplete (CH-8664)."""
    return decrypt_seed(inspection.sealed_seed)


def encrypt_seed(seed: Seed) -> str:
    """A seed as it is kept until its draw is opened."""
    return vault(_PURPOSE).encrypt(write_seed(seed).encode()).decode()


def decrypt_seed(sealed: str) -> Seed:
    """A seed that was encrypted so. Raises Incomplete (CH-8664)."""
    from cryptography.fernet import InvalidToken

    try:
        written = vault(_PURPOSE).decrypt(sealed.encode())
    except InvalidToken:
        raise Incomplete([no_seed()]) from None
    return read_seed(written)


def approve(*, actor: Person, inspection: Inspection, seen_sha256: str, expected_version: int) -> Inspection:
    """Approve what was seen. Nobody approves what they had a hand in.

    Raises NoRight, Conflict, Incomplete (CH-8656, CH-8665, CH-8674).
    """
    barred = barred_from(inspection)
    decision = require(actor, APPROVE, where_of(inspection, barred=barred))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        _refuse_what_does_not_wait(current, barred)
        found = files_of(current).sha256
        if seen_sha256 != found:
            raise Incomplete([another_content(seen_sha256)])
        current.approved_at, current.approved_by, current.approved_sha256 = timezone.now(), actor, found
        save_next(current)
        work.record("inspection_approved", current, facts={"sha256": found})
        tell_approved(work, current)
    return current


def send_back(*, actor: Person, inspection: Inspection, reason: str, expected_version: int) -> Inspection:
    """Send the plan back to who prepares it. The seed stays sealed as it is: nobody draws another one.

    Raises NoRight, Conflict, Incomplete (CH-8651, CH-8656, CH-8674).
    """
    barred = barred_from(inspection)
    decision = require(actor, APPROVE, where_of(inspection, barred=barred))
    if not reason.strip():
        raise Incomplete([no_reason()])
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        _refuse_what_does_not_wait(current, barred)
        current.sealed_at = None
        save_next(current)
        work.record("inspection_sent_back", current, words={"reason": reason.strip()})
        tell_sent_back(work, current)
    return current


def enter_decision(
    *,
    actor: Person,
    inspection: Inspection,
    number: str,
    day: date | None,
    document: Document | None = None,
    expected_version: int,
) -> Inspection:
    """Enter number, day and signed file of the decision of inspection, once the plan is approved.

    Raises NoRight, Conflict, Incomplete (CH-8656, CH-8667, CH-8674, CH-8826: its kind has none).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    if not kinds()[inspection.kind].begins_by_decision:
        raise Incomplete([no_decision_of_this_kind()])
    if not number.strip() or day is None:
        raise Incomplete([no_number()])
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_open(inspection, expected_version)
        if current.approved_at is None:
            raise Incomplete([wrong_step(current.state, text("Expected an inspection that is approved."))])
        current.decision_number, current.decision_day = number.strip(), day
        current.decision_document = document
        save_next(current)
        facts = {
            "number": current.decision_number,
            "day": day.isoformat(),
            "document": document.pk if document is not None else 0,
        }
        work.record("decision_entered", current, facts=facts)
    return current


def _refuse_what_does_not_wait(inspection: Inspection, barred: frozenset[int]) -> None:
    """Raise where it does not wait for approval, or somebody joined who prepares it."""
    if inspection.state != "sealed" or barred_from(inspection) != barred:
        raise Incomplete(
            [wrong_step(inspection.state, text("Expected an inspection that waits for approval."))]
        )
