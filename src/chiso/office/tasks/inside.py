"""Sections and people of an agency, as tasks are distributed among them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from chiso.office.campaigns.people_told import people_of_agencies
from chiso.office.organisation.models import Agency, AgencyForm, Section
from chiso.office.people.models import Person
from chiso.office.people.roles import Role


def people_inside(agency: Agency) -> QuerySet[Person]:
    """Officers and heads of an agency who are appointed now."""
    found = people_of_agencies([agency.pk], Role.AGENCY_OFFICER, Role.AGENCY_HEAD)
    return found.filter(is_active=True, left_at=None)


def sections_inside(agency: Agency) -> QuerySet[Section]:
    """The sections of an agency that stand today."""
    today = timezone.localdate()
    holds = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    return Section.objects.filter(*holds, agency=agency)


def units_below(agency: Agency) -> list[Agency]:
    """The agency itself, then the units directly below it today. One query."""
    today = timezone.localdate()
    holds = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    rows = AgencyForm.objects.select_related("agency").filter(*holds, parent=agency)
    below = {form.agency_id: form.agency for form in rows.order_by("agency__sort_key", "agency")}
    return [agency, *below.values()]
