"""Findings: from what was noted on the spot or by hand, judged by the rule, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from chiso.inspection.severity import (
    EFFECT_NAMES,
    EFFECTS,
    KIND_NAMES,
    KINDS,
    LEVELS,
    SEVERITY_NAMES,
)
from chiso.language import text
from chiso.office.files.models import Document
from chiso.office.inspections.access import chain_of
from chiso.office.inspections.following.access import FIND
from chiso.office.inspections.following.evidence import problems_of_documents, set_documents
from chiso.office.inspections.following.problems import (
    approved_already,
    finding_stands_fast,
    found_already,
    no_reason,
    no_reason_to_differ,
    no_such_duty,
    no_words,
    not_handed_over_yet,
    not_in_list,
    not_over,
)
from chiso.office.inspections.following.services.checking import (
    refuse,
    require_for_visit,
)
from chiso.office.inspections.following.services.repetitions import (
    earlier_finding,
    judge_later_anew,
    judged,
    one_after_another,
    take_back,
)
from chiso.office.inspections.following.supplements import is_approved, supplement_of
from chiso.office.inspections.models import Finding, Seen, Visit
from chiso.office.inspections.rules import checklist_named, severity_rule_named
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

declare_values(
    {f"severity_{one}": title for one, title in SEVERITY_NAMES.items()}
    | {f"finding_{one}": title for one, title in KIND_NAMES.items()}
    | {f"effect_{one}": title for one, title in EFFECT_NAMES.items()}
)
declare_verbs(
    {
        "finding_entered": text("entered finding {number} ({kind}): {severity}"),
        "finding_changed": text("changed finding {number}: {severity}"),
        "finding_withdrawn": text("withdrew finding {number}: {reason}"),
    }
)


@dataclass(frozen=True, slots=True)
class FindingGiven:
    """What is said of a finding. `kind` "": that of the duty; `severity` "": that of the rule."""

    words: str
    duty: str = ""
    article: str = ""
    kind: str = ""
    effect: str = "none"
    position: str = ""
    severity: str = ""
    severity_reason: str = ""
    documents: Collection[Document] = ()
    seen: Seen | None = None


def enter_finding(*, actor: Person, visit: Visit, given: FindingGiven) -> Finding:
    """Enter a finding of a visit that is over. Of a note that has its finding already: that one. What was
    found later, and entered before, is judged anew where it repeats this one.

    Raises NoRight, NotFound, Incomplete (CH-8721, CH-8729 to CH-8733, CH-8737,
    CH-8859).
    """
    decision = require_for_visit(actor, FIND, visit)
    problems, found_on = _problems(actor, visit, given), _day_of(visit)
    with (
        one_after_another(visit, (given.duty,), found_on),
        unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work,
    ):
        known = Finding.objects.filter(seen=given.seen).first() if given.seen is not None else None
        if known is not None:
            work.record("finding_entered", known, facts=_facts(known) | {"again": True})
            return known
        made = Finding(
            inspection=visit.inspection, visit=visit, agency=visit.place.agency, seen=given.seen,
            supplement=supplement_of(visit), found_on=found_on, entered_by=actor,
        )  # fmt: skip
        refuse(problems + _problems_of_blindness(visit, given.duty) + _problems_of_conclusion(made))
        last = Finding.objects.filter(inspection=visit.inspection).aggregate(last=Max("number"))["last"]
        made.number = (last or 0) + 1
        made.repeated_of = earlier_finding(visit, given.duty, made.found_on)
        _fill(made, given)
        refuse(_problems_of_severity(made, given))
        made.save()
        set_documents(actor, made, given.documents)
        take_back(made, actor)
        work.record("finding_entered", made, facts=_facts(made), words=_said(made))
        judge_later_anew(work, made, (made.duty,))
    return made


def change_finding(*, actor: Person, finding: Finding, given: FindingGiven, expected_version: int) -> Finding:
    """Change a finding before its conclusion is approved.

    Raises NoRight, NotFound, Conflict, Incomplete (as `enter_finding`; CH-8734).
    """
    visit = finding.visit
    decision = require_for_visit(actor, FIND, visit)
    problems, duties = _problems(actor, visit, given), {finding.duty, given.duty}
    with (
        one_after_another(visit, duties, finding.found_on),
        unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work,
    ):
        current = lock_version(finding, expected_version, given=given)
        if current.state != "open":
            problems.append(finding_stands_fast())
        refuse(problems + _problems_of_blindness(visit, given.duty) + _problems_of_conclusion(current))
        current.repeated_of = earlier_finding(visit, given.duty, current.found_on)
        _fill(current, given)
        refuse(_problems_of_severity(current, given))
        save_next(current)
        set_documents(actor, current, given.documents)
        take_back(current, actor)
        work.record("finding_changed", current, facts=_facts(current), words=_said(current))
        judge_later_anew(work, current, duties)
    return current


def withdraw_finding(*, actor: Person, finding: Finding, reason: str, expected_version: int) -> Finding:
    """Withdraw a finding, as after an objection that is right. It stays, with the reason; what repeats it is
    judged anew.

    Raises NoRight, NotFound, Conflict, Incomplete (CH-8722, CH-8734, CH-8737).
    """
    visit = finding.visit
    decision = require_for_visit(actor, FIND, visit)
    problems = [] if reason.strip() else [no_reason()]
    with (
        one_after_another(visit, (finding.duty,), finding.found_on),
        unit_of_work(chain_of(visit.inspection), actor=actor, decision=decision) as work,
    ):
        current = lock_version(finding, expected_version)
        if current.state != "open":
            problems.append(finding_stands_fast())
        refuse(problems + _problems_of_conclusion(current))
        current.withdrawn_at, current.withdrawn_for = timezone.now(), reason.strip()
        save_next(current)
        for recommendation in current.recommendations.all():
            recommendation.findings.remove(current)
        take_back(current, actor)
        work.record(
            "finding_withdrawn", current, facts={"number": current.number}, words={"reason": reason.strip()}
        )
        judge_later_anew(work, current, (current.duty,))
    return current


def _day_of(visit: Visit) -> date:
    at = visit.begun_at or visit.ended_at
    return timezone.localdate(at) if at is not None else timezone.localdate()


def _fill(finding: Finding, given: FindingGiven) -> None:
    checklist = checklist_named(finding.inspection.checklist)
    kind: str = given.kind or (checklist.section_of(given.duty).kind if given.duty else "other")
    article = given.article.strip() or (checklist.items[given.duty].article if given.duty else "")
    finding.duty, finding.kind, finding.article = given.duty, kind, article
    finding.effect, finding.words, finding.position = (
        given.effect,
        given.words.strip(),
        given.position.strip(),
    )
    by_rule = judged(finding)
    finding.rule, finding.by_rule = by_rule.rule, by_rule.severity
    finding.severity = given.severity or by_rule.severity
    finding.severity_reason = given.severity_reason.strip() if finding.severity != finding.by_rule else ""


def _problems(actor: Person, visit: Visit, given: FindingGiven) -> list[Problem]:
    problems = problems_of_documents(actor, given.documents)
    if visit.ended_at is None:
        problems.append(not_over())
    if not given.words.strip():
        problems.append(no_words("words", text("Expected what was found: what, where, when.")))
    if given.duty and given.duty not in checklist_named(visit.inspection.checklist).items:
        problems.append(no_such_duty(given.duty, visit.inspection.checklist))
    for name, value, words in (
        ("kind", given.kind or KINDS[0], KINDS),
        ("effect", given.effect, EFFECTS),
        ("severity", given.severity or LEVELS[0], LEVELS),
    ):
        if value not in words:
            problems.append(not_in_list(name, value))
    return problems


def _problems_of_blindness(visit: Visit, duty: str) -> list[Problem]:
    """A second visit has findings of its own once its record is handed over, until when nobody of it knows
    of the first; and what both found stands once. Asked under the lock: both may be entered at once."""
    if visit.is_blind and visit.handed_over_at is None:
        return [not_handed_over_yet()]
    both = Finding.objects.filter(withdrawn_at=None, duty=duty).exclude(duty="")
    pair = Q(visit=visit.again_of_id) if visit.is_blind else Q(visit__again_of=visit, visit__how="blind")
    known = both.filter(pair).first()
    return [found_already(known.number)] if known is not None else []


def _problems_of_severity(finding: Finding, given: FindingGiven) -> list[Problem]:
    if finding.severity == finding.by_rule or given.severity_reason.strip():
        return []
    rule = severity_rule_named(finding.inspection.severity_rule)
    return [no_reason_to_differ(SEVERITY_NAMES[finding.by_rule], rule)]


def _problems_of_conclusion(finding: Finding) -> list[Problem]:
    """What was approved stands on these findings; what a later record shows is for a supplement."""
    approved = is_approved(finding.inspection, finding.agency, finding.supplement)
    return [approved_already()] if approved else []


def _facts(finding: Finding) -> dict[str, Any]:
    return {
        "number": finding.number,
        "duty": finding.duty,
        "kind": f"finding_{finding.kind}",
        "effect": f"effect_{finding.effect}",
        "severity": f"severity_{finding.severity}",
        "by_rule": f"severity_{finding.by_rule}",
        "rule": finding.rule,
        "repeated_of": finding.repeated_of_id or 0,
        "supplement": finding.supplement,
    }


def _said(finding: Finding) -> dict[str, str]:
    said = {
        "words": finding.words,
        "position": finding.position,
        "severity_reason": finding.severity_reason,
        "article": finding.article,
    }
    return {name: value for name, value in said.items() if value}
