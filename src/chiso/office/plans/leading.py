"""The leader's sheet: where approved plans stand and end, what is late, what waits for a decision today.

One constant set of questions to the database, however many plans there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q
from django.urls import reverse

from chiso.frameworks.model import TOTAL
from chiso.language import Text, text
from chiso.office.people.models import Person
from chiso.office.plans.access import visible_versions
from chiso.office.plans.basis import Figures
from chiso.office.plans.content import Content, contents_of
from chiso.office.plans.forecasting import Forecast, forecast_of, kept_result
from chiso.office.plans.models import Basis, Plan, PlanVersion
from chiso.office.plans.ranges import Range, range_of
from chiso.office.plans.services.giving import origin_of
from chiso.office.plans.showing import TargetShown, show_targets
from chiso.office.tasks.access import tasks_for
from chiso.office.tasks.late import Lateness, lateness_of
from chiso.office.tasks.models import Extension, Report
from chiso.office.tasks.models import Task as Given
from chiso.office.tasks.states import CLOSED, State, state_of

# A sheet has room for so many; how many more there are is said.
MOST_PLANS = 6
MOST_TARGETS = 12
MOST_LATE = 8
MOST_DECISIONS = 10


@dataclass(frozen=True, slots=True)
class LedTarget:
    """A target; of a whole index also the range of its forecast."""

    shown: TargetShown
    range: Range | None


@dataclass(frozen=True, slots=True)
class LedTasks:
    """How many lines of a plan were given as tasks, and how those stand."""

    given: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True)
class LedPlan:
    """An approved plan: its targets (`more` are on its own page), the forecast, its tasks."""

    version: PlanVersion
    basis: Basis
    targets: list[LedTarget]
    more: int
    lines: int
    is_forecast_known: bool
    tasks: LedTasks


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits: what, on whose side, since when, where one decides."""

    title: Text
    why: Text
    since: datetime | None
    address: str


@dataclass(frozen=True, slots=True)
class LeaderSheet:
    """Everything on the sheet."""

    plans: list[LedPlan]
    more_plans: int
    late: Lateness
    late_parts: list[PlanVersion]
    decisions: list[Decision]
    more_decisions: int
    reports: int


def leader_sheet_of(person: Person, today: date) -> LeaderSheet:
    """The sheet of a day, for those who oversee all plans."""
    versions = _approved(person)
    shown = versions[:MOST_PLANS]
    decisions = sorted(_decisions(person), key=lambda one: (one.since is None, one.since, one.address))
    reported = Report.objects.filter(kind="done", decision="", task__given_for=None)
    return LeaderSheet(
        _plans(person, shown, today),
        len(versions) - len(shown),
        lateness_of(person, today, MOST_LATE),
        _late_parts(person, today),
        decisions[:MOST_DECISIONS],
        max(0, len(decisions) - MOST_DECISIONS),
        reported.filter(task__in=tasks_for(person).filter(withdrawn_at=None)).count(),
    )


def _approved(person: Person) -> list[PlanVersion]:
    """The version of each plan of the city that is in force, the latest period first. One query."""
    rows = visible_versions(person).filter(plan__agency=None, state="approved")
    in_force: dict[int, PlanVersion] = {}
    for version in rows.order_by("-plan__period", "plan__title", "plan", "-number"):
        in_force.setdefault(version.plan_id, version)
    return list(in_force.values())


def _plans(person: Person, versions: Sequence[PlanVersion], today: date) -> list[LedPlan]:
    contents = contents_of(versions)
    plans = [version.plan for version in versions]
    bases = {
        one.plan_id: one
        for one in Basis.objects.select_related("edition__campaign", "plan").filter(plan__in=plans)
    }
    tasks = _tasks_of(person, plans, today)
    return [
        _plan(version, contents[version.pk], bases[version.plan_id], tasks[version.plan_id])
        for version in versions
    ]


def _plan(version: PlanVersion, content: Content, basis: Basis, tasks: LedTasks) -> LedPlan:
    figures = Figures(basis)
    forecast = forecast_of(figures, content.lines)
    # What is about the whole comes first.
    targets = sorted(show_targets(figures, content, forecast), key=lambda one: one.target.node != TOTAL)
    led = [LedTarget(one, _range(figures, content, forecast, one)) for one in targets[:MOST_TARGETS]]
    more = len(targets) - len(led)
    return LedPlan(version, basis, led, more, len(content.lines), forecast.is_known, tasks)


def _range(figures: Figures, content: Content, forecast: Forecast, one: TargetShown) -> Range | None:
    if one.target.node != TOTAL or not forecast.is_known:
        return None
    owner = one.target.owner
    uid = figures.unit_of(owner.uid if owner is not None else "")
    if uid not in forecast.results:
        return Range(why=text("No range: no line raises a criterion."))
    return range_of(kept_result(figures.basis), figures, uid, content.lines)


def _tasks_of(person: Person, plans: Sequence[Plan], today: date) -> dict[int, LedTasks]:
    """How the tasks stand that lines of plans became. One query."""
    origins = {origin_of(plan, ""): plan.pk for plan in plans}
    wanted = Q(pk__in=[])
    for origin in origins:
        wanted |= Q(origin__startswith=origin)
    states: dict[int, list[State]] = {plan.pk: [] for plan in plans}
    rows = tasks_for(person).filter(wanted)
    for task in rows.only(*_OF_STATES):
        states[origins[_origin_of(task)]].append(state_of(task, today))
    return {
        plan: LedTasks(
            sum(one != State.WITHDRAWN for one in found),
            sum(one in CLOSED and one != State.WITHDRAWN for one in found),
            found.count(State.OVERDUE),
        )
        for plan, found in states.items()
    }


_OF_STATES = ("origin", "last_day", "begun_at", "reported_at", "confirmed_at", "done_on", "withdrawn_at")


def _origin_of(task: Given) -> str:
    return f"{task.origin.rpartition('/')[0]}/"


def _late_parts(person: Person, today: date) -> list[PlanVersion]:
    """The sub-plans that were to be handed in by now and were not. One query."""
    rows = visible_versions(person).filter(plan__agency__isnull=False, state="draft", number=1)
    return list(rows.filter(plan__due__lt=today).order_by("plan__due", "plan__agency__sort_key", "pk"))


def _decisions(person: Person) -> Iterator[Decision]:
    """What a leader of the city decides on: plans, sub-plans that heads approved, more time. Two queries."""
    rows = visible_versions(person).annotate(since=Max("steps__at"))
    of_city, of_agency = Q(plan__agency=None, state="submitted"), Q(plan__agency__isnull=False)
    for version in rows.filter(of_city | of_agency & Q(state="head_approved")):
        plan, since = version.plan, version.since
        address = reverse("plans:version", args=[version.key])
        if plan.agency is None:
            title = text("Approve the city's plan: {title}", title=plan.title)
            yield Decision(title, text("The coordinator handed it in."), since, address)
        else:
            title = text(
                "Accept the sub-plan of {agency}: {title}", agency=plan.agency.name, title=plan.title
            )
            yield Decision(title, text("Its head approved it."), since, address)
    asked = Extension.objects.select_related("task__owner").filter(
        decision="", task__given_for=None, task__in=tasks_for(person).filter(withdrawn_at=None)
    )
    for request in asked:
        task = request.task
        yield Decision(
            text("More time? {task}", task=task.title),
            text(
                "{agency} asks for {day} instead of {before}.",
                agency=task.owner.name,
                day=request.new_deadline,
                before=request.old_deadline,
            ),
            request.asked_at,
            reverse("tasks:task", args=[task.key]),
        )
