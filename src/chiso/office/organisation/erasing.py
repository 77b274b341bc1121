"""Erasing a person: contact points that name them lose name, telephone, mail; they leave their sections."""

from __future__ import annotations

from django.db.models import Q

from chiso.office.ledger.erasing import Erasure
from chiso.office.organisation.models import ContactPoint, Section


def erase_from_organisation(erasure: Erasure) -> int:
    """How many contact points named the person, and to how many sections they belonged."""
    found: int = Section.people.through.objects.filter(person=erasure.person).delete()[0]
    names_them = Q()
    for name in erasure.names:
        names_them |= Q(name__iexact=name) | Q(email__iexact=name)
    if names_them:
        found += ContactPoint.objects.filter(names_them).update(name="", telephone="", email="")
    return found
