"""Reading plans: the list, a plan with its versions and sub-plans, a version as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from chiso.office.campaigns.models import Edition
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.plans.access import visible_versions
from chiso.office.plans.basis import Figures
from chiso.office.plans.content import Content, content_of, hash_of, owners_of
from chiso.office.plans.forecasting import Forecast, forecast_of
from chiso.office.plans.models import Basis, EarlierYear, Plan, PlanVersion, Step
from chiso.office.plans.services.giving import origin_of
from chiso.office.plans.services.plans import approved_version
from chiso.office.tasks.access import tasks_for
from chiso.office.tasks.models import Task
from chiso.periods import parse_period


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan with the latest version that the reader may see."""

    plan: Plan
    latest: PlanVersion


@dataclass(frozen=True)
class VersionContent:
    """What a version holds, with the figures that it starts from and the forecast."""

    version: PlanVersion
    content: Content
    figures: Figures
    forecast: Forecast


def plans_of(person: Person) -> list[ListedPlan]:
    """The plans that a person may see, the newest period first. One query beside the rights."""
    latest: dict[int, PlanVersion] = {}
    rows = visible_versions(person).order_by("-plan__period", "plan__title", "plan", "-number")
    for version in rows:
        latest.setdefault(version.plan_id, version)
    return [ListedPlan(version.plan, version) for version in latest.values()]


def city_plans_of(person: Person) -> list[ListedPlan]:
    """Of these the city's."""
    return [one for one in plans_of(person) if one.plan.agency_id is None]


def versions_of(person: Person, plan: Plan) -> QuerySet[PlanVersion]:
    """The versions of a plan that a person may see, the latest first."""
    return visible_versions(person).filter(plan=plan).select_related("begun_by").order_by("-number")


def parts_of(person: Person, plan: Plan) -> list[ListedPlan]:
    """The sub-plans below the city's plan that a person may see, by agency. One query beside the rights."""
    latest: dict[int, PlanVersion] = {}
    rows = visible_versions(person).filter(plan__city_plan=plan)
    for version in rows.order_by("plan__agency__sort_key", "plan", "-number"):
        latest.setdefault(version.plan_id, version)
    return [ListedPlan(version.plan, version) for version in latest.values()]


def basis_of(plan: Plan) -> Basis:
    """What the plan, or the one above it, starts from. One query."""
    found: Basis = Basis.objects.select_related("edition__campaign", "plan").get(plan=plan.whole)
    return found


def content_shown(version: PlanVersion) -> VersionContent:
    """A version with everything that its page shows. A constant number of queries."""
    figures = Figures(basis_of(version.plan))
    content = content_of(version)
    return VersionContent(version, content, figures, forecast_of(figures, content.lines))


def steps_of(version: PlanVersion) -> QuerySet[Step]:
    """What was decided on a version, the oldest first."""
    return version.steps.select_related("by").order_by("pk")


def approved_hash(version: PlanVersion) -> str:
    """The hash of what was approved at the last level, "" where nothing was; no erasure changes it."""
    if version.state != "approved":
        return ""
    found = version.steps.filter(kind="approved").order_by("-pk").values_list("content_sha256", flat=True)
    return found.first() or ""


def is_as_approved(version: PlanVersion, content: Content) -> bool:
    """Whether an approved version still holds what was approved, to the letter; True of one that is not."""
    return approved_hash(version) in ("", hash_of(content))


def tasks_given(plan: Plan) -> dict[str, Task]:
    """The tasks that lines of a plan became, by the identity of the line. One query."""
    rows = Task.objects.filter(origin__startswith=origin_of(plan.whole, ""))
    return {task.origin.rpartition("/")[2]: task for task in rows}


def tasks_seen(person: Person, given: dict[str, Task]) -> set[int]:
    """Which of these tasks (primary keys) a person may read: a plan is read by more agencies. One query."""
    wanted = [task.pk for task in given.values()]
    return set(tasks_for(person).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def agencies_to_ask(plan: Plan) -> list[Agency]:
    """The owners in the approved plan that have no sub-plan yet, in Vietnamese order."""
    approved = approved_version(plan)
    if approved is None:
        return []
    asked = set(plan.parts.values_list("agency", flat=True))
    owners = owners_of(content_of(approved)) - asked
    return list(Agency.objects.filter(pk__in=owners).order_by("sort_key", "pk"))


def years_of(plan: Plan) -> list[EarlierYear]:
    """The earlier years of the plan, or of the one above it, the oldest first. One query."""
    rows = plan.whole.earlier_years.select_related("edition__campaign")
    return sorted(rows, key=lambda one: parse_period(one.period).reference_day)


def editions_before(plan: Plan) -> list[Edition]:
    """The published editions of periods before the one that a plan starts from. Two queries."""
    start = parse_period(basis_of(plan).period).reference_day
    rows = editions_to_start_from()
    return [one for one in rows if parse_period(one.campaign.period).reference_day < start]


def editions_to_start_from() -> list[Edition]:
    """The published editions that stand: the latest of each campaign, no withdrawn one. One query."""
    latest: dict[int, Edition] = {}
    rows = Edition.objects.select_related("campaign").filter(state="published")
    for edition in rows.order_by("-campaign__period", "campaign__title", "-number"):
        latest.setdefault(edition.campaign_id, edition)
    return [one for one in latest.values() if one.status != "withdrawn"]
