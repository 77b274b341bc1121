"""Who may do what with plans, and the one place that fetches them by key.

The coordinator prepares the city's plan, a leader of the city approves it; then all agencies read it. An
officer prepares the sub-plan of the agency, its head approves it, the coordinator or a leader accepts it.
Whoever had a hand in a version does not approve it. Coordinator, leaders and the auditor read everything, an
agency what is its own. To everybody else nothing is there.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import (
    Right,
    Where,
    Whose,
    agencies_for,
    declare,
    require_for_page,
)
from chiso.office.people.roles import Role
from chiso.office.plans.models import Calculation, EarlierYear, Line, Plan, PlanTarget, PlanVersion

READ = "plans.read"
PREPARE = "plans.prepare"
APPROVE = "plans.approve"
PREPARE_PART = "plans.prepare_part"
APPROVE_PART = "plans.approve_part"
ACCEPT_PART = "plans.accept_part"
# To open a page where either kind of plan is changed or approved.
CHANGE = "plans.change"
DECIDE = "plans.decide"
OVERVIEW = "plans.overview"

CHAIN = "plans"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        *(Right(READ, role) for role in (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR)),
        *(Right(READ, role, Whose.OWN) for role in (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)),
        *(Right(OVERVIEW, role) for role in (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR)),
        Right(PREPARE, Role.COORDINATOR),
        Right(APPROVE, Role.CITY_LEADER),
        Right(PREPARE_PART, Role.AGENCY_OFFICER, Whose.OWN),
        Right(APPROVE_PART, Role.AGENCY_HEAD, Whose.OWN),
        Right(ACCEPT_PART, Role.COORDINATOR),
        Right(ACCEPT_PART, Role.CITY_LEADER),
        Right(CHANGE, Role.COORDINATOR),
        Right(CHANGE, Role.AGENCY_OFFICER, Whose.OWN),
        Right(DECIDE, Role.CITY_LEADER),
        Right(DECIDE, Role.COORDINATOR),
        Right(DECIDE, Role.AGENCY_HEAD, Whose.OWN),
        titles={
            READ: text("read plans"),
            PREPARE: text("prepare the city's plan, ask agencies for sub-plans, give its lines as tasks"),
            APPROVE: text("approve the city's plan"),
            PREPARE_PART: text("prepare the sub-plan of an agency"),
            APPROVE_PART: text("approve the sub-plan of an agency as its head"),
            ACCEPT_PART: text("accept the sub-plan of an agency"),
            CHANGE: text("change a plan that one prepares"),
            DECIDE: text("decide on a plan"),
            OVERVIEW: text("see where all plans stand, what is late and what waits for a decision"),
        },
    )


def where_of(plan: Plan, *, barred: frozenset[int] = frozenset()) -> Where:
    """The place of a plan: its agency's, or the city's."""
    return Where(agency=plan.agency, barred=barred, chain=CHAIN)


def where_of_all() -> Where:
    """The place of plans as a whole."""
    return Where(chain=CHAIN)


def who_changes(plan: Plan) -> str:
    """The action of who prepares a plan."""
    return PREPARE if plan.agency_id is None else PREPARE_PART


def who_decides(version: PlanVersion) -> str:
    """The action of who decides next on a version that was handed in."""
    if version.plan.agency_id is None:
        return APPROVE
    return APPROVE_PART if version.state == "submitted" else ACCEPT_PART


def barred_from(version: PlanVersion) -> frozenset[int]:
    """Who had a hand in a version. One query."""
    return frozenset(version.preparers.values_list("person", flat=True))


def visible_versions(person: Person) -> QuerySet[PlanVersion]:
    """The versions that this person may read: of an agency its own, and the city's that are approved."""
    rows = PlanVersion.objects.select_related("plan__agency", "plan__city_plan", "derived_from")
    agencies = agencies_for(person, READ)
    if agencies is None:
        return rows
    if not agencies:
        return rows.none()
    return rows.filter(Q(plan__agency__in=agencies) | Q(plan__agency=None, state="approved"))


def plan_for(person: Person, key: str) -> Plan:
    """A plan by its key, if there is a version of it that this person may read. Raises NotFound."""
    visible = visible_versions(person).filter(plan__key=key).select_related("plan__opened_by")
    found = visible.order_by("-number").first()
    if found is None:
        raise NotFound
    plan: Plan = found.plan
    return plan


def version_for(person: Person, key: str) -> PlanVersion:
    """A version of a plan by its key. Raises NotFound."""
    found: PlanVersion | None = visible_versions(person).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def version_to_change(person: Person, key: str) -> PlanVersion:
    """A version that this person prepares. Raises NotFound, NoRight."""
    found = version_for(person, key)
    require_for_page(person, who_changes(found.plan), where_of(found.plan))
    return found


def plan_to_change(person: Person, key: str) -> Plan:
    """A plan that this person prepares. Raises NotFound, NoRight."""
    found = plan_for(person, key)
    require_for_page(person, who_changes(found), where_of(found))
    return found


def year_for(plan: Plan, key: str) -> EarlierYear:
    """An earlier year of a plan that was fetched for the person. Raises NotFound."""
    found: EarlierYear | None = plan.earlier_years.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def target_for(version: PlanVersion, key: str) -> PlanTarget:
    """A target of a version that was fetched for the person. Raises NotFound."""
    found: PlanTarget | None = version.targets.select_related("owner").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def line_for(version: PlanVersion, key: str) -> Line:
    """A line of a version that was fetched for the person. Raises NotFound."""
    found: Line | None = version.lines.select_related("owner").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def calculation_for(version: PlanVersion, key: str) -> Calculation:
    """A calculation of a version that was fetched for the person. Raises NotFound."""
    found: Calculation | None = version.calculations.select_related("asked_by").filter(key=key).first()
    if found is None:
        raise NotFound
    return found
