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


def holds_today() -> Q:
    """The sections, or forms of agencies, that stand today."""
    today = timezone.localdate()
    begun = Q(valid_from=None) | Q(valid_from__lte=today)
    return begun & (Q(valid_to=None) | Q(valid_to__gte=today))


def sections_inside(agency: Agency) -> QuerySet[Section]:
    """The sections of an agency that stand today."""
    return Section.objects.filter(holds_today(), agency=agency)


def units_below(agency: Agency) -> list[Agency]:
    """The agency itself, then the units directly below it today. One query."""
    rows = AgencyForm.objects.select_related("agency").filter(holds_today(), parent=agency)
    below = {form.agency_id: form.agency for form in rows.order_by("agency__sort_key", "agency")}
    return [agency, *below.values()]
