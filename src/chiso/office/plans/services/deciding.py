"""Handing a version in, approving it level by level, sending it back.

city's plan    draft → handed in → approved (a leader of the city)
sub-plan       draft → handed in → approved by the head → approved (the coordinator or a leader accepts it)

Each step names the revision and the hash of the content that it saw. A change in between makes the version
a draft again; a content that is not the one that was handed in is approved by nobody.

CH-8411 not in a state for this step       CH-8412 not the content that was handed in
CH-8413 nothing in the plan                CH-8414 no reason
CH-8416 less than the city's plan asks     CH-8417 a line of the city's plan is missing
CH-8419 a line without owner or deadline, a target without owner
"""

from __future__ import annotations

from collections.abc import Iterator

from chiso.figures import parse_exact
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.plans.access import CHAIN, barred_from, where_of, who_changes, who_decides
from chiso.office.plans.content import Content, content_of, hash_of, part_of
from chiso.office.plans.models import PlanVersion, Step
from chiso.office.plans.services.changing import facts_of, frozen, note_preparer, wrong_step
from chiso.office.plans.services.plans import approved_version
from chiso.office.plans.telling import tell_of_decision, tell_who_decides
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

STEP_NAMES = {
    "submitted": text("handed in"),
    "head_approved": text("approved by the head"),
    "approved": text("approved"),
    "sent_back": text("sent back"),
}
declare_verbs(
    {
        "plan_handed_in": text("handed version {number} of a plan in"),
        "plan_head_approved": text("approved version {number} of a sub-plan as head of the agency"),
        "plan_approved": text("approved version {number} of a plan"),
        "plan_sent_back": text("sent version {number} of a plan back"),
    }
)


def hand_in(*, actor: Person, version: PlanVersion, expected_version: int) -> PlanVersion:
    """Hand a version in for approval. Whoever decides next is told after commit.

    Raises NoRight, Conflict, Incomplete (CH-8410, CH-8411, CH-8413, CH-8416, CH-8417, CH-8419).
    """
    plan = version.plan
    decision = require(actor, who_changes(plan), where_of(plan))
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _locked(version, expected_version, "draft")
        content = content_of(current)
        problems = list(problems_of_handing_in(current, content))
        if problems:
            raise Incomplete(problems)
        current.state = "submitted"
        note_preparer(current, actor)
        step = _step(current, "submitted", actor, hash_of(content))
        save_next(current)
        work.record("plan_handed_in", current, facts=facts_of(current, content=step.content_sha256))
        tell_who_decides(work, current)
    return current


def approve(*, actor: Person, version: PlanVersion, expected_version: int) -> PlanVersion:
    """Approve what was handed in; of a sub-plan the head first, then the coordinator or a leader.

    Nobody approves what they had a hand in. Raises NoRight, Conflict, Incomplete (CH-8410, CH-8411, CH-8412).
    """
    barred = barred_from(version)
    decision = require(actor, who_decides(version), where_of(version.plan, barred=barred))
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _locked(version, expected_version, version.state)
        if current.state not in ("submitted", "head_approved"):
            raise wrong_step(current)
        _nobody_joined(current, barred)
        content = _the_same(current)
        is_last = current.plan.agency_id is None or current.state == "head_approved"
        current.state = "approved" if is_last else "head_approved"
        _step(current, current.state, actor, content)
        save_next(current)
        if is_last:
            work.record("plan_approved", current, facts=facts_of(current, content=content))
            tell_of_decision(work, current, sent_back=False)
        else:
            work.record("plan_head_approved", current, facts=facts_of(current, content=content))
            tell_who_decides(work, current)
    return current


def send_back(*, actor: Person, version: PlanVersion, words: str, expected_version: int) -> PlanVersion:
    """Send a version back to who prepares it, with the reason.

    Raises NoRight, Conflict, Incomplete (CH-8411, CH-8414).
    """
    decision = require(actor, who_decides(version), where_of(version.plan, barred=barred_from(version)))
    if not words.strip():
        expected, mend = text("Expected the reason."), text("Say what is to be changed.")
        raise Incomplete([problem("CH-8414", "words", expected, mend)])
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _locked(version, expected_version, version.state)
        if current.state not in ("submitted", "head_approved"):
            raise wrong_step(current)
        current.state = "draft"
        _step(current, "sent_back", actor, hash_of(content_of(current)), words)
        save_next(current)
        _record_sent_back(work, current, words)
    return current


def problems_of_handing_in(version: PlanVersion, content: Content) -> Iterator[Problem]:
    """What keeps a version from being handed in."""
    if not content.targets and not content.lines:
        expected = text("Expected at least one target or line.")
        yield problem("CH-8413", "plan", expected, text("Set a target, or add a line."))
    for target in content.targets:
        if target.owner_id is None:
            expected = text("Expected an agency that answers for the target of {node}.", node=target.node)
            yield problem("CH-8419", "owner", expected, text("Name the owner of this target."))
    for line in content.lines:
        missing = line.owner_id is None or (line.deadline is None and not line.quarter)
        if missing:
            expected = text("Expected an owner and a deadline or quarter for each line.")
            yield problem("CH-8419", "lines", expected, text("Complete this line."), found=line.words)
    if version.plan.city_plan is not None:
        yield from _against_the_city(version, content)


def _against_the_city(version: PlanVersion, content: Content) -> Iterator[Problem]:
    """What the city's approved plan asks of the agency and its sub-plan does not give."""
    plan = version.plan
    city = approved_version(plan.whole)
    if city is None or plan.agency_id is None:
        return
    asked = part_of(content_of(city), plan.agency_id)
    own = {one.node: one for one in content.targets}
    for target in asked.targets:
        kept = own.get(target.node)
        if kept is None or parse_exact(kept.points) < parse_exact(target.points):
            expected = text(
                "Expected a target of at least {points} at {node}, as in the city's plan.",
                points=parse_exact(target.points), node=target.node,
            )  # fmt: skip
            mend = text("Raise the target, or ask the coordinator to change the city's plan.")
            yield problem("CH-8416", "targets", expected, mend, found=kept.points if kept else "")
    identities = {one.identity for one in content.lines}
    for line in asked.lines:
        if line.identity not in identities:
            expected = text("Expected each line of the city's plan that is the agency's own.")
            mend = text("Take it over, or ask the coordinator to change the city's plan.")
            yield problem("CH-8417", "lines", expected, mend, found=line.words)


def _locked(version: PlanVersion, expected_version: int, state: str) -> PlanVersion:
    """The version, locked. Raises Conflict, Incomplete (CH-8410, CH-8411)."""
    current = lock_version(version, expected_version)
    current.plan = version.plan
    if current.state == "approved":
        raise frozen(current)
    if current.state != state:
        raise wrong_step(current)
    return current


def _nobody_joined(version: PlanVersion, barred: frozenset[int]) -> None:
    """Whether the same had a hand in it as when rights were looked at. Raises Incomplete (CH-8411)."""
    if barred_from(version) != barred:
        raise wrong_step(version)


def _the_same(version: PlanVersion) -> str:
    """The hash of what was handed in, if that is what stands. Raises Incomplete (CH-8412)."""
    handed_in = version.steps.filter(kind="submitted").order_by("-pk").first()
    found = hash_of(content_of(version))
    if handed_in is None or (handed_in.revision, handed_in.content_sha256) != (version.revision, found):
        expected = text("Expected the content that was handed in.")
        mend = text("Send it back; it has to be handed in once more.")
        raise Incomplete([problem("CH-8412", "version", expected, mend, found=found[:12])])
    return found


def _step(version: PlanVersion, kind: str, actor: Person, content: str, words: str = "") -> Step:
    made: Step = Step.objects.create(
        version_of_plan=version, kind=kind, revision=version.revision, content_sha256=content, by=actor,
        words=words.strip(),
    )  # fmt: skip
    return made


def _record_sent_back(work: Work, version: PlanVersion, words: str) -> None:
    work.record("plan_sent_back", version, facts=facts_of(version), words={"reason": words})
    tell_of_decision(work, version, sent_back=True)
