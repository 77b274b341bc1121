"""Whom a campaign's services tell: people who hold a role now, for the whole city or in agencies."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from chiso.office.people.holdings import standing
from chiso.office.people.models import Person
from chiso.office.people.roles import Role


def holders(*roles: Role, but: Collection[int] = ()) -> QuerySet[Person]:
    """Those who hold one of these roles now, without some (primary keys of persons)."""
    now = timezone.now()
    return Person.objects.filter(
        standing(now, "appointments__"), appointments__role__in=roles
    ).exclude(pk__in=but).distinct()  # fmt: skip


def people_of_agencies(agencies: Collection[int], *roles: Role) -> QuerySet[Person]:
    """Those who hold one of these roles in one of these agencies (primary keys) now."""
    now = timezone.now()
    return Person.objects.filter(
        standing(now, "appointments__"),
        appointments__agency__in=agencies,
        appointments__role__in=roles,
    ).distinct()
