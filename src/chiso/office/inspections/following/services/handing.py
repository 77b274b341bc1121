"""The signed record handed over to the agency; what its head does not agree with, within the term."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from chiso.inspection.kinds import kinds
from chiso.language import text
from chiso.office.files.models import Document
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.access import ANSWER, HAND_OVER, RECEIVE, where_of_agency
from chiso.office.inspections.following.evidence import problems_of_documents, set_documents
from chiso.office.inspections.following.names import OBJECTION_NAMES
from chiso.office.inspections.following.problems import (
    approved_already,
    handed_over_already,
    no_reason,
    no_words,
    not_in_list,
    not_later,
    not_signed,
    nothing_waits,
    too_late,
    waits_already,
)
from chiso.office.inspections.following.services.checking import (
    refuse,
    require_for_visit,
)
from chiso.office.inspections.following.supplements import is_approved, supplement_of
from chiso.office.inspections.following.telling import tell_answered, tell_handed_over, tell_objected
from chiso.office.inspections.models import HandingOver, Inspection, MoreTime, Objection, Visit
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.office.tasks.days import deadline_after, said_day
from chiso.problems import Problem

declare_values({f"objection_{one}": title for one, title in OBJECTION_NAMES.items()})
declare_verbs(
    {
        "record_handed_over": text("handed the record {number} over, objections until {day}"),
        "record_received": text("received the record {number}"),
        "record_objected": text("objected to the record {number}"),
        "objection_answered": text("answered the objection: {decision}"),
        "objection_term_extended": text("extended the term to object from {old} to {new}: {reason}"),
    }
)


def hand_over_record(*, actor: Person, visit: Visit, expected_version: int) -> HandingOver:
    """Hand the signed record of a visit over to the head of the agency. Begins the term to object.

    Raises NoRight, NotFound, Conflict, Incomplete (CH-8723, CH-8724).
    """
    decision = require_for_visit(actor, HAND_OVER, visit)
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        current = lock_version(visit, expected_version)
        refuse(_problems_of_handing(current))
        count = HandingOver.objects.filter(visit__inspection=visit.inspection).count()
        now = timezone.now()
        made = HandingOver.objects.create(
            visit=current, number=f"{visit.inspection.number}/BB-{count + 1}",
            record_sha256=current.record.digest, handed_by=actor, handed_at=now,
            last_day=deadline_after(timezone.localdate(now), term_of(visit.inspection)),
        )  # fmt: skip
        current.handed_over_at = now
        save_next(current)
        facts = {"number": made.number, "day": said_day(made.last_day), "sha256": made.record_sha256}
        work.record("record_handed_over", made, facts=facts)
        tell_handed_over(work, made)
    return made


def term_of(inspection: Inspection) -> int:
    """How many working days an agency has to object, by the kind."""
    return kinds()[inspection.kind].objection_working_days


def _problems_of_handing(visit: Visit) -> list[Problem]:
    if visit.handed_over_at is not None:
        return [handed_over_already()]
    record = getattr(visit, "record", None)
    return [not_signed()] if record is None or record.state != "signed" else []


def receive_record(
    *, actor: Person, handing_over: HandingOver, agrees: bool = False, expected_version: int
) -> HandingOver:
    """Confirm that the agency got the record; `agrees`: it has no objection, and the term need not be waited
    for. Raises NoRight, Conflict, Incomplete (CH-8724)."""
    visit = handing_over.visit
    decision = require(actor, RECEIVE, where_of_agency(visit.inspection, visit.place.agency))
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        current = lock_version(handing_over, expected_version)
        refuse([handed_over_already()] if current.received_at is not None else [])
        current.received_by, current.received_at, current.agrees = actor, timezone.now(), agrees
        save_next(current)
        work.record("record_received", current, facts={"number": current.number, "agrees": agrees})
    return current


def object_to_record(
    *,
    actor: Person,
    handing_over: HandingOver,
    words: str,
    documents: Collection[Document] = (),
    expected_version: int,
) -> Objection:
    """Say what the agency does not agree with, within the term.

    Raises NoRight, Conflict, Incomplete (CH-8721, CH-8725, CH-8726, CH-8733, CH-8737).
    """
    visit = handing_over.visit
    agency = visit.place.agency
    decision = require(actor, RECEIVE, where_of_agency(visit.inspection, agency))
    problems = problems_of_documents(actor, documents)
    if not words.strip():
        problems.append(no_words("words", text("Expected what the agency does not agree with, and why.")))
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        current = lock_version(handing_over, expected_version)
        refuse(problems + _problems_of_objecting(current, visit.inspection, agency))
        made = Objection.objects.create(
            handing_over=current, by=actor, at=timezone.now(), words=words.strip()
        )
        set_documents(actor, made, documents)
        save_next(current)
        facts = {"number": current.number, "documents": [one.pk for one in documents]}
        work.record("record_objected", made, facts=facts, words={"words": words.strip()})
        tell_objected(work, visit, made)
    return made


def _problems_of_objecting(current: HandingOver, inspection: Inspection, agency: Agency) -> list[Problem]:
    problems = []
    if timezone.localdate() > current.last_day:
        problems.append(too_late(current.last_day))
    if current.objections.filter(decision="").exists():
        problems.append(waits_already())
    if is_approved(inspection, agency, supplement_of(current.visit)):
        problems.append(approved_already())
    return problems


def extend_term(
    *, actor: Person, handing_over: HandingOver, new_last_day: date, reason: str, expected_version: int
) -> MoreTime:
    """Give the agency more time to object, also where the term is over. Both days stay in the record.

    Raises NoRight, Conflict, Incomplete (CH-8722, CH-8728).
    """
    visit = handing_over.visit
    decision = require(actor, ANSWER, where_of_agency(visit.inspection, visit.place.agency))
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work:
        current = lock_version(handing_over, expected_version)
        problems = [] if reason.strip() else [no_reason()]
        if new_last_day <= current.last_day or new_last_day < timezone.localdate():
            problems.append(not_later(new_last_day, current.last_day))
        refuse(problems)
        made = MoreTime.objects.create(
            handing_over=current, old_last_day=current.last_day, new_last_day=new_last_day,
            reason=reason.strip(), by=actor,
        )  # fmt: skip
        current.last_day = new_last_day
        save_next(current)
        facts = {"old": said_day(made.old_last_day), "new": said_day(new_last_day)}
        work.record("objection_term_extended", current, facts=facts, words={"reason": reason.strip()})
    return made


def answer_objection(
    *, actor: Person, objection: Objection, decision: str, answer: str, expected_version: int
) -> Objection:
    """Accept an objection, in part or whole, or refuse it; in either case with reasons. Findings that fall
    with it are withdrawn on their own. Raises NoRight, Conflict, Incomplete (CH-8722, CH-8727, CH-8729)."""
    visit = objection.handing_over.visit
    right = require(actor, ANSWER, where_of_agency(visit.inspection, visit.place.agency))
    problems = [] if answer.strip() else [no_reason("answer")]
    if decision not in OBJECTION_NAMES:
        problems.append(not_in_list("decision", decision))
    refuse(problems)
    with unit_of_work(chain_of(visit.inspection), actor=actor, decision=right) as work:
        current = lock_version(objection, expected_version)
        refuse([nothing_waits()] if current.decision else [])
        current.decision, current.answer = decision, answer.strip()
        current.decided_by, current.decided_at = actor, timezone.now()
        save_next(current)
        facts = {"decision": f"objection_{decision}"}
        work.record("objection_answered", current, facts=facts, words={"answer": answer.strip()})
        tell_answered(work, visit, current)
    return current
