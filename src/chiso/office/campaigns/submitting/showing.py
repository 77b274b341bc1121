"""What the page of a submission says: who is to act, by when, what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from chiso.language import Text, Value, listing, text, text_by_count
from chiso.office.campaigns.access import APPROVE, COMMENT, HAND_UP, SUBMIT
from chiso.office.campaigns.people_told import people_of_agencies
from chiso.office.campaigns.submitting.access import Submitting
from chiso.office.campaigns.submitting.content import Lack
from chiso.office.campaigns.submitting.deadlines import Deadline
from chiso.office.campaigns.submitting.locking import HANDED_IN
from chiso.office.campaigns.submitting.selectors import Standing
from chiso.office.campaigns.submitting.states import NOT_BEGUN, STATE_KINDS, STATE_NAMES
from chiso.office.people.models import Person
from chiso.office.people.rights import may
from chiso.office.people.roles import Role
from chiso.office.ui.tasks import time_left

LACKS: dict[Lack, Text] = {
    "answer": text("no answer yet"),
    "figures": text("some figures are still to come"),
    "proof": text("a document or an explanation"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A leaf that lacks something, for a list. `address`: where it is entered."""

    code: str
    title: Value
    unit: str
    what: Text
    address: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next: who does it; for the reader a button, by post or (`is_link`) on a page of its own."""

    said: Text
    button: Text | None = None
    address: str = ""
    is_link: bool = False


def shown_submission(person: Person, place: Submitting, standing: Standing, at: datetime) -> dict[str, Any]:
    """The page of a submission."""
    state = standing.state
    may_approve = may(person, APPROVE, place.where)
    is_own = may(person, COMMENT, place.where)
    return {
        "campaign": place.campaign,
        "agency": place.agency,
        "standing": standing,
        "submission": standing.submission,
        "state": state,
        "state_name": STATE_NAMES[state] if standing.submission is not None else NOT_BEGUN,
        "state_kind": STATE_KINDS.get(state, ""),
        "title": _title(standing, at),
        "lead": _deadline_in_words(standing.deadline, at),
        "next": _next_step(person, place, standing, at, may_approve=may_approve),
        "is_own": is_own,
        "may_ask_for_time": is_own and standing.deadline.is_over(at) and state not in HANDED_IN,
        "lacking": shown_lacking(place, standing, has_links=is_own),
        "missing": _missing(standing),
        "done": len(standing.content.leaves) - len(standing.content.lacking),
        "version": standing.version,
        "may_send_back": may_approve and state in ("with_head", "approved"),
        "may_take_back": state == "submitted" and may(person, SUBMIT, place.where),
        "may_use_workbook": is_own and state not in HANDED_IN,
    }


def shown_lacking(place: Submitting, standing: Standing, *, has_links: bool = False) -> list[Gap]:
    """The leaves that lack something; `has_links`: for who may open their pages."""
    participants = place.participants
    names_units = len({leaf.unit for leaf in standing.content.leaves}) > 1
    gaps = []
    for one in standing.content.lacking:
        leaf = one.leaf
        unit = participants.assignments[leaf.unit][0].unit
        address = reverse("campaigns:leaf", args=[place.campaign.key, place.agency.key, unit.key, leaf.code])
        name = participants.forms[leaf.unit].name if names_units else ""
        gaps.append(Gap(leaf.code, leaf.node.title, name, LACKS[one.what], address if has_links else ""))
    return gaps


def _missing(standing: Standing) -> Text:
    """How many leaves lack what, for the first look."""
    counted = Counter(one.what for one in standing.content.lacking)
    if not counted:
        return text("Answered, and proved or explained.")
    parts = [
        text("{what}: {count}", what=LACKS[what], count=counted[what]) for what in LACKS if counted[what]
    ]
    return text("{parts}.", parts=listing(parts, "; "))


def _title(standing: Standing, at: datetime) -> Text:
    if standing.state in ("submitted", "complete"):
        return text("The self-assessment was submitted")
    left = standing.deadline.left(at)
    if standing.deadline.closes_at is None:
        return text("Submit the self-assessment")
    if left is None:
        return text("The deadline of self-assessment is over")
    days = (timezone.localdate(standing.deadline.closes_at) - timezone.localdate(at)).days
    return text("To submit the self-assessment: {left}", left=time_left(left, days))


def _deadline_in_words(deadline: Deadline, at: datetime) -> Text | str:
    if deadline.closes_at is None:
        return text("The calendar has no phase of self-assessment yet.")
    closes = f"{timezone.localtime(deadline.closes_at):%H:%M, %d/%m/%Y}"
    if not deadline.is_over(at):
        return text(
            "Deadline {when}. It closes by itself; what is saved stays as it is.",
            when=closes,
        )
    if deadline.late_until is not None and at < deadline.late_until:
        until = f"{timezone.localtime(deadline.late_until):%H:%M, %d/%m/%Y}"
        return text(
            "The deadline was {when}. Until {until} it is still taken, and marked as late.",
            when=closes,
            until=until,
        )
    return text("The deadline was {when}.", when=closes)


def _next_step(
    person: Person, place: Submitting, standing: Standing, at: datetime, *, may_approve: bool
) -> NextStep:
    state = standing.state
    if state == "complete":
        return NextStep(text("Nothing is to be done: the submission was checked and is complete."))
    if state == "submitted":
        return NextStep(text("Whoever checks completeness looks at it next."))
    arguments = [place.campaign.key, place.agency.key]
    if state == "approved":
        if may_approve and may(person, SUBMIT, place.where):
            button = text_by_count(
                "Submit one criterion", "Submit {count} criteria", len(standing.content.leaves)
            )
            said = text(
                "You approved revision {revision}; it is not submitted yet.", revision=standing.revision
            )
            return NextStep(said, button, reverse("campaigns:submit", args=arguments), is_link=True)
        return NextStep(text("The head submits it: {names}.", names=_heads(place)))
    if may_approve:
        button = text("Approve revision {revision}", revision=standing.revision)
        said = text("Read it, then approve it. The approval falls when anything is changed afterwards.")
        return NextStep(said, button, reverse("campaigns:approve-submission", args=arguments))
    if state == "with_head":
        return NextStep(text("The head approves it: {names}.", names=_heads(place)))
    if may(person, HAND_UP, place.where):
        button = text("Lay revision {revision} before the head", revision=standing.revision)
        said = text(
            "When everything is entered, the head reads and approves it: {names}.", names=_heads(place)
        )
        return NextStep(said, button, reverse("campaigns:hand-up", args=arguments))
    if standing.deadline.is_over(at):
        return NextStep(
            text("Nothing can be submitted now. The agency may ask the coordinator for more time.")
        )
    return NextStep(text("The officers of the agency enter it and lay it before the head."))


def _heads(place: Submitting) -> Value:
    names = [one.full_name for one in people_of_agencies([place.agency.pk], Role.AGENCY_HEAD)]
    return listing(names) if names else text("nobody is appointed as head")
