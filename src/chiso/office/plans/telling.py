"""Who is told that a sub-plan is asked for, that a version waits for them, or what was decided."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.holdings import standing
from chiso.office.people.models import Person
from chiso.office.people.rights import Whose, declared
from chiso.office.plans.access import PREPARE_PART, barred_from, who_decides
from chiso.office.plans.models import Plan, PlanVersion

ASKED, WAITING, APPROVED, SENT_BACK = "plans.asked", "plans.waiting", "plans.approved", "plans.sent_back"


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(ASKED, _say_asked)
    declare_kind(WAITING, _say_waiting)
    declare_kind(APPROVED, _say_approved)
    declare_kind(SENT_BACK, _say_sent_back)


def tell_of_parts(work: Work, versions: Iterable[PlanVersion]) -> None:
    """Tell the officers of agencies that a sub-plan is asked for."""
    for version in versions:
        address = reverse("plans:version", args=[version.key])
        tell(work, _holders(PREPARE_PART, version.plan), ASKED, _facts(version.plan), address=address)


def tell_who_decides(work: Work, version: PlanVersion) -> None:
    """Tell those who may decide next, but for who had a hand in it."""
    people = _holders(who_decides(version), version.plan).exclude(pk__in=barred_from(version))
    tell(work, people, WAITING, _facts(version.plan), address=reverse("plans:decide", args=[version.key]))


def tell_of_decision(work: Work, version: PlanVersion, *, sent_back: bool) -> None:
    """Tell those who prepared the version."""
    people = Person.objects.filter(pk__in=barred_from(version))
    kind = SENT_BACK if sent_back else APPROVED
    tell(work, people, kind, _facts(version.plan), address=reverse("plans:version", args=[version.key]))


def _holders(action: str, plan: Plan) -> QuerySet[Person]:
    """Who holds a role that may do this to the plan today."""
    rights = declared()[action]
    roles = {one.role for one in rights}
    held = standing(timezone.now(), "appointments__") & Q(appointments__role__in=roles)
    if all(one.whose is Whose.OWN for one in rights):
        held &= Q(appointments__agency=plan.agency)
    return Person.objects.filter(held).distinct()


def _facts(plan: Plan) -> Facts:
    due = plan.due.strftime("%d/%m/%Y") if plan.due else ""
    return {"title": plan.title, "agency": plan.agency.name if plan.agency else "", "due": due}


def _say_asked(facts: Facts) -> Said:
    title = text("A sub-plan of your agency is asked for by {due}: {title}", **_named(facts, "due", "title"))
    return Said(title, str(facts["agency"]), text("Prepare the sub-plan"))


def _say_waiting(facts: Facts) -> Said:
    title = text("A plan waits for your approval: {title}", **_named(facts, "title"))
    return Said(title, str(facts["agency"]), text("Read and decide"))


def _say_approved(facts: Facts) -> Said:
    title = text("A plan that you prepared is approved: {title}", **_named(facts, "title"))
    return Said(title, str(facts["agency"]), text("See the plan"))


def _say_sent_back(facts: Facts) -> Said:
    title = text("A plan was sent back to you: {title}", **_named(facts, "title"))
    return Said(title, str(facts["agency"]), text("See why"))


def _named(facts: Facts, *names: str) -> dict[str, str]:
    return {name: str(facts[name]) for name in names}
