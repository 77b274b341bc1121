"""Records beside the phone: written by forms, a photograph added, a signed record opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.inspections.access import GO, chain_of, teams_of, where_of_visit
from chiso.office.inspections.cells import ENDED, SIGNATURES, emptied
from chiso.office.inspections.models import Part, Photo, Record, Visit
from chiso.office.inspections.problems import no_reason
from chiso.office.inspections.record_problems import record_stands
from chiso.office.inspections.services.attaching import attach_photo, check_photo
from chiso.office.inspections.services.syncing import Change, Taking, is_open, open_record, visit_now
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, require
from chiso.office.records import lock_version, save_next

declare_verbs(
    {
        "record_entered": text("entered {taken} parts of the record of a visit by form"),
        "record_reopened": text("opened the signed record of a visit again: {reason}"),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form says of one cell."""

    kind: str
    name: str
    value: Mapping[str, Any] | None


def write_record(*, actor: Person, visit: Visit, entries: Sequence[Entry], expected_version: int) -> Record:
    """Write what a form says: the paper that was filled in, or a record without a phone.

    `expected_version` 0: nothing was written yet. Raises NoRight, NotFound, Conflict, Incomplete (CH-8669,
    CH-8694, CH-8696, CH-8697).
    """
    decision = _require(actor, visit)
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        visit = visit_now(actor, visit)
        is_new = not Record.objects.filter(visit=visit).exists()
        record = open_record(visit)
        current = record if is_new else lock_version(record, expected_version)
        if not is_open(current, visit):
            raise Incomplete([record_stands()])
        taking = Taking(work, current, visit, actor, "")
        now = timezone.now()
        changes = [
            Change(number, one.kind, one.name, None if one.value is None else dict(one.value), 0, now, 0)
            for number, one in enumerate(entries)
        ]
        answers = taking.take(changes)
        problems = [one.problem for one in answers if one.problem is not None]
        if problems:
            raise Incomplete(problems)
        save_next(current)
        work.record("record_entered", current, facts={"visit": visit.key, "taken": len(answers)})
        if taking.has_ended:
            work.record("record_signed", current, facts={"visit": visit.key, "digest": current.digest})
    return current


def add_photo(*, actor: Person, visit: Visit, entry: Entry, data: bytes, expected_version: int) -> Photo:
    """Name a photograph in the record and take in its bytes; what cannot be kept is not named either.

    Raises what the two of them raise.
    """
    check_photo(data)
    named = write_record(actor=actor, visit=visit, entries=[entry], expected_version=expected_version)
    try:
        return attach_photo(actor=actor, visit=visit, name=entry.name, data=data)
    except Incomplete:
        gone = [Entry("photo", entry.name, None)]
        write_record(actor=actor, visit=visit, entries=gone, expected_version=named.version)
        raise


def reopen_record(*, actor: Person, record: Record, reason: str, expected_version: int) -> Record:
    """Open a signed record again, as long as it was not handed over; both sides sign anew.

    Raises NoRight, NotFound, Conflict, Incomplete (CH-8651, CH-8696).
    """
    visit = record.visit
    decision = _require(actor, visit)
    if not reason.strip():
        raise Incomplete([no_reason()])
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        current = lock_version(record, expected_version, given={"reason": reason})
        # It may have been handed over since the page was read, which leaves the record's version as it is.
        visit = visit_now(actor, visit)
        if visit.handed_over_at is not None or not visit.is_under_way:
            raise Incomplete([record_stands()])
        current.state, current.signed_at, current.digest = "open", None, ""
        for part in Part.objects.filter(record=current, name__in=(ENDED, *SIGNATURES)):
            part.value, part.is_removed, part.device = emptied("part")["value"], True, ""
            part.revision += 1
            part.save()
        Visit.objects.filter(pk=visit.pk).update(ended_at=None)
        save_next(current)
        work.record("record_reopened", current, facts={"visit": visit.key}, words={"reason": reason.strip()})
    return current


def _require(actor: Person, visit: Visit) -> Decision:
    decision = require(actor, GO, where_of_visit(visit))
    if visit.team_id not in teams_of(actor):
        raise NotFound
    return decision
