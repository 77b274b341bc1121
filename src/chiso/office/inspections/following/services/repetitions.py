"""Findings that repeat an earlier one: which one that is, how severe it makes them, and what becomes of that
when an earlier one is entered late, falls, or turns out to be of another duty.

A repetition weighs one step more, and what repeats what hangs on the days of the visits, whatever the order
in which findings are entered. So every change of a finding judges anew those of the same duty at the same
place that were found later. What somebody judged otherwise than the rule, with a reason, stays as they judged
it. A conclusion that is not approved waits again for who prepares it; one that is approved keeps what it
names (`Finding.concluded_as`), and those whom it concerns are told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from chiso.inspection.severity import (
    Effect,
    Judged,
    Kind,
    earlier_one,
    judge,
)
from chiso.language import text
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.supplements import is_approved
from chiso.office.inspections.following.telling import tell_judged_anew
from chiso.office.inspections.models import Conclusion, Finding, Inspection, Visit
from chiso.office.inspections.rules import severity_rule_named
from chiso.office.ledger.models import Chain
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import save_next
from chiso.office.tasks.days import said_day

declare_verbs(
    {
        "finding_judged_anew": text("finding {number} repeats nothing that stands any more: {severity}"),
        "finding_repeats": text("finding {number} repeats the one of {earlier_day}: {severity}"),
    }
)


@contextmanager
def one_after_another(visit: Visit, duties: Collection[str], day: date) -> Iterator[None]:
    """A transaction around a change of a finding of `visit`, found on `day`, from and to these duties.

    Two findings of one place that are written at once would not see each other; so the agency's wait for one
    another. The chains of all inspections that may have to be judged anew are locked in one order, since two
    that wait for each other's would never end.
    """
    with transaction.atomic():
        # Without `no_key` every row that refers to the agency would wait as well.
        Agency.objects.select_for_update(no_key=True).get(pk=visit.place.agency_id)
        later = _later_ones(visit, duties, day).order_by().values("inspection")
        rows = Inspection.objects.filter(pk__in=later)
        names = {chain_of(one) for one in (visit.inspection, *rows)}
        list(Chain.objects.select_for_update().filter(name__in=names).order_by("name"))
        yield


def earlier_finding(visit: Visit, duty: str, day: date) -> Finding | None:
    """The finding that one of this duty at this place would repeat; of one day the first that was entered."""
    if not duty:
        return None
    rows = _at_place(visit).filter(duty=duty).exclude(visit=visit).order_by("found_on", "-pk")
    if visit.is_blind:
        # It looked blind at what the first visit looked at: that it is still there repeats nothing.
        rows = rows.exclude(visit=visit.again_of_id)
    by_day = {one.found_on: one for one in rows}
    last = earlier_one(severity_rule_named(visit.inspection.severity_rule), day, by_day)
    return by_day[last] if last is not None else None


def judged(finding: Finding) -> Judged:
    """The severity of a finding by the rule, with every step."""
    since = finding.repeated_of.found_on if finding.repeated_of is not None else None
    if since is None and finding.not_mended_on is not None:
        since = finding.found_on
    return judge(
        severity_rule_named(finding.inspection.severity_rule), cast("Kind", finding.kind),
        cast("Effect", finding.effect), repeated_of=since,
    )  # fmt: skip


def weigh(finding: Finding, severity: str) -> None:
    """Give a finding another severity; what its conclusion named before stays known."""
    concluded = finding.concluded_severity
    finding.severity = severity
    finding.concluded_as = concluded if concluded != severity else ""


def judge_later_anew(work: Work, changed: Finding, duties: Collection[str]) -> None:
    """Judge those found later than `changed`, of these duties at its place, as far as what they repeat is
    another one now.

    Within `one_after_another`: an entry for each, in the chain of its own inspection.
    """
    for one in _later_ones(changed.visit, duties, changed.found_on):
        earlier = earlier_finding(one.visit, one.duty, one.found_on)
        if (earlier.pk if earlier is not None else None) == one.repeated_of_id:
            continue
        if work.chain.name == chain_of(one.inspection):
            _settle(work, one, earlier)
        else:
            with unit_of_work(chain_of(one.inspection), actor=work.actor, decision=work.decision) as own:
                _settle(own, one, earlier)


def _at_place(visit: Visit) -> QuerySet[Finding]:
    """The findings that stand at the place of a visit, by any version of its checklist: another list has
    other duties under the same codes."""
    identity = visit.inspection.checklist.partition("@")[0]
    return Finding.objects.filter(
        agency=visit.place.agency_id, visit__place__code=visit.place.code, withdrawn_at=None,
        inspection__is_made_up=visit.inspection.is_made_up,
        inspection__checklist__startswith=f"{identity}@",
    )  # fmt: skip


def _later_ones(visit: Visit, duties: Collection[str], day: date) -> QuerySet[Finding]:
    rows = _at_place(visit).filter(duty__in=[one for one in duties if one], found_on__gt=day)
    return rows.select_related(
        "inspection", "agency", "repeated_of", "visit__place__agency", "visit__inspection"
    ).order_by("inspection", "pk")


def _settle(work: Work, finding: Finding, earlier: Finding | None) -> None:
    was_by_rule = finding.severity == finding.by_rule
    before, ruled_before = finding.severity, finding.by_rule
    called_repeated = finding.is_concluded_repeated
    finding.repeated_of = earlier
    finding.by_rule = judged(finding).severity
    approved = is_approved(finding.inspection, finding.agency, finding.supplement)
    if approved:
        finding.concluded_repeated = called_repeated if called_repeated != (earlier is not None) else None
    if was_by_rule and approved:
        weigh(finding, finding.by_rule)
    elif was_by_rule:
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
    if earlier is None:
        work.record("finding_judged_anew", finding, facts=facts)
    else:
        work.record("finding_repeats", finding, facts=facts | {"earlier_day": said_day(earlier.found_on)})
    if finding.by_rule != ruled_before:
        tell_judged_anew(work, finding, approved=approved)


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


def forget_concluded(findings: Collection[Finding]) -> None:
    """Of a conclusion that is approved no more: it is written anew, of the findings as they are now."""
    for one in findings:
        if one.concluded_as or one.concluded_repeated is not None:
            one.concluded_as, one.concluded_repeated = "", None
            save_next(one)
