"""What every change of an inspection goes through before the draw: lock, phase, who had a hand in it."""

from __future__ import annotations

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.models import Inspection, Preparer
from chiso.office.inspections.problems import closed, wrong_step
from chiso.office.ledger.work import Work
from chiso.office.people.models import Person
from chiso.office.records import lock_version


def lock_to_prepare(
    work: Work, actor: Person, inspection: Inspection, expected_version: int, *, given: object = None
) -> Inspection:
    """The inspection, locked, if it may still be changed; an approval falls, who changes it is noted.

    Raises Conflict, Incomplete (CH-8656 once it is drawn, CH-8674).
    """
    current = lock_open(inspection, expected_version, given=given)
    refuse_drawn(current)
    note_preparer(current, actor)
    drop_approval(work, current)
    return current


def refuse_drawn(inspection: Inspection) -> None:
    """Raise Incomplete where an inspection is closed (CH-8674) or drawn (CH-8656)."""
    if inspection.closed_at is not None:
        raise Incomplete([closed()])
    if inspection.drawn_at is not None:
        raise Incomplete(
            [wrong_step(inspection.state, text("Expected an inspection that is not drawn yet."))]
        )


def lock_open(inspection: Inspection, expected_version: int, *, given: object = None) -> Inspection:
    """The inspection, locked, if it is not closed. Raises Conflict, Incomplete (CH-8674)."""
    current = lock_version(inspection, expected_version, given=given)
    if current.closed_at is not None:
        raise Incomplete([closed()])
    return current


def note_preparer(inspection: Inspection, person: Person) -> None:
    """Remember who had a hand in it: they do not approve it."""
    Preparer.objects.get_or_create(inspection=inspection, person=person)


def drop_approval(work: Work, inspection: Inspection) -> None:
    """What was approved has changed: it is approved no more, and the decision was of something else."""
    if inspection.approved_at is None:
        return
    work.record("inspection_approval_fell", inspection, facts={"sha256": inspection.approved_sha256})
    inspection.approved_at, inspection.approved_by, inspection.approved_sha256 = None, None, ""
    inspection.decision_number, inspection.decision_day, inspection.decision_document = "", None, None
