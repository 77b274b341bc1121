"""Erasing a person from contact points: one that names them loses name, telephone and mail."""

from __future__ import annotations

from django.db.models import Q

from chiso.office.ledger.erasing import Erasure
from chiso.office.organisation.models import ContactPoint


def erase_from_contacts(erasure: Erasure) -> int:
    """How many contact points named the person."""
    names_them = Q()
    for name in erasure.names:
        names_them |= Q(name__iexact=name) | Q(email__iexact=name)
    if not names_them:
        return 0
    return ContactPoint.objects.filter(names_them).update(name="", telephone="", email="")
