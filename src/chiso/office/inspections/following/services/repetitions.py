"""Findings that repeat an earlier one: which one that is, how severe it makes them, and what becomes of that
when the earlier one falls.

A repetition weighs one step more. Where the finding that it repeats is withdrawn, or turns out to be of
another duty, that reason is gone: the repetition is judged anew, by an earlier finding that still stands or
by none. What somebody judged otherwise than the rule, with a reason, stays as they judged it. A conclusion
that is not approved waits again for who prepares it; one that is approved keeps the severity that it names
(`Finding.concluded_as`), and those whom it concerns are told.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from chiso.inspection.severity import (
    Effect,
    Judged,
    Kind,
    earlier_one,
    judge,
    shipped_rule,
)
from chiso.language import text
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.supplements import is_approved
from chiso.office.inspections.following.telling import tell_judged_anew
from chiso.office.inspections.models import Conclusion, Finding, Visit
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.records import save_next

declare_verbs(
    {"finding_judged_anew": text("finding {number} repeats nothing that stands any more: {severity}")}
)


def earlier_finding(visit: Visit, duty: str, day: date) -> Finding | None:
    """The finding that one of this duty at this place would repeat."""
    if not duty:
        return None
    rows = Finding.objects.filter(
        agency=visit.place.agency, visit__place__code=visit.place.code, duty=duty, withdrawn_at=None,
        inspection__is_made_up=visit.inspection.is_made_up,
    )  # fmt: skip
    by_day = {one.found_on: one for one in rows.exclude(visit=visit).order_by("found_on", "pk")}
    last = earlier_one(shipped_rule(), day, by_day)
    return by_day[last] if last is not None else None


def judged(finding: Finding) -> Judged:
    """The severity of a finding by the rule, with every step."""
    since = finding.repeated_of.found_on if finding.repeated_of is not None else None
    if since is None and finding.not_mended_on is not None:
        since = finding.found_on
    return judge(
        shipped_rule(), cast("Kind", finding.kind), cast("Effect", finding.effect), repeated_of=since
    )


def weigh(finding: Finding, severity: str) -> None:
    """Give a finding another severity; what its conclusion named before stays known."""
    concluded = finding.concluded_severity
    finding.severity = severity
    finding.concluded_as = concluded if concluded != severity else ""


def judge_repetitions_anew(work: Work, earlier: Finding) -> list[Finding]:
    """Judge those that repeat a finding which no longer stands as they need it; those that were changed.

    Within the transaction that changed `earlier`: an entry for each, in the chain of its own inspection.
    """
    rows = Finding.objects.select_for_update(of=("self",)).filter(repeated_of=earlier, withdrawn_at=None)
    return [_judge_anew(work, one.pk) for one in rows.order_by("inspection", "pk")]


def _judge_anew(work: Work, key: int) -> Finding:
    rows = Finding.objects.select_related("inspection", "agency", "visit__place__agency", "visit__inspection")
    finding = rows.get(pk=key)
    if work.chain.name == chain_of(finding.inspection):
        return _settle(work, finding)
    with unit_of_work(chain_of(finding.inspection), actor=work.actor, decision=work.decision) as own:
        return _settle(own, finding)


def _settle(work: Work, finding: Finding) -> Finding:
    was_by_rule = finding.severity == finding.by_rule
    finding.repeated_of = earlier_finding(finding.visit, finding.duty, finding.found_on)
    finding.by_rule = judged(finding).severity
    approved = is_approved(finding.inspection, finding.agency, finding.supplement)
    before = finding.severity
    if was_by_rule:
        if approved:
            weigh(finding, finding.by_rule)
        else:
            finding.severity = finding.by_rule
    if finding.severity == finding.by_rule:
        finding.severity_reason = ""
    save_next(finding)
    if not approved:
        take_back(finding, None)
    facts = {
        "number": finding.number, "severity": f"severity_{finding.severity}",
        "before": f"severity_{before}", "by_rule": f"severity_{finding.by_rule}",
        "repeated_of": finding.repeated_of_id or 0,
    }  # fmt: skip
    work.record("finding_judged_anew", finding, facts=facts)
    tell_judged_anew(work, finding, approved=approved)
    return finding


def take_back(finding: Finding, actor: Person | None) -> None:
    """A conclusion stands on its findings: one that changes takes it back from whoever is to approve it.
    `actor`: who changed the finding by their own judgement has a hand in the conclusion."""
    rows = Conclusion.objects.select_for_update(of=("self",)).order_by()
    conclusion = rows.filter(
        inspection=finding.inspection_id, agency=finding.agency_id, supplement=finding.supplement
    ).first()
    if conclusion is None:
        return
    if actor is not None:
        conclusion.preparers.add(actor)
    if conclusion.handed_in_at is not None:
        conclusion.handed_in_at = None
        save_next(conclusion)
