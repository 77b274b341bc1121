"""Plans for the access table: the city's in each state, sub-plans of both agencies, a calculation."""

from __future__ import annotations

from typing import Any

from chiso.office.organisation.models import Agency
from chiso.office.people.roles import Role
from chiso.office.plans.models import (
    Calculation,
    EarlierYear,
    Line,
    Plan,
    PlanTarget,
    PlanVersion,
    Preparer,
    Solution,
)
from tests.office.plans.making import papi
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    draft, submitted, approved = (_plan(world, state) for state in ("draft", "submitted", "approved"))
    own, other = (_part(world, approved, agency) for agency in (world.own, world.other))
    handed_in = _part(world, _plan(world, "approved"), world.own, "submitted")
    by_head = _part(world, _plan(world, "approved"), world.own, "head_approved")
    # Somebody else prepared what is to be decided.
    Preparer.objects.create(version_of_plan=submitted, person=world.colleague.person)
    versions = {
        "city, draft": draft,
        "city, approved": approved,
        "own": own,
        "other": other,
    }
    deciding = {"city, handed in": submitted, "own, handed in": handed_in, "own, by the head": by_head}
    every = {name: {"key": one.key} for name, one in versions.items()}
    to_decide = {name: {"key": one.key} for name, one in deciding.items()}
    plans = {name: {"key": one.plan.key} for name, one in versions.items()}
    targets = {name: {"key": one.key, "target_key": one.targets.get().key} for name, one in versions.items()}
    lines = {name: {"key": one.key, "line_key": one.lines.get().key} for name, one in versions.items()}
    calculations = {
        name: {"key": one.key, "calculation_key": _calculation(one).key} for name, one in versions.items()
    }
    years = {
        name: {"key": one.plan.key, "year_key": _year(world, one.plan.whole).key}
        for name, one in versions.items()
    }
    return {
        "plans:plan": plans,
        # Without a token the API tells nobody whose a key is.
        "api:one_plan": {"": plans["city, draft"]},
        "api:one_version": {"": every["city, draft"]},
        "plans:begin-version": plans,
        "plans:ask-parts": plans,
        "plans:version": every | to_decide,
        "plans:changes": every,
        "plans:gaps": every,
        "plans:document": {name: {**one, "form": "xlsx"} for name, one in every.items()},
        "plans:new-target": every,
        "plans:target": targets,
        "plans:drop-target": targets,
        "plans:new-line": every,
        "plans:line": lines,
        "plans:drop-line": lines,
        "plans:import-lines": every,
        "plans:import-targets": every,
        "plans:import-solutions": every,
        "plans:years": plans,
        "plans:drop-year": years,
        "plans:calculate": every,
        "plans:calculation": calculations,
        "plans:hand-in": every,
        "plans:decide": to_decide,
        "plans:give": every,
    }


def _plan(world: World, state: str) -> PlanVersion:
    plan = Plan.objects.create(
        title="Kế hoạch năm 2020", period="2020", opened_by=world.people[Role.COORDINATOR]
    )
    basis = papi().keep()
    basis.plan = plan
    basis.save()
    return _version(world, plan, world.own, state)


def _part(world: World, city: PlanVersion, agency: Agency, state: str = "draft") -> PlanVersion:
    plan = Plan.objects.create(
        title="Kế hoạch năm 2020", period="2020", agency=agency, city_plan=city.plan,
        opened_by=world.people[Role.COORDINATOR],
    )  # fmt: skip
    return _version(world, plan, agency, state)


def _version(world: World, plan: Plan, owner: Agency, state: str) -> PlanVersion:
    more: dict[str, Any] = {"begun_by": world.people[Role.COORDINATOR], "state": state}
    version = PlanVersion.objects.create(plan=plan, number=1, **more)
    PlanTarget.objects.create(version_of_plan=version, node="2", owner=owner, points="5.4")
    Line.objects.create(
        version_of_plan=version, node="2.1", words="Công khai danh sách", owner=owner, quarter="2020-Q3"
    )
    Solution.objects.create(
        version_of_plan=version,
        problem="Không khí bẩn",
        cause="Không đo",
        solution="Đo hằng ngày",
        codes="7.2",
    )
    return version


def _year(world: World, plan: Plan) -> EarlierYear:
    """The one earlier year of a plan; that of a sub-plan is its city's."""
    found: EarlierYear | None = plan.earlier_years.first()
    if found is None:
        found = papi().keep_as_earlier()
        found.plan, found.added_by, found.period = plan, world.people[Role.COORDINATOR], "2018"
        found.save()
    return found


def _calculation(version: PlanVersion) -> Calculation:
    made: Calculation = Calculation.objects.create(
        version_of_plan=version, unit="ha-noi", budget="500", measures_name="bien-phap.csv", measures="",
        asked_by=version.begun_by,
    )  # fmt: skip
    return made
