"""What an agency says it has mended; a further visit that looks; mended, or still there and more severe."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone

from chiso.inspection.severity import LEVELS
from chiso.language import text
from chiso.office.files.models import Document
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.access import CHECK, REMEDY, where_of_agency
from chiso.office.inspections.following.evidence import problems_of_documents, set_documents
from chiso.office.inspections.following.names import CHECKED_NAMES
from chiso.office.inspections.following.problems import (
    no_reason,
    no_revisit,
    no_words,
    not_in_list,
    not_issued,
    nothing_waits,
    waits_already,
)
from chiso.office.inspections.following.services.checking import (
    refuse,
    require_for_visit,
)
from chiso.office.inspections.following.services.repetitions import judged, weigh
from chiso.office.inspections.following.telling import tell_checked, tell_remedied
from chiso.office.inspections.models import Conclusion, Finding, Recommendation, Remediation, Visit
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next

declare_values(CHECKED_NAMES)
declare_verbs(
    {
        "remediation_reported": text("{owner} said that it has mended recommendation {number}"),
        "remediation_checked": text("looked again at recommendation {number}: {decision}"),
    }
)


def report_remediation(
    *,
    actor: Person,
    recommendation: Recommendation,
    words: str,
    documents: Collection[Document] = (),
    expected_version: int,
) -> Remediation:
    """Say what was done about a recommendation, with evidence; it counts once another visit has seen it.

    Raises NoRight, Conflict, Incomplete (CH-8721, CH-8726, CH-8733, CH-8743).
    """
    inspection, owner = recommendation.conclusion.inspection, recommendation.owner
    decision = require(actor, REMEDY, where_of_agency(inspection, owner))
    problems = problems_of_documents(actor, documents)
    if not words.strip():
        problems.append(no_words("words", text("Expected what was done.")))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_version(recommendation, expected_version)
        issued = Conclusion.objects.filter(pk=current.conclusion_id, issued_at__isnull=False)
        if not issued.exists() or not open_findings(current):
            problems.append(not_issued())
        if current.remediations.filter(decision="").exists():
            problems.append(waits_already())
        refuse(problems)
        made = Remediation.objects.create(
            recommendation=current, by=actor, at=timezone.now(), words=words.strip()
        )
        set_documents(actor, made, documents)
        save_next(current)
        facts = {"owner": owner.name, "number": current.number, "documents": [one.pk for one in documents]}
        work.record("remediation_reported", made, facts=facts, words={"words": words.strip()})
        tell_remedied(work, recommendation, made)
    return made


def open_findings(recommendation: Recommendation) -> list[Finding]:
    """The findings that it is about and that are still open."""
    rows = recommendation.findings.filter(mended_on=None, withdrawn_at=None)
    return list(rows.select_related("visit__place", "inspection", "repeated_of").order_by("number"))


def check_remediation(
    *,
    actor: Person,
    remediation: Remediation,
    revisit: Visit,
    decision: str,
    answer: str = "",
    expected_version: int,
) -> Remediation:
    """Say what a further visit saw: mended, or not. What is not mended weighs as repeated from now on.

    Raises NoRight, NotFound, Conflict, Incomplete (CH-8722, CH-8727, CH-8729, CH-8744).
    """
    recommendation = remediation.recommendation
    inspection = recommendation.conclusion.inspection
    right = require_for_visit(actor, CHECK, revisit)
    # Who is to mend it may be another agency than the one that was visited.
    require(actor, CHECK, where_of_agency(inspection, recommendation.owner))
    problems = [] if decision in CHECKED_NAMES else [not_in_list("decision", decision)]
    if decision == "not_mended" and not answer.strip():
        problems.append(no_reason("answer"))
    with unit_of_work(chain_of(inspection), actor=actor, decision=right) as work:
        current = lock_version(remediation, expected_version)
        findings = open_findings(recommendation)
        if current.decision:
            problems.append(nothing_waits())
        elif not saw(revisit, findings, recommendation):
            problems.append(no_revisit())
        refuse(problems)
        current.revisit, current.decision, current.answer = revisit, decision, answer.strip()
        current.decided_by, current.decided_at = actor, timezone.now()
        save_next(current)
        changed = [_settle(one, revisit, decision) for one in findings]
        facts = {"number": recommendation.number, "decision": decision, "findings": changed,
                 "revisit": revisit.pk}  # fmt: skip
        work.record("remediation_checked", current, facts=facts, words={"answer": answer.strip()})
        tell_checked(work, recommendation, current)
    return current


def saw(revisit: Visit, findings: Collection[Finding], recommendation: Recommendation) -> bool:
    """Whether a visit can have seen these findings: a further one that knew of them, over, signed, of each of
    their places, later than whatever saw them before, that has not said of this recommendation already what
    it saw."""
    record = getattr(revisit, "record", None)
    if revisit.again_of_id is None or revisit.is_blind or revisit.ended_at is None:
        return False
    if record is None or record.state != "signed":
        return False
    if recommendation.remediations.filter(revisit=revisit).exists():
        return False
    return bool(findings) and all(
        one.visit.place_id == revisit.place_id and one.visit_id != revisit.pk and _is_later(revisit, one)
        for one in findings
    )


def _is_later(revisit: Visit, finding: Finding) -> bool:
    """Whether a visit did not come on a day before it was found, or last seen."""
    return _day_of(revisit) >= max(finding.found_on, finding.not_mended_on or finding.found_on)


def _day_of(revisit: Visit) -> date:
    at = revisit.begun_at or revisit.ended_at
    return timezone.localdate(at) if at is not None else timezone.localdate()


def _settle(finding: Finding, revisit: Visit, decision: str) -> dict[str, Any]:
    """Close a finding, or raise it."""
    day = _day_of(revisit)
    if decision == "mended":
        finding.mended_on = day
    else:
        finding.not_mended_on = day
        finding.by_rule = judged(finding).severity
        if LEVELS.index(finding.by_rule) > LEVELS.index(finding.severity):
            weigh(finding, finding.by_rule)
    save_next(finding)
    return {"finding": finding.number, "severity": f"severity_{finding.severity}"}
