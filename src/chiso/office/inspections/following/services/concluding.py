"""The conclusion of an inspection for one agency: prepared, approved by another, issued, received.

Issued, it is a directive, and each recommendation a task of its owner: all of them, or none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.files.models import Document
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.access import (
    APPROVE_CONCLUSION,
    CONCLUDE,
    RECEIVE,
    barred_from,
    where_of_agency,
)
from chiso.office.inspections.following.content import findings_of, sha256_of
from chiso.office.inspections.following.evidence import problems_of_documents
from chiso.office.inspections.following.names import conclusion_title
from chiso.office.inspections.following.problems import (
    handed_over_already,
    in_the_future,
    no_findings,
    no_reason,
    no_words,
    not_approved,
    not_told,
    nothing_waits,
    still_open_to_objections,
    without_recommendation,
)
from chiso.office.inspections.following.services.checking import refuse
from chiso.office.inspections.following.services.recommending import lock_to_prepare
from chiso.office.inspections.following.services.repetitions import forget_concluded
from chiso.office.inspections.following.supplements import issued_for, records_of
from chiso.office.inspections.following.telling import (
    tell_conclusion_approved,
    tell_conclusion_issued,
    tell_conclusion_sent_back,
    tell_conclusion_waits,
)
from chiso.office.inspections.models import Conclusion, Inspection, Recommendation
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.office.tasks.days import said_day
from chiso.office.tasks.models import Directive
from chiso.office.tasks.services import DirectiveFacts, NewTask, enter_directive, give_task
from chiso.problems import Problem

MOST_OF_A_TITLE = 300
declare_verbs(
    {
        "conclusion_begun": text("began the conclusion for {agency}"),
        "conclusion_changed": text("changed the conclusion for {agency}"),
        "conclusion_handed_in": text("handed the conclusion for {agency} in to be approved"),
        "conclusion_approved": text("approved the conclusion for {agency}, SHA-256 {sha256}"),
        "conclusion_sent_back": text("sent the conclusion for {agency} back: {reason}"),
        "conclusion_issued": text("issued the conclusion {number} for {agency}; tasks: {tasks}"),
        "conclusion_received": text("received the conclusion {number}"),
    }
)


def begin_conclusion(*, actor: Person, inspection: Inspection, agency: Agency) -> Conclusion:
    """Begin the conclusion for an agency, once; after it was issued one that supplements it, where a record
    was handed over since. Of one that stands: that one.

    Raises NoRight, Incomplete (CH-8736: no record was handed over that it would stand on).
    """
    decision = require(actor, CONCLUDE, where_of_agency(inspection, agency))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        number = issued_for(inspection, agency).count()
        made = Conclusion.objects.filter(inspection=inspection, agency=agency, supplement=number).first()
        is_new = made is None
        if made is None:
            refuse([] if records_of(inspection, agency, number).exists() else [no_findings()])
            made = Conclusion.objects.create(inspection=inspection, agency=agency, supplement=number)
            made.preparers.add(actor)
        facts = {"agency": agency.name, "again": not is_new, "supplement": number}
        work.record("conclusion_begun", made, facts=facts)
    return made


def change_conclusion(
    *, actor: Person, conclusion: Conclusion, words: str, expected_version: int
) -> Conclusion:
    """Write what is concluded in general. Raises NoRight, Conflict, Incomplete (CH-8721, CH-8737)."""
    agency = conclusion.agency
    decision = require(actor, CONCLUDE, where_of_agency(conclusion.inspection, agency))
    refuse([] if words.strip() else [no_words("words", text("Expected what is concluded."))])
    with unit_of_work(chain_of(conclusion.inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(actor, conclusion, expected_version)
        current.words = words.strip()
        save_next(current)
        work.record(
            "conclusion_changed", current, facts={"agency": agency.name}, words={"words": current.words}
        )
    return current


def hand_in_conclusion(*, actor: Person, conclusion: Conclusion, expected_version: int) -> Conclusion:
    """Hand a conclusion in to be approved, once nothing stands against it.

    Raises NoRight, Conflict, Incomplete (CH-8721, CH-8735, CH-8737, CH-8740).
    """
    decision = require(actor, CONCLUDE, where_of_agency(conclusion.inspection, conclusion.agency))
    with unit_of_work(chain_of(conclusion.inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(actor, conclusion, expected_version)
        refuse(list(problems_to_approve(current)))
        current.handed_in_at = timezone.now()
        save_next(current)
        work.record("conclusion_handed_in", current, facts={"agency": current.agency.name})
        tell_conclusion_waits(work, current)
    return current


def approve_conclusion(*, actor: Person, conclusion: Conclusion, expected_version: int) -> Conclusion:
    """Approve a conclusion that others prepared, as it stands: findings, recommendations, words.

    Raises NoRight, Conflict, Incomplete (CH-8721, CH-8727, CH-8735, CH-8740).
    """
    where = where_of_agency(conclusion.inspection, conclusion.agency, barred=barred_from(conclusion))
    decision = require(actor, APPROVE_CONCLUSION, where)
    with unit_of_work(chain_of(conclusion.inspection), actor=actor, decision=decision) as work:
        current = _lock(conclusion, expected_version)
        waits = current.handed_in_at is not None and current.approved_at is None
        refuse(list(problems_to_approve(current)) if waits else [nothing_waits()])
        current.approved_by, current.approved_at = actor, timezone.now()
        current.approved_sha256 = sha256_of(current)
        save_next(current)
        facts = {"agency": current.agency.name, "sha256": current.approved_sha256}
        work.record("conclusion_approved", current, facts=facts)
        tell_conclusion_approved(work, current)
    return current


def problems_to_approve(conclusion: Conclusion) -> Iterator[Problem]:
    """What stands against approving a conclusion now."""
    if not conclusion.words.strip():
        yield no_words("words", text("Expected what is concluded."))
    today = timezone.localdate()
    handed = records_of(conclusion.inspection, conclusion.agency, conclusion.supplement)
    open_until = [
        one.last_day
        for one in handed.prefetch_related("objections")
        if (today <= one.last_day and not one.agrees)
        or any(not each.decision for each in one.objections.all())
    ]
    if open_until:
        yield still_open_to_objections(max(open_until))
    # Without the record the agency can object to nothing that was found there.
    told = set(handed.values_list("visit", flat=True))
    unknown = [str(one.number) for one in findings_of(conclusion) if one.visit_id not in told]
    if unknown:
        yield not_told(", ".join(unknown))
    recommended = set(
        conclusion.recommendations.filter(findings__isnull=False).values_list("findings", flat=True)
    )
    left = [
        str(one.number)
        for one in findings_of(conclusion)
        if one.severity != "reminder" and one.pk not in recommended
    ]
    if left:
        yield without_recommendation(", ".join(left))


def send_conclusion_back(
    *, actor: Person, conclusion: Conclusion, reason: str, expected_version: int
) -> Conclusion:
    """Send a conclusion back to who prepares it, approved or not, as long as it is not issued.

    Raises NoRight, Conflict, Incomplete (CH-8722, CH-8727).
    """
    where = where_of_agency(conclusion.inspection, conclusion.agency, barred=barred_from(conclusion))
    decision = require(actor, APPROVE_CONCLUSION, where)
    with unit_of_work(chain_of(conclusion.inspection), actor=actor, decision=decision) as work:
        current = _lock(conclusion, expected_version)
        problems = [] if reason.strip() else [no_reason()]
        if current.issued_at is not None or current.handed_in_at is None:
            problems.append(nothing_waits())
        refuse(problems)
        current.approved_by, current.approved_at, current.approved_sha256 = None, None, ""
        current.handed_in_at = None
        save_next(current)
        forget_concluded(findings_of(current))
        facts = {"agency": current.agency.name}
        work.record("conclusion_sent_back", current, facts=facts, words={"reason": reason.strip()})
        tell_conclusion_sent_back(work, current)
    return current


def issue_conclusion(
    *,
    actor: Person,
    conclusion: Conclusion,
    number: str,
    issued_on: date,
    document: Document | None = None,
    expected_version: int,
) -> Conclusion:
    """Enter number, day and signed file of an approved conclusion; the agency sees it from now on.

    Raises NoRight, Conflict, Incomplete (CH-8721, CH-8733, CH-8738, CH-8742, those of tasks).
    """
    agency, inspection = conclusion.agency, conclusion.inspection
    decision = require(actor, CONCLUDE, where_of_agency(inspection, agency))
    problems = problems_of_documents(actor, [document] if document is not None else [])
    if not number.strip():
        problems.append(no_words("number", text("Expected the number of the conclusion.")))
    if issued_on > timezone.localdate():
        problems.append(in_the_future("issued_on", issued_on))
    # Each task goes under the lock of its agency's chain: within one transaction all of them, or none.
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = _lock(conclusion, expected_version)
        is_approved = current.approved_at is not None and sha256_of(current) == current.approved_sha256
        if not is_approved or current.issued_at is not None:
            problems.append(not_approved())
        refuse(problems)
        current.number, current.issued_on, current.document = number.strip(), issued_on, document
        current.issued_at = timezone.now()
        save_next(current)
        tasks = _give_tasks(actor, current)
        facts = {"number": current.number, "agency": agency.name, "tasks": tasks}
        work.record("conclusion_issued", current, facts=facts)
        tell_conclusion_issued(work, current)
    return current


def origin_of(recommendation: Recommendation) -> str:
    """How a task names the recommendation that it was made of."""
    return f"inspections.recommendation/{recommendation.key}"


def _give_tasks(actor: Person, conclusion: Conclusion) -> int:
    rows = list(conclusion.recommendations.select_related("owner"))
    if not rows:
        return 0
    directive = _directive_of(actor, conclusion)
    for one in rows:
        one.task = give_task(actor=actor, given=_task_of(conclusion, one, directive))
        save_next(one)
    return len(rows)


def _directive_of(actor: Person, conclusion: Conclusion) -> Directive:
    inspection = conclusion.inspection
    facts = DirectiveFacts(
        kind="finding",
        title=text("{conclusion}, {number}", conclusion=conclusion_title(conclusion),
                   number=inspection.number).in_language("vi")[:MOST_OF_A_TITLE],
        number=conclusion.number,
        issued_on=conclusion.issued_on,
        issuer=configuration().city,
        document=conclusion.document,
    )  # fmt: skip
    return enter_directive(actor=actor, facts=facts, is_made_up=inspection.is_made_up)


def _task_of(conclusion: Conclusion, one: Recommendation, directive: Directive) -> NewTask:
    numbers = ", ".join(str(finding.number) for finding in one.findings.order_by("number"))
    return NewTask(
        title=one.words,
        owner=one.owner,
        directive=directive,
        words=text("Findings {numbers} of {inspection}.", numbers=numbers,
                   inspection=conclusion.inspection.number).in_language("vi"),
        deadline=max(one.deadline, conclusion.issued_on or one.deadline),
        measure=text("Another visit sees that it is mended.").in_language("vi"),
        is_made_up=conclusion.inspection.is_made_up,
        origin=origin_of(one),
    )  # fmt: skip


def receive_conclusion(*, actor: Person, conclusion: Conclusion, expected_version: int) -> Conclusion:
    """Confirm that the agency got the conclusion. Raises NoRight, Conflict, Incomplete (CH-8724, CH-8738)."""
    decision = require(actor, RECEIVE, where_of_agency(conclusion.inspection, conclusion.agency))
    with unit_of_work(chain_of(conclusion.inspection), actor=actor, decision=decision) as work:
        current = _lock(conclusion, expected_version)
        if current.issued_at is None:
            refuse([not_approved()])
        refuse([handed_over_already()] if current.received_at is not None else [])
        current.received_by, current.received_at = actor, timezone.now()
        save_next(current)
        facts = {"number": current.number, "day": said_day(current.issued_on)}
        work.record("conclusion_received", current, facts=facts)
    return current


def _lock(conclusion: Conclusion, expected_version: int) -> Conclusion:
    current = lock_version(conclusion, expected_version)
    current.inspection, current.agency = conclusion.inspection, conclusion.agency
    return current
