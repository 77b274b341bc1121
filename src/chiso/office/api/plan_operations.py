"""Operations on plans: to read, by the same selectors and rights as on the screens."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from ninja import Router

from chiso.figures import write_exact
from chiso.office.api import plan_shapes as shapes
from chiso.office.api.answers import ALWAYS
from chiso.office.api.asking import ByToken, token_behind
from chiso.office.people.models import Person
from chiso.office.people.rights import may_somewhere, require
from chiso.office.plans.access import READ, plan_for, version_for, where_of_all
from chiso.office.plans.content import hash_of
from chiso.office.plans.models import Plan, PlanVersion
from chiso.office.plans.selectors import (
    ListedPlan,
    approved_hash,
    content_shown,
    parts_of,
    plans_of,
    tasks_given,
    tasks_seen,
    versions_of,
)
from chiso.office.plans.showing import show_targets
from chiso.office.tasks.models import Task

router = Router()


@router.get("", response={200: shapes.Plans, **ALWAYS}, summary="All plans", auth=ByToken("plans:read"))
def all_plans(request: HttpRequest) -> dict[str, Any]:
    """The plans that the person of the token may read, with their latest versions."""
    person = _reader(request)
    return {"plans": [_plan(one) for one in plans_of(person)]}


@router.get(
    "/{key}", response={200: shapes.PlanWhole, **ALWAYS}, summary="One plan", auth=ByToken("plans:read")
)
def one_plan(request: HttpRequest, key: str) -> dict[str, Any]:
    """Its versions, and the sub-plans below it."""
    person = _reader(request)
    found = plan_for(person, key)
    versions = list(versions_of(person, found))
    parts = parts_of(person, found) if found.agency_id is None else []
    return _plan(ListedPlan(found, versions[0])) | {
        "versions": [_version(one) for one in versions],
        "parts": [_plan(one) for one in parts],
    }


@router.get(
    "/versions/{key}", response={200: shapes.PlanContent, **ALWAYS}, summary="One version of a plan",
    auth=ByToken("plans:read"),
)  # fmt: skip
def one_version(request: HttpRequest, key: str) -> dict[str, Any]:
    """Targets and lines, with the figures that they start from."""
    reader = _reader(request)
    found = version_for(reader, key)
    shown = content_shown(found)
    figures, tasks = shown.figures, tasks_given(found.plan)
    seen = tasks_seen(reader, tasks)
    return {
        "plan": found.plan.key,
        "title": found.plan.title,
        "framework": figures.basis.framework,
        "figures_of": figures.basis.period,
        "source": figures.basis.source,
        "is_made_up": found.plan.is_made_up,
        "version": _version(found),
        "content_sha256": hash_of(shown.content),
        "approved_sha256": approved_hash(found) or None,
        "targets": [
            {
                "node": one.target.node,
                "unit": figures.unit_of(one.target.owner.uid if one.target.owner else ""),
                "owner": one.target.owner.uid if one.target.owner else None,
                "today": _written(one.today),
                "target": one.target.points,
                "forecast": _written(one.forecast),
                "source": one.target.source,
            }
            for one in show_targets(figures, shown.content, shown.forecast)
        ],
        "lines": [
            {
                **{name: getattr(line, name) for name in _LINE},
                "owner": line.owner.uid if line.owner else None,
                "partners": [one.uid for one in line.partners.all()],
                "task": _key_of(tasks.get(line.identity), seen),
            }
            for line in shown.content.lines
        ],
    }


_LINE = (
    "identity", "node", "words", "level", "points", "cost", "effort", "probability", "quarter", "deadline",
    "product", "source",
)  # fmt: skip


def _reader(request: HttpRequest) -> Person:
    """The person of the token, who reads plans somewhere. Raises NoRight."""
    person: Person = token_behind(request).person
    if not may_somewhere(person, READ):
        require(person, READ, where_of_all())
    return person


def _plan(one: ListedPlan) -> dict[str, Any]:
    plan: Plan = one.plan
    return {
        "key": plan.key,
        "title": plan.title,
        "period": plan.period,
        "agency": plan.agency.uid if plan.agency else None,
        "city_plan": plan.city_plan.key if plan.city_plan else None,
        "due": plan.due,
        "is_made_up": plan.is_made_up,
        "latest": _version(one.latest),
    }


def _version(one: PlanVersion) -> dict[str, Any]:
    return {
        "key": one.key,
        "number": one.number,
        "revision": one.revision,
        "state": one.state,
        "begun_at": one.begun_at,
    }


def _key_of(task: Task | None, seen: set[int]) -> str | None:
    return task.key if task is not None and task.pk in seen else None


def _written(value: Fraction | None) -> str | None:
    return None if value is None else write_exact(value)
