"""Who is told that a draft waits for approval, was returned or is in force; what waits for approvers."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.drafting.access import APPROVE
from chiso.office.drafting.models import Draft
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.holdings import standing
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, declared
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

SUBMITTED, RETURNED, FROZEN = "drafting.submitted", "drafting.returned", "drafting.frozen"
_MOST = 10


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(SUBMITTED, _say_submitted)
    declare_kind(RETURNED, _say_returned)
    declare_kind(FROZEN, _say_frozen)


def tell_of_submission(work: Work, draft: Draft, where: Where) -> None:
    """Tell those who may approve, but for who is barred."""
    roles = {right.role for right in declared()[APPROVE]}
    approvers = (
        Person.objects.filter(standing(timezone.now(), "appointments__"), appointments__role__in=roles)
        .exclude(pk__in=where.barred)
        .distinct()
    )
    tell(work, approvers, SUBMITTED, _facts(draft), address=reverse("drafting:approve", args=[draft.key]))


def tell_of_decision(work: Work, draft: Draft, *, returned: bool) -> None:
    """Tell who began the draft and who submitted it."""
    people = {one.pk: one for one in (draft.prepared_by, draft.submitted_by) if one is not None}
    address = (
        reverse("drafting:checklist", args=[draft.key])
        if returned
        else reverse("drafting:frozen", args=[draft.set_key])
    )
    tell(work, people.values(), RETURNED if returned else FROZEN, _facts(draft), address=address)


def tasks_of_freezing(reader: Reader) -> Iterable[Task]:
    """For who approves: drafts that wait, the oldest first. One query."""
    if not reader.may_somewhere(APPROVE):
        return
    waiting = (
        Draft.objects.filter(state="approving")
        .exclude(prepared_by=reader.person)
        .exclude(submitted_by=reader.person)
    )
    for draft in waiting.order_by("submitted_at")[:_MOST]:
        yield Task(
            text("Decide on a set of criteria: {title}", title=draft.title),
            text("It was submitted for approval; with it, it is in force and never edited."),
            None,
            reverse("drafting:approve", args=[draft.key]),
            text("Read and decide"),
        )


def _facts(draft: Draft) -> Facts:
    return {"title": draft.title, "framework": draft.set_key}


def _say_submitted(facts: Facts) -> Said:
    title = text("A set of criteria waits for your approval: {title}", title=str(facts["title"]))
    return Said(title, str(facts["framework"]), text("Read and decide"))


def _say_returned(facts: Facts) -> Said:
    title = text("A draft was returned to you: {title}", title=str(facts["title"]))
    return Said(title, str(facts["framework"]), text("See why"))


def _say_frozen(facts: Facts) -> Said:
    title = text("A set of criteria is in force: {title}", title=str(facts["title"]))
    return Said(title, str(facts["framework"]), text("Open it"))
