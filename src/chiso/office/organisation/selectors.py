"""Reading the organisation as it stood on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from chiso.office.compiled import Compiled, given
from chiso.office.organisation.models import Agency, AgencyForm, Assignment, ContactPoint, Section
from chiso.office.people.holdings import standing
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import Role
from chiso.units import make_slug


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader looks for; empty: everything that there was on the day."""

    words: str = ""
    level: str = ""
    kind: str = ""
    parent: str = ""


def forms_on(
    day: date, sought: Sought | None = None, *, among: Collection[int] | None = None
) -> list[AgencyForm]:
    """The forms of agencies that held on a day, in Vietnamese order; `among`: of these (primary keys).

    Words are found without their marks: "ba dinh" finds Phường Ba Đình. A city has some hundreds of
    agencies, so words are compared here and mean the same on every database.
    """
    if sought is None and among is not None and len(among) == 1:
        return _OF_ONE.rows(day=day, agency=next(iter(among)))
    wanted = sought or Sought()
    forms = AgencyForm.objects.select_related("agency", "parent").filter(_holds_on(day))
    exact = {"level": wanted.level, "kind": wanted.kind, "parent__key": wanted.parent}
    forms = forms.filter(**{name: value for name, value in exact.items() if value})
    if among is not None:
        forms = forms.filter(agency__in=among)
    found = list(forms.order_by("agency__sort_key", "pk"))
    if not wanted.words.strip():
        return found
    words = make_slug(wanted.words)
    return [form for form in found if _is_called(form, words, wanted.words.strip())]


def _is_called(form: AgencyForm, slug: str, written: str) -> bool:
    names = (form.name, *form.aliases)
    return form.code == written or (bool(slug) and any(slug in make_slug(name) for name in names))


def counts_on(day: date) -> dict[str, dict[str, int]]:
    """How many agencies there were on a day, by level and by kind."""
    rows = (
        AgencyForm.objects.filter(_holds_on(day)).order_by().values("level", "kind").annotate(n=Count("pk"))
    )
    by_level: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    for row in rows:
        by_level[row["level"]] = by_level.get(row["level"], 0) + row["n"]
        by_kind[row["kind"]] = by_kind.get(row["kind"], 0) + row["n"]
    return {"level": by_level, "kind": by_kind}


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """What the page of an agency shows."""

    forms: list[AgencyForm]
    parts: list[AgencyForm]
    heads: list[Appointment]
    sections: list[Section]
    contacts: list[ContactPoint]
    answers_for: list[Assignment]
    appraises: list[Assignment]


def agency_page(agency: Agency, day: date | None = None) -> AgencyPage:
    """Everything about an agency, in a constant number of queries."""
    day = day or timezone.localdate()
    heads = Appointment.objects.select_related("person").filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        agency=agency,
        role=Role.AGENCY_HEAD,
        valid_from__lte=day,
        ended_at=None,
        person__is_active=True,
    )
    assignments = Assignment.objects.select_related("campaign", "unit", "responsible", "appraising")
    by_name = Person.objects.filter(is_active=True, left_at=None).order_by("full_name", "pk")
    return AgencyPage(
        forms=list(agency.forms.select_related("parent").order_by("valid_from", "pk")),
        parts=list(
            AgencyForm.objects.select_related("agency")
            .filter(_holds_on(day), parent=agency)
            .order_by("agency__sort_key")
        ),
        heads=list(heads),
        sections=list(agency.sections.prefetch_related(Prefetch("people", by_name))),
        contacts=list(agency.contact_points.all()),
        answers_for=list(assignments.filter(responsible=agency)[:200]),
        appraises=list(assignments.filter(appraising=agency)[:200]),
    )


def workers_in(agency: Agency) -> list[Person]:
    """The officers and heads of an agency who hold their role now, by name. One query."""
    held = Appointment.objects.select_related("person").filter(
        standing(timezone.now()),
        agency=agency,
        role__in=(Role.AGENCY_OFFICER, Role.AGENCY_HEAD),
        person__is_active=True,
        person__left_at=None,
    )
    return list({one.person.pk: one.person for one in held.order_by("person__full_name", "pk")}.values())


def agency_named(written: str, day: date) -> Agency | None:
    """The one agency that was meant on a day, by uid, code or name as it stood; None if none or several."""
    for wanted in ({"agency__uid": written}, {"code": written}, {"name": written}):
        found = list(
            AgencyForm.objects.select_related("agency").filter(_holds_on(day), **wanted).order_by("pk")[:2]
        )
        if len(found) == 1:
            return found[0].agency
        if found:
            return None
    return None


def _holds_on(day: Any) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))


# What nearly every page of an agency's work in a campaign asks.
_OF_ONE = Compiled(
    lambda: (
        AgencyForm.objects.select_related("agency", "parent")
        .filter(_holds_on(given("day", models.DateField())), agency=given("agency", models.BigIntegerField()))
        .order_by("agency__sort_key", "pk")
    )
)
